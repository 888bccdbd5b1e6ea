"""Tables of ibis: looked at, chosen from, transformed; where it is not interactive nothing is computed."""

import json

import pytest
from pkg_fake import mo, package
from test_pkg_kernel import node, screen, widgets  # noqa: F401

ibis = pytest.importorskip("ibis")


@pytest.fixture
def table():
    ibis.options.interactive = True
    yield ibis.memtable({"n": list(range(30)), "kind": ["a", "b", "c"] * 10})
    ibis.options.interactive = False


def shown(value):
    from marimo._describe import describe

    return describe(value)[2]


def test_an_interactive_table_is_a_table(table):
    tree = shown(table)
    assert tree["node"] == "table" or "n" in json.dumps(tree)
    assert "int64" in json.dumps(tree) and "the first 10 rows" in json.dumps(tree)
    assert "435" in json.dumps(shown(table.n.sum()))
    assert "the first 10 rows" in json.dumps(shown(table.kind))


def test_else_it_is_the_expression_and_its_sql(table):
    ibis.options.interactive = False
    tree = shown(table.filter(table.n > 3))
    words, sql = tree["children"]
    assert "Filter" in words["text"] and "SELECT" in sql["text"] and sql["language"] == "sql"


def test_what_has_no_data_is_never_asked_for_it(table):
    unbound = ibis.table({"k": "int64"}, name="rows")
    assert "SELECT" in shown(unbound.k + 1)["children"][1]["text"]


def test_rows_are_chosen(table):
    element = mo.ui.table(table)
    assert element._value.count().execute() == 0
    package.set_widget(element._id, json.dumps([2, 4]))
    assert element._value.to_pyarrow().to_pylist() == [{"n": 2, "kind": "c"}, {"n": 4, "kind": "b"}]


def test_a_page_of_it_is_asked_and_sorted(table):
    from marimo._sources import source_of

    source = source_of(table)
    assert source.length() is None and [source.kind(0), source.kind(1)] == ["int64", "string"]
    assert source.rows(28, 10, [0]) == [[28], [29]]
    places = source.places([(0, True)], "")
    assert source.rows_at(places[:2], [0, 1]) == [[29, "c"], [28, "b"]]


def test_steps_are_done_to_it(table):
    element = mo.ui.dataframe(table)
    package.set_widget(element._id, json.dumps({"tarn": "say", "text": "filter n > 27"}))
    assert element._problem == "" and len(element._value) == 2
