"""Where the data of a notebook is: the databases that its variables are connected to, and the frames among them, as a tree.

Only what is unfolded is asked for, so that a database far away answers when somebody looks at it, and not before.  DuckDB
is asked through a cursor of its own: a result that a cell has not read to its end stays as it is, and temporary tables
are not seen.  Nothing is imported: whoever has a connection has its library.
"""

import itertools
import sys

FIELDS = 7  # of a row: depth, fold, kind, path, name, note, code
MOST_ROWS = 3000
MOST_CHILDREN = 500
WIDE = 200  # characters of a name, a type or an error
JOINT = "\x1f"  # between the names of a path

LEAF, FOLDED, UNFOLDED = "", "+", "-"

_FRAMES = {
    "pandas": ("DataFrame",),
    "geopandas": ("GeoDataFrame",),
    "polars": ("DataFrame", "LazyFrame"),
    "pyarrow": ("Table", "RecordBatch"),
    "duckdb": ("DuckDBPyRelation",),
    "_duckdb": ("DuckDBPyRelation",),
}


def sources(names, toggled):
    """Rows, FIELDS strings each: depth; LEAF, FOLDED or UNFOLDED; kind; path; name; what is known of it; code of a cell
    that shows it, or "".  `toggled`: paths of rows that are not as they are at first.  The first string, before the rows,
    is the name that the notebook has for marimo, or ""."""
    tree = _Tree(set(toggled))
    public = sorted((name, value) for name, value in names.items() if isinstance(name, str) and not name.startswith("_"))
    marimo = next((name for name, value in public if type(value) is type(sys) and value is sys.modules.get("marimo")), "")
    for name, database in _databases(public):
        _add_database(tree, name, database, marimo or "mo")
    for name, value in public:
        if _is_frame(value):
            _add_frame(tree, name, value, marimo or "mo")
    return [marimo, *tree.strings]


class _Tree:
    def __init__(self, toggled):
        self.toggled = toggled
        self.strings = []

    def add(self, path, kind, note="", code="", children=None, unfolded=False):
        """A row, and those below it if it is unfolded: `children` is called for an iterable of arguments of add(), of
        which the path is the last name alone."""
        joined = JOINT.join(path)
        fold = LEAF
        if children is not None:
            fold = UNFOLDED if unfolded != (joined in self.toggled) else FOLDED
        self.strings += [str(len(path) - 1), fold, kind, joined, path[-1][:WIDE], note[:WIDE], code]
        if fold == UNFOLDED:
            self._add_children(path, children)

    def _add_children(self, path, children):
        before = len(self.strings)
        try:
            count = 0
            for name, kind, more in children():
                if count == MOST_CHILDREN or len(self.strings) >= MOST_ROWS * FIELDS:
                    self.add((*path, "…"), "note", "there are more")
                    return
                count += 1
                self.add((*path, name), kind, **more)
        except Exception as error:
            self.add((*path, "✗"), "error", _in_short(error))
        if len(self.strings) == before:
            self.add((*path, "–"), "note", "nothing is in it")


def _in_short(error):
    lines = str(error).strip().splitlines()
    return type(error).__name__ + (": " + lines[0] if lines else "")


def _classes(value):
    return [(cls.__module__.partition(".")[0], cls.__name__) for cls in type(value).__mro__]


# --- databases -------------------------------------------------------------------------------------------------------


def _databases(public):
    """The name of each connection, None for DuckDB's own in memory, and what looks into it."""
    if "duckdb" in sys.modules:
        yield None, _DuckDB(sys.modules["duckdb"])
    for name, value in public:
        for library, cls in _classes(value):
            look = _LOOKS.get((library, cls))
            if look is not None:
                yield name, look(value)
                break
        else:
            held = {attribute for cls in type(value).__mro__ for attribute in vars(cls)}
            if not isinstance(value, type) and {"cursor", "commit", "rollback"} <= held:
                yield name, _Unknown(value)


