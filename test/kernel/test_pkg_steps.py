"""mo.ui.dataframe: steps as they are typed, the code that they are written as, and beside what marimo makes of the same."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pkg_fake import mo
from steps_theirs import frame_of, rows_of
from test_pkg_kernel import kinds, node, widgets

from marimo._steps import NoStep, examples, step_of

LIBRARIES = [name for name in ("pandas", "polars") if importlib.util.find_spec(name)]
COLUMNS = {
    "n": [3, 1, 2, None, 5],
    "kind": ["a", "b", "a", "c", None],
    "x y": [0.5, 1.5, -1.0, 2.0, 0.0],
    "yes": [True, False, True, True, False],
}
EXACT = [  # the same rows in the same order
    ["filter n > 1"],
    ["filter n = 3 or kind = c"],
    ["filter n != 3 and yes is true"],
    ["remove n is null", "sort n desc"],
    ["remove kind in a, b"],
    ["filter kind not in a, 'b'"],
    ["filter n between 2 and 5"],
    ["filter kind contains a"],
    ["filter kind matches '^[ab]'"],
    ["filter kind starts with c"],
    ["filter kind ends with b"],
    ["filter yes is false"],
    ["filter kind is not null"],
    ['sort "x y"'],
    ["sort n desc"],
    ['select "x y", n'],
    ["rename n to number", "filter number > 2"],
    ['aggregate min, max, mean, sum, count of n, "x y"'],
    ["filter n > 0", "convert n to int64"],
    ["remove n is null", "remove kind is null", "pivot kind by yes sum of n"],
    ['remove kind is null', 'pivot kind by yes mean of "x y"'],
    ["remove kind is null", "pivot kind by yes count of n"],
]
SETS = [  # the same rows, in some order
    ["remove kind is null", "group by kind mean n"],
    ["group by kind, yes sum n"],
    ["group by yes count"],
    ["group by yes max n, kind"],
    ["unique yes keep first"],
    ["unique yes keep last"],
    ["unique yes keep none"],
]


def element_of(library, *steps):
    element = mo.ui.dataframe(frame_of(library, COLUMNS))
    for text in steps:
        front = element._tell({"tarn": "say", "text": text})
        assert front is not None, element._problem
        element._update(front)
    return element


def same(one, other):
    """Numbers are the same, whole or not, null or not a number."""
    return json.loads(json.dumps(_plain(one))) == json.loads(json.dumps(_plain(other)))


def _plain(value):
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, float):
        return None if value != value else round(value, 9)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


@pytest.fixture(scope="module")
def theirs():
    """What an installed marimo answers, by library and steps."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH",)}
    cases = [(library, steps) for library in LIBRARIES for steps in EXACT + SETS]
    told = [[library, COLUMNS, element_of(library, *steps)._steps] for library, steps in cases]
    script = Path(__file__).with_name("steps_theirs.py")
    done = subprocess.run([sys.executable, script], input=json.dumps(told), capture_output=True, text=True, env=environment)
    if "No module named 'marimo'" in done.stderr:
        pytest.skip("marimo is not installed")
    assert done.returncode == 0, done.stderr
    return {(library, tuple(steps)): rows for (library, steps), rows in zip(cases, json.loads(done.stdout))}


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("steps", EXACT, ids="; ".join)
def test_steps_make_what_they_make_in_marimo(theirs, library, steps):
    assert same(rows_of(element_of(library, *steps).value), theirs[library, tuple(steps)])


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("steps", SETS, ids="; ".join)
def test_groups_are_those_of_marimo(theirs, library, steps):
    names, rows = rows_of(element_of(library, *steps).value)
    their_names, their_rows = theirs[library, tuple(steps)]
    assert names == their_names
    assert same(sorted(_plain(rows), key=repr), sorted(_plain(their_rows), key=repr))


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("steps", EXACT + SETS, ids="; ".join)
def test_the_code_that_is_shown_makes_the_value(library, steps):
    element = element_of(library, *steps)
    code = next(child["text"] for child in node(element)["children"] if child["node"] == "code")
    values = {"df": frame_of(library, COLUMNS)}
    exec(code, values)
    assert same(rows_of(values["df_next"]), rows_of(element.value))


