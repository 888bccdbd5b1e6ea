"""What cells make in DuckDB, in stories of edits and runs.  Skipped where the interpreter has no DuckDB.

What is expected is what marimo 0.25.2 does with the same stories, but for temporary tables: those it leaves behind.
"""

import json
import os
import subprocess
import sys

import pytest

pytest.importorskip("duckdb")
TARN = os.environ["TARN"]

IMPORTS = "import marimo as mo\nimport duckdb"
LOOK = """seen = duckdb.sql('''
    select database_name || '.' || table_name from duckdb_tables()
    union all select database_name || '.' || view_name from duckdb_views() where not internal''').fetchall()"""
# What is made, and how that is called.
MADE = {
    "create table a as select 1": "memory.a",
    "create or replace table b as select 1": "memory.b",
    "create view c as select 1": "memory.c",
    "create temp table d as select 1": "temp.d",
    "create temp view e as select 1": "temp.e",
    "attach ':memory:' as other; create table other.f as select 1": "other.f",
    "create schema if not exists s; create table s.g as select 1": "memory.g",
    'create table "h i" as select 1': "memory.h i",
}


def again(cell):
    return [{"op": "run", "ids": [cell]}]


def edited(cell):
    return [{"op": "edit", "id": cell, "code": f"z{cell} = 2"}, *again(cell)]


def deleted(cell):
    return [{"op": "delete", "id": cell}]


def replaced_on_disk(cell):
    return [{"op": "apply", "codes": {cell: f"z{cell} = 3"}}]


def tell(cells, actions, folder):
    """The steps of a story that runs all cells first."""
    story = {
        "mode": "autorun",
        "cells": [{"id": name, "code": code} for name, code in cells.items()],
        "actions": [{"op": "run_all"}, *actions],
    }
    path = folder / "story.json"
    path.write_text(json.dumps(story))
    done = subprocess.run([TARN, "trace", "--python", sys.executable, path], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["steps"]


def play(queries, act, folder, module="mo"):
    """What is there before and after, sorted; and the errors."""
    makers = {str(number): f"{module}.sql({query!r})" for number, query in enumerate(queries)}
    actions = [action for cell in makers for action in act(cell)]
    steps = tell({"i": IMPORTS, **makers, "look": LOOK}, [*actions, {"op": "run", "ids": ["look"]}], folder)
    seen = [sorted(name for name, in eval(step["globals"]["seen"])) for step in (steps[0], steps[-1])]
    return *seen, [cell["errors"] for step in steps for cell in step["cells"].values() if cell["errors"]]


def test_a_cell_can_make_it_again(tmp_path):
    made = sorted(MADE.values())
    assert play(MADE, again, tmp_path) == (made, made, [])


@pytest.mark.parametrize("act", [edited, deleted, replaced_on_disk])
def test_it_goes_with_the_cell(act, tmp_path):
    assert play(MADE, act, tmp_path) == (sorted(MADE.values()), [], [])


def test_also_where_no_cell_of_marimo_made_it(tmp_path):
    assert play(["create table t as select 1"], deleted, tmp_path, "duckdb")[1] == []


def test_what_is_in_a_file_stays(tmp_path):
    query = f"attach if not exists '{tmp_path}/a.db' as kept; create table if not exists kept.t as select 1"
    assert play([query], deleted, tmp_path)[1] == []  # detached
    import duckdb

    with duckdb.connect(f"{tmp_path}/a.db") as connection:
        assert connection.sql("from t").fetchall() == [(1,)]


def test_a_name_of_python_is_no_table(tmp_path):
    """A table in a schema may have the name that another cell gives to a value."""
    make = "mo.sql('create schema if not exists s; create table s.t as select 1')"
    steps = tell({"i": IMPORTS, "value": "t = 5", "make": make}, again("make"), tmp_path)
    assert steps[-1]["globals"]["t"] == "5"


def test_an_error_of_a_database_is_an_exception_with_its_type(tmp_path):
    """A difference from marimo that tarn-format(5) names: there it is a kind of its own."""
    steps = tell({"i": IMPORTS, "bad": "mo.sql('select * from nowhere')"}, [], tmp_path)
    error, = steps[-1]["cells"]["bad"]["errors"]
    assert (error["kind"], error["type"]) == ("exception", "CatalogException")
    assert "nowhere does not exist" in error["msg"]
