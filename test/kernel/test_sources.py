"""Where the data of a notebook is, as the kernel tells it: TARN is the program under test, PYTHON the interpreter.

What needs a library is skipped where the interpreter has none.
"""

import os
import subprocess
import sys
import unittest

from wire import OK, Session

TARN = os.environ["TARN"]
PYTHON = os.environ.get("PYTHON", sys.executable)
JOINT = "\x1f"


def has(library):
    return subprocess.run([PYTHON, "-c", "import " + library], capture_output=True).returncode == 0


class Row:
    def __init__(self, fields):
        depth, self.fold, self.kind, self.path, self.name, self.note, self.code = (field.decode() for field in fields)
        self.depth = int(depth)

    def __repr__(self):
        return "%s%s%s %s %s" % ("  " * self.depth, self.fold, self.kind, self.name, self.note)


class SourcesTest(unittest.TestCase):
    def setUp(self):
        self.session = Session(TARN, PYTHON)
        self.addCleanup(self.session.__exit__)

    def run_cell(self, code, cell=1):
        done = self.session.run(code, cell)
        self.assertEqual(done.status, OK, done.output)
        return done

    def ask(self, *toggled):
        self.session.send("SOURCES", 7, *toggled)
        request, *fields = self.session.wait("SOURCES_ARE")
        self.assertEqual(request, 7)
        self.marimo, fields = fields[0].decode(), fields[1:]
        return [Row(fields[at : at + 7]) for at in range(0, len(fields), 7)]

    def names(self, *toggled):
        return [(row.depth, row.name) for row in self.ask(*toggled)]

    def row(self, name, *toggled):
        return next(row for row in self.ask(*toggled) if row.name == name)


class SQLite(SourcesTest):
    def make(self, *statements, name="db"):
        self.run_cell("import sqlite3\n%s = sqlite3.connect(':memory:')" % name)
        for statement in statements:
            self.run_cell("_ = %s.execute(%r)" % (name, statement), cell=2)

    def test_a_notebook_without_data_has_no_rows(self):
        self.run_cell("x = 1\nclass cursor: pass")
        self.assertEqual(self.ask(), [])
        self.assertEqual(self.marimo, "")

    def test_a_database_shows_its_tables_and_a_table_that_is_unfolded_its_columns(self):
        self.make("create table t (id integer primary key, what text)", "create view v as select what from t")
        self.assertEqual(self.names(), [(0, "db"), (1, "t"), (1, "v")])
        rows = self.ask("db" + JOINT + "t")
        self.assertEqual([(row.name, row.note) for row in rows if row.kind == "column"], [("id", "INTEGER, key"), ("what", "TEXT")])
        self.assertEqual([row.fold for row in rows], ["-", "-", "", "", "+"])
        self.assertEqual([row.kind for row in rows][-1], "view")

    def test_what_is_folded_is_not_told(self):
        self.make("create table t (a)")
        self.assertEqual(self.names("db"), [(0, "db")])

    def test_attached_databases_are_told_apart(self):
        self.make("create table t (a)", "attach ':memory:' as other", "create table other.u (b)")
        self.assertEqual(self.names(), [(0, "db"), (1, "main"), (2, "t"), (1, "other"), (2, "u")])
        self.assertIn("FROM other.u LIMIT 100", self.row("u").code)

    def test_the_cell_of_a_row_runs(self):
        self.make('create table "a ""b"" {c}" ("order" text)', """insert into "a ""b"" {c}" values ('one')""")
        path = "db" + JOINT + 'a "b" {c}'
        self.run_cell("import marimo as m", cell=3)
        for name in ('a "b" {c}', "order"):
            code = self.row(name, path).code
            self.assertEqual(self.marimo, "m")
            self.run_cell(code + "\nfound = _df[0]['order'] if isinstance(_df, list) else _df['order'][0]", cell=4)
            self.assertEqual(self.session.run("found", 5).shown, "'one'")

    def test_a_row_factory_and_bytes_for_texts_do_not_matter(self):
        self.make("create table t (a)")
        self.run_cell("db.row_factory = lambda cursor, row: 1 / 0\ndb.text_factory = bytes", cell=3)
        self.assertEqual(self.names("db" + JOINT + "t"), [(0, "db"), (1, "t"), (2, "a")])

    def test_a_database_that_is_closed_says_so_and_the_rest_is_told(self):
        self.make("create table t (a)", name="bad")
        self.make("create table u (a)", name="good")
        self.run_cell("bad.close()", cell=3)
        rows = self.ask()
        self.assertEqual([row.name for row in rows], ["bad", "✗", "good", "u"])
        self.assertIn("ProgrammingError", rows[1].note)

    def test_an_object_that_lies_about_itself_is_not_asked(self):
        self.run_cell("""
class Liar:
    def __getattr__(self, name):
        raise SystemExit
class Slow:
    cursor = commit = rollback = property(lambda self: 1 / 0)
liar, slow = Liar(), Slow()
""")
        self.assertEqual(self.names(), [(0, "slow")])
        self.assertIn("nobody can look into it", self.ask("slow")[1].note)

    def test_thousands_of_tables_are_cut(self):
        self.make(*["create table t%d (a)" % i for i in range(3)])
        self.run_cell("for _i in range(3, 2000): db.execute(f'create table t{_i} (a)')", cell=3)
        rows = self.ask()
        self.assertEqual(rows[-1].kind, "note")
        self.assertLess(len(rows), 600)

    def test_an_interrupt_ends_a_question_and_the_next_one_is_answered(self):
        self.make("create table t (a)")
        self.run_cell("import os, signal\ndb.set_trace_callback(lambda text: os.kill(os.getpid(), signal.SIGINT))", cell=3)
        self.session.send("SOURCES", 8)
        self.session.wait("SOURCES_ARE")
        self.run_cell("db.set_trace_callback(None)", cell=3)
        self.assertEqual(self.names(), [(0, "db"), (1, "t")])