def test_lazily_it_stays_lazy():
    polars = pytest.importorskip("polars")
    element = mo.ui.dataframe(polars.DataFrame(COLUMNS).lazy())
    for text in ("filter n > 1", "sort n", "sample 2", "pivot kind by yes sum of n"):
        element._update(element._tell({"tarn": "say", "text": text}))
        assert hasattr(element.value, "collect")
    assert element.value.collect().height >= 1


def test_tables_of_other_libraries_become_frames():
    pyarrow = pytest.importorskip("pyarrow")
    element = mo.ui.dataframe(pyarrow.table(COLUMNS))
    assert element.value.num_rows == 5, "without a step it is what it was"
    element._update({"transforms": [step_of("filter n > 2", list(COLUMNS))]})
    assert len(element.value) == 2


@pytest.mark.parametrize("library", LIBRARIES[:1])
class TestKeys:
    def test_a_step_is_taken_back_and_done_again(self, library):
        element = element_of(library, "filter n > 1", "sort n")
        element._update(element._tell({"tarn": "earlier"}))
        assert [step["type"] for step in element._steps] == ["filter_rows"]
        element._update(element._tell({"tarn": "later"}))
        assert [step["type"] for step in element._steps] == ["filter_rows", "sort_column"]
        assert element._tell({"tarn": "later"}) is None
        element._update(element._tell({"tarn": "clear"}))
        assert (element._steps, len(element.value)) == ([], 5)
        assert element._tell({"tarn": "earlier"}) is None

    def test_what_is_wrong_is_said_and_changes_nothing(self, library):
        element = element_of(library, "filter n > 1")
        for text, why in {
            "": "a step is missing",
            "flter n > 1": "'flter' is no step",
            "filter m > 1": "no column 'm'",
            "filter n > many": "'many' is no number",
            "filter n": "what about n?",
            "sort n upwards": "'upwards' behind it",
            "sample ten": "'ten' is no number",
            "group by kind average n": "none of count",
            "filter n > 1 and n < 2 or n = 3": "all by or",
            "filter n between 1": "between takes two values",
            "convert kind to int64": "",
            "explode '": "what is",
        }.items():
            assert element._tell({"tarn": "say", "text": text}) is None, text
            words = node(element)["children"][2]["children"][0]["text"]
            assert words and why in words, (text, words)
            assert len(element._steps) == 1

    def test_it_shows_the_rows_the_code_and_what_could_be_typed(self, library):
        tree = node(element_of(library, "filter n > 1"))
        assert kinds(tree)[-2:] == ["code", "widget"]
        entry, = widgets(tree)
        assert entry["text"] == "[ 1 step ]"
        assert "sort n desc" in entry["args"]["options"]


@pytest.mark.parametrize("library", LIBRARIES[:1])
def test_a_value_of_before_that_does_not_fit_is_the_frame_itself(library):
    element = mo.ui.dataframe(frame_of(library, COLUMNS))
    element._update({"transforms": [{"type": "select_columns", "column_ids": ["gone"]}]})
    assert len(element.value) == 5
    words, = (child for child in node(element)["children"] if child["node"] == "callout")
    assert "no column 'gone'" in words["children"][0]["text"]


def test_the_first_suggestions_fit_the_columns():
    assert examples(["a", "b c"], ["object", "int64"])[:3] == ['filter "b c" > ', "filter a contains ", "remove a is null"]
    assert examples([], []) == []
    for text in examples(["a", "b"], ["str", "Float64"]):
        if not text.endswith(" "):
            step_of(text, ["a", "b"])


def test_words_in_quotes_are_names_and_values_only():
    step = step_of('filter "and" = "or" and x = \'is null\'', ["and", "x"])
    assert [(each["column_id"], each["value"]) for each in step["where"]["children"]] == [("and", "or"), ("x", "is null")]
    with pytest.raises(NoStep):
        step_of('"filter" x = 1 1', ["x"])