def _add_database(tree, name, database, marimo):
    def tables(place, alone):
        for table, kind in database.tables(place):
            query = "SELECT * FROM " + database.called(place, table, alone) + " LIMIT 100"
            code = database.cell(name, query, marimo)
            yield table, kind, {"code": code, "children": lambda table=table: columns(place, table, alone)}

    def columns(place, table, alone):
        for column, kind in database.columns(place, table):
            query = "SELECT " + database.quoted(column) + " FROM " + database.called(place, table, alone) + " LIMIT 100"
            yield column, "column", {"note": kind, "code": database.cell(name, query, marimo)}

    def places():
        all_places = list(database.places())
        if len(all_places) == 1:
            yield from tables(all_places[0], True)
            return
        for place in all_places:
            label = ".".join(part for part in place if part)
            yield label, "schema", {"children": lambda place=place: tables(place, False), "unfolded": database.near}

    tree.add((name or "duckdb",), "connection", database.note(), children=places, unfolded=database.near)


def _sql_cell(name, query, marimo):
    """As marimo writes a cell of SQL."""
    text = query.replace("\\", "\\\\").replace('"""', '\\"\\"\\"').replace("{", "{{").replace("}", "}}")
    engine = "" if name is None else ",\n    engine=" + name
    return '_df = %s.sql(\n    f"""\n    %s\n    """%s\n)' % (marimo, text, engine)


# Words that a query takes for something else, in one of the databases at least.
_RESERVED = frozenset(
    """all alter analyse analyze and any array as asc both by case cast check collate column commit constraint create
    cross current default delete desc distinct drop else end except exists false fetch for foreign from full glob group
    having in index inner insert intersect into is isnull join lambda lateral leading left like limit natural not
    notnull null offset on only or order outer pivot primary qualify references returning right row rows select set
    show some table then to trailing true union unique unpivot update user using values view when where window
    with""".split()
)


class _Database:
    near = True  # asking costs nothing: it is unfolded at first

    def __init__(self, connection):
        self.connection = connection

    def quoted(self, name):
        plain = name.isidentifier() and name.isascii() and name.islower() and name not in _RESERVED
        return name if plain else '"' + name.replace('"', '""') + '"'

    def called(self, place, table, alone):
        parts = (table,) if alone else (*place, table)
        return ".".join(self.quoted(part) for part in parts if part)

    def cell(self, name, query, marimo):
        return _sql_cell(name, query, marimo)

    def note(self):
        return ""


class _DuckDB(_Database):
    def __init__(self, connection):
        super().__init__(connection)
        self._cursor = None

    def _rows(self, query, *values):
        if self._cursor is None:
            self._cursor = self.connection.cursor()
        return self._cursor.execute(query, list(values)).fetchall()

    def note(self):
        if self.connection is sys.modules.get("duckdb"):
            return "DuckDB, in memory, mo.sql"
        return "DuckDB"

    def places(self):
        return self._rows(
            "SELECT database_name, schema_name FROM duckdb_schemas() WHERE database_name NOT IN ('system', 'temp')"
            " AND schema_name NOT IN ('information_schema', 'pg_catalog') ORDER BY ALL"
        )

    def tables(self, place):
        return self._rows(
            "SELECT table_name, 'table' FROM duckdb_tables() WHERE database_name = ? AND schema_name = ? UNION ALL"
            " SELECT view_name, 'view' FROM duckdb_views() WHERE database_name = ? AND schema_name = ? AND NOT internal"
            " ORDER BY ALL",
            *place, *place,
        )

    def columns(self, place, table):
        return self._rows(
            "SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = ? AND schema_name = ?"
            " AND table_name = ? ORDER BY column_index",
            *place, table,
        )


class _SQLite(_Database):
    def _rows(self, query, *values):
        cursor = self.connection.cursor()
        cursor.row_factory = None
        rows = cursor.execute(query, values).fetchall()
        cursor.close()
        return [[part.decode("utf-8", "replace") if isinstance(part, bytes) else part for part in row] for row in rows]

    def note(self):
        return "SQLite"

    def places(self):
        return [(row[1],) for row in self._rows("PRAGMA database_list")]

    def tables(self, place):
        return self._rows(
            "SELECT name, type FROM %s.sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%%'"
            " ESCAPE '\\' ORDER BY name" % self.quoted(place[0])
        )

    def columns(self, place, table):
        rows = self._rows("PRAGMA %s.table_info(%s)" % (self.quoted(place[0]), self.quoted(table)))
        return [(row[1], row[2] + (", key" if row[5] else "")) for row in rows]


