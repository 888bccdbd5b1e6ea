"""What a cell made in DuckDB goes when the cell runs again, changes or is deleted, as its names do.

marimo's rule: tables and views in memory are dropped, databases detached; schemas, and what is in a file, stay.  Temporary
tables and views go too: marimo leaves them, and the cell that made one fails when it runs again.
"""


def drop(duckdb, fields):
    """`fields`: the kind, the catalog or "", the schema or "", and the name of each, in turns."""
    for kind, catalog, schema, name in zip(*[iter(fields)] * 4):
        if kind == "catalog":
            _try(duckdb, f"DETACH DATABASE IF EXISTS {_quoted(name)}")
        elif kind in ("table", "view"):
            for place in _places(duckdb, catalog, schema):
                _try(duckdb, f"DROP {kind} IF EXISTS {place}.{_quoted(name)}")


def _places(duckdb, catalog, schema):
    if not catalog and not schema:
        return ["memory.main", "temp.main"]
    if not catalog and schema.lower() in _attached(duckdb):  # `a.t` is also short for `a.main.t`
        catalog, schema = schema, "main"
    catalog = catalog or "memory"
    return [f"{catalog}.{_quoted(schema or 'main')}"] if catalog in ("memory", "temp") else []


def _attached(duckdb):
    try:
        rows = duckdb.execute("SELECT database_name FROM duckdb_databases()").fetchall()
    except duckdb.Error:
        return ()
    return {row[0].lower() for row in rows}


def _quoted(name):
    return '"' + name.replace('"', '""') + '"'


def _try(duckdb, query):
    """What cannot be dropped (a view, where a table was made before) is as it would be in marimo: it stays."""
    try:
        duckdb.execute(query)
    except duckdb.Error:
        pass