@unittest.skipUnless(has("duckdb"), "the interpreter has no duckdb")
class DuckDB(SourcesTest):
    def test_what_mo_sql_asks_is_there_without_a_variable(self):
        self.run_cell("import duckdb\nduckdb.sql('create table t (a int, b varchar)')")
        rows = self.ask("duckdb" + JOINT + "t")
        self.assertEqual([row.name for row in rows], ["duckdb", "t", "a", "b"])
        self.assertEqual(rows[3].note, "VARCHAR")
        self.assertEqual(rows[1].code, '_df = mo.sql(\n    f"""\n    SELECT * FROM t LIMIT 100\n    """\n)')

    def test_schemas_and_databases_are_told_apart(self):
        self.run_cell("import duckdb as _d\nc = _d.connect()\nc.sql('create schema s'); c.sql('create table s.t (a int)')")
        self.assertEqual([row.name for row in self.ask() if row.path.startswith("c")], ["c", "memory.main", "–", "memory.s", "t"])
        self.assertIn("FROM memory.s.t LIMIT 100", self.row("t").code)
        self.assertIn("engine=c", self.row("t").code)

    def test_a_result_that_is_read_later_stays(self):
        self.run_cell("import duckdb as _d\nc = _d.connect()\nc.execute('select * from range(100000)')\nfirst = c.fetchone()")
        self.ask()
        self.assertEqual(self.session.run("c.fetchone()", 2).shown, "(1,)")

    def test_a_relation_has_columns(self):
        self.run_cell("import duckdb as _d\nr = _d.sql('select 1 as one')")
        rows = [row for row in self.ask("r") if row.path.startswith("r")]
        self.assertEqual([(row.kind, row.name, row.note) for row in rows][1], ("column", "one", "INTEGER"))


    def test_a_query_may_end_with_a_semicolon_and_remarks(self):
        self.run_cell("import marimo as mo\nimport duckdb as _d\nf = _d.sql('select 7 as n')")
        for query in ("select n from f;", "-- a;\nselect n from f ;\n\n-- b; c\n  -- d", "select n, ';' as s from f"):
            self.run_cell(f"r = mo.sql({query!r})", cell=2)
            self.assertEqual(self.session.run("list(r['n']) if hasattr(r, 'columns') else [row['n'] for row in r]", 3).shown, "[7]")


FRAMES = {
    "pandas": "import pandas as _l\nf = _l.DataFrame({'a': [1, 2], 'b': [.5, 1.5]})",
    "polars": "import polars as _l\nf = _l.DataFrame({'a': [1, 2], 'b': [.5, 1.5]})",
    "pyarrow": "import pyarrow as _l\nf = _l.table({'a': [1, 2], 'b': [.5, 1.5]})",
}


class Frames(SourcesTest):
    def test_frames_show_their_shape_and_their_columns_when_they_are_unfolded(self):
        for library, code in FRAMES.items():
            if not has(library):
                continue
            with self.subTest(library):
                self.run_cell(code)
                row = self.row("f")
                self.assertIn("2×2", row.note)
                self.assertIn(library, row.note)
                self.assertEqual(row.code, "mo.ui.table(f)")
                columns = [row for row in self.ask("f") if row.kind == "column"]
                self.assertEqual([column.name for column in columns], ["a", "b"])
                self.assertRegex(columns[0].note.lower(), "int64")
                self.run_cell(columns[1].code, cell=2)

    @unittest.skipUnless(has("polars"), "the interpreter has no polars")
    def test_a_lazy_frame_is_not_read_for_it_and_a_context_shows_its_tables(self):
        self.run_cell("""
import polars as _p
ran = []
lazy = _p.LazyFrame({'a': [1]}).map_batches(lambda frame: ran.append(1) or frame)
context = _p.SQLContext(t=lazy)
""")
        rows = self.ask("lazy", "context" + JOINT + "t")
        self.assertEqual([row.name for row in rows if row.path.startswith("context")], ["context", "t", "a"])
        self.assertEqual([row.name for row in rows if row.path.startswith("lazy")], ["lazy", "a"])
        self.assertEqual(self.session.run("ran", 2).shown, "[]")
        self.run_cell(rows[1].code, cell=3)

    @unittest.skipUnless(has("pandas"), "the interpreter has no pandas")
    def test_a_very_wide_frame_is_cut(self):
        self.run_cell("import numpy as _n, pandas as _p\nwide = _p.DataFrame(_n.zeros((1, 100000)))")
        rows = self.ask("wide")
        self.assertEqual(rows[-1].kind, "note")
        self.assertLess(len(rows), 600)


@unittest.skipUnless(has("sqlalchemy"), "the interpreter has no sqlalchemy")
class SQLAlchemy(SourcesTest):
    def test_an_engine_shows_tables_and_columns_and_no_password(self):
        self.run_cell("""
import sqlalchemy as _s
engine = _s.create_engine("sqlite://")
with _s.create_engine("sqlite://").connect(): pass
with engine.begin() as _c:
    _c.execute(_s.text("create table t (id integer, what text)"))
""")
        rows = self.ask("engine" + JOINT + "t")
        self.assertEqual([row.name for row in rows], ["engine", "t", "id", "what"])
        self.run_cell("import marimo as mo", cell=2)
        self.run_cell(rows[1].code, cell=3)


if __name__ == "__main__":
    unittest.main()