class _SQLAlchemy(_Database):
    def __init__(self, connection):
        super().__init__(connection)
        self.engine = connection if hasattr(type(connection), "dispose") else connection.engine
        self.near = self.engine.dialect.name in ("sqlite", "duckdb")
        self._inspector = None

    def _inspect(self):
        if self._inspector is None:
            self._inspector = sys.modules["sqlalchemy"].inspect(self.engine)
        return self._inspector

    def quoted(self, name):
        return self.engine.dialect.identifier_preparer.quote(name)

    def note(self):
        return "SQLAlchemy, " + repr(self.engine.url)  # without the password

    def places(self):
        names = self._inspect().get_schema_names()
        return [(name,) for name in names if name.lower() not in ("information_schema", "pg_catalog")] or [(None,)]

    def tables(self, place):
        found = [(name, "table") for name in self._inspect().get_table_names(place[0])]
        return found + [(name, "view") for name in self._inspect().get_view_names(place[0])]

    def columns(self, place, table):
        for column in self._inspect().get_columns(table, place[0]):
            yield str(column["name"]), str(column["type"])


class _Polars(_Database):
    def note(self):
        return "SQL of polars"

    def places(self):
        return [(None,)]

    def tables(self, place):
        return [(name, "table") for name in self.connection.tables()]

    def columns(self, place, table):
        frame = self.connection.execute("SELECT * FROM " + self.quoted(table), eager=False)
        return [(name, str(kind)) for name, kind in frame.collect_schema().items()]

    def cell(self, name, query, marimo):
        text = query.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
        return '%s.execute(\n    """\n    %s\n    """,\n    eager=True,\n)' % (name, text)


class _Unknown(_Database):
    near = False

    def note(self):
        kind = type(self.connection)
        return kind.__module__ + "." + kind.__qualname__

    def places(self):
        raise NotImplementedError("mo.sql asks such a connection, but nobody can look into it")


_LOOKS = {
    ("duckdb", "DuckDBPyConnection"): _DuckDB,
    ("_duckdb", "DuckDBPyConnection"): _DuckDB,
    ("sqlite3", "Connection"): _SQLite,
    ("sqlalchemy", "Engine"): _SQLAlchemy,
    ("sqlalchemy", "Connection"): _SQLAlchemy,
    ("polars", "SQLContext"): _Polars,
}


# --- frames ----------------------------------------------------------------------------------------------------------


def _is_frame(value):
    library, cls = type(value).__module__.partition(".")[0], type(value).__name__
    return cls in _FRAMES.get(library, ())


def _add_frame(tree, name, frame, marimo):
    def columns():
        lazy = hasattr(frame, "collect")
        for column, kind in _columns_of(frame):
            said = repr(column)
            code = "%s.select(%s).collect()" % (name, said) if lazy else "%s[%s]" % (name, said)
            yield str(column), "column", {"note": str(kind), "code": code}

    library = type(frame).__module__.partition(".")[0].lstrip("_")
    note = "%s %s" % (library, type(frame).__name__)
    shape = getattr(frame, "shape", None) if library != "duckdb" and not hasattr(frame, "collect") else None
    if isinstance(shape, tuple):
        note += ", " + "×".join(map(str, shape))
    tree.add((name,), "frame", note, "%s.ui.table(%s)" % (marimo, name), children=columns)


def _columns_of(frame):
    """Pairs of name and type, in the words of the library."""
    most = MOST_CHILDREN + 1
    if hasattr(frame, "collect_schema"):
        return itertools.islice(frame.collect_schema().items(), most)
    if hasattr(frame, "iloc"):
        return zip(frame.columns[:most], frame.dtypes.iloc[:most])
    if hasattr(frame, "schema"):
        return ((field.name, field.type) for field in itertools.islice(frame.schema, most))
    return zip(frame.columns[:most], frame.types[:most])
