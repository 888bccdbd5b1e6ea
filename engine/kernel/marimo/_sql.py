"""sql: queries over the variables of the notebook, with DuckDB, or with a connection that is given."""

from __future__ import annotations

from marimo._context import namespace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional


def sql(query: str, *, output: bool = True, engine: Optional[Any] = None) -> Any:
    """The result of a query as a frame (polars or pandas, or as a list of dicts if neither is there), which is shown.

    In the query, names of frames stand for the notebook's variables.  `engine` is a connection of DuckDB, or any with
    the cursors of Python's database API; other engines are not there yet.
    """
    result = _run(query, engine)
    if output and result is not None:
        from marimo import output as shown
        from marimo.ui import table

        shown.replace(table(result, selection=None))
    return result


def _run(query: str, engine: Any) -> Any:
    if engine is None or type(engine).__module__.partition(".")[0] in ("duckdb", "_duckdb"):
        return _frame(_relation(query, engine))
    if not hasattr(engine, "cursor"):
        raise NotImplementedError(f"tarn cannot query a {type(engine).__module__}.{type(engine).__name__} yet")
    cursor = engine.cursor()
    cursor.execute(query)
    if cursor.description is None:
        return None
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row)) for row in cursor.fetchall()]


def _relation(query: str, engine: Any) -> Any:
    """DuckDB looks for frames among the variables where it is called: so it is called among the notebook's."""
    if engine is None:
        try:
            import duckdb as engine
        except ImportError as error:
            raise ModuleNotFoundError("mo.sql needs duckdb: install it for this interpreter", name="duckdb") from error
    return eval("run(query)", namespace(), {"run": engine.sql, "query": query})


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
