#!/usr/bin/env python3
"""With TARN_SQL=opaque the graph is that of a marimo which has no DuckDB: queries make and read no tables."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

TARN = sys.argv.pop(1)
NOTEBOOK = '''import marimo

app = marimo.App()


@app.cell
def _():
    import marimo as mo
    return (mo,)


@app.cell
def _(mo):
    mo.sql("CREATE TABLE made AS SELECT 1")
    return


@app.cell
def _(mo):
    def ask():
        return mo.sql("SELECT * FROM made")
    return (ask,)


if __name__ == "__main__":
    app.run()
'''


class OpaqueSql(unittest.TestCase):
    def cells(self, **environment):
        with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
            file.write(NOTEBOOK)
            file.flush()
            done = subprocess.run([TARN, "graph", "--json", file.name], capture_output=True, check=True,
                                  env={**os.environ, **environment})
        return json.loads(done.stdout)["cells"]

    def test_tables_are_names_unless_sql_is_opaque(self):
        looked, opaque = self.cells(), self.cells(TARN_SQL="opaque")
        self.assertIn("made", looked[1]["defs"])
        self.assertIn("made", looked[2]["refs"])
        self.assertEqual([opaque[1]["defs"], opaque[1]["refs"]], [[], ["mo"]])
        self.assertEqual([opaque[2]["defs"], opaque[2]["refs"]], [["ask"], ["mo"]])
        self.assertEqual(opaque[1]["language"], "sql")


unittest.main()
