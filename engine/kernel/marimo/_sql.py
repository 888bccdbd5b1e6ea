"""sql: queries over the variables of the notebook, with DuckDB, or with a connection that is given."""

from __future__ import annotations

from marimo._context import namespace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional


def sql(query: str, *, output: bool = True, engine: Optional[Any] = None) -> Any:
    """The result of a query as a frame (polars or pandas, or as a list of dicts if neither is there), which is shown.

    In the query, names of frames stand for the notebook's variables.  `engine` is a connection of DuckDB, of SQLAlchemy,
    or any with the cursors of Python's database API, or a SQLContext of polars; what the query changes is committed.
    """
    if query is None or not query.strip():
        return None
    result = _run(query, engine)
    if output and result is not None:
        from marimo import output as shown
        from marimo.ui import table

        shown.replace(table(result, selection=None))
    return result


def _run(query: str, engine: Any) -> Any:
    if engine is None or type(engine).__module__.partition(".")[0] in ("duckdb", "_duckdb"):
        return _frame(_relation(query, engine))
    classes = {(cls.__module__.partition(".")[0], cls.__name__) for cls in type(engine).__mro__}
    if ("polars", "SQLContext") in classes:
        return engine.execute(query, eager=True)
    if ("sqlalchemy", "Engine") in classes:
        with engine.connect() as connection:
            return _run_by_sqlalchemy(query, connection)
    if ("sqlalchemy", "Connection") in classes:
        return _run_by_sqlalchemy(query, engine)
    if not callable(getattr(engine, "cursor", None)):
        raise ValueError(f"mo.sql cannot query a {type(engine).__module__}.{type(engine).__name__}: it takes connections of DuckDB,"
                         " SQLAlchemy and Python's database API, and a SQLContext of polars")
    return _run_by_cursor(query, engine)


def _run_by_cursor(query: str, connection: Any) -> Any:
    cursor = connection.cursor()
    try:
        cursor.execute(query)
        names = [column[0] for column in cursor.description or ()]
        rows = cursor.fetchall() if names else None
        _commit(connection)
    finally:
        cursor.close()
    return rows if rows is None else _frame_of_rows(names, rows)


def _run_by_sqlalchemy(query: str, connection: Any) -> Any:
    from sqlalchemy import text

    result = connection.execute(text(query))
    names = list(result.keys()) if result.returns_rows else []
    rows = result.fetchall() if result.returns_rows else None
    _commit(connection)
    return rows if rows is None else _frame_of_rows(names, rows)


def _commit(connection: Any) -> None:
    """A connection that commits by itself may refuse to: what it did stays."""
    try:
        connection.commit()
    except Exception:
        pass


def _frame_of_rows(names: list[str], rows: Any) -> Any:
    """As what DuckDB answers: of polars or pandas, or a list of dicts if neither is there."""
    values = [tuple(row) for row in rows]
    try:
        import polars

        return polars.DataFrame(values, schema=names, orient="row", infer_schema_length=None)
    except Exception:  # there is none, or it has no column for such values
        pass
    try:
        import pandas

        return pandas.DataFrame(values, columns=names)
    except ImportError:
        return [dict(zip(names, row)) for row in values]


def _relation(query: str, engine: Any) -> Any:
    """DuckDB looks for frames among the variables where it is called: so it is called among the notebook's."""
    if engine is None:
        try:
            import duckdb as engine
        except ImportError as error:
            raise ModuleNotFoundError("mo.sql needs duckdb: install it for this interpreter", name="duckdb") from error
    return eval("run(query)", namespace(), {"run": engine.sql, "query": _statement(query, engine)})


def _statement(query: str, engine: Any) -> str:
    """A single statement without its semicolon and what comes behind, which a relation cannot be read with."""
    try:
        if len(engine.extract_statements(query)) != 1:
            return query
    except Exception:  # it is no statement, or DuckDB is too old to say: it says what is wrong when it is asked
        return query
    lines = query.rstrip().split("\n")
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("--")):
        lines.pop()
    return "\n".join(lines).rstrip("; \t") or query


def _frame(relation: Any) -> Any:
    if relation is None:
        return None
    for library, method in (("polars", "pl"), ("pandas", "df")):
        try:
            __import__(library)
            return getattr(relation, method)()
        except ImportError:
            continue
    return [dict(zip(relation.columns, row)) for row in relation.fetchall()]
