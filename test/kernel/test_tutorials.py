"""No tutorial of marimo's dies on an import or an attribute: each of its cells ends as it does in marimo.

How they end there is recorded in tutorials.json, for an interpreter with nothing but the standard library ("alone")
and for one with marimo and all that the tutorials import ("with companions").  They are run by `tarn exec` and as the
editor runs them.
"""

import importlib.util
import json
import os
import subprocess
import sys

import pytest
from pkg_common import HERE, installed_marimo

TARN = os.environ.get("TARN", "")
ENGINE_RUN = os.environ.get("ENGINE_RUN", "")
RECORDED = json.loads((HERE / "tutorials.json").read_text())
COMPANIONS = ("altair", "duckdb", "matplotlib", "numpy", "pandas", "polars", "pyarrow", "sqlglot", "vega_datasets")

# Cells that end otherwise here, each with its reason: name of the tutorial, number of the cell.
OTHERWISE = {("sql", 10): ("error", "ok", "a query with a semicolon and a remark behind it, which DuckDB makes no frame of")}

HOME = installed_marimo()
MISSING = [name for name in COMPANIONS if importlib.util.find_spec(name) is None]

pytestmark = pytest.mark.skipif(HOME is None or not TARN, reason="marimo 0.25.2 is not installed")
needs_companions = pytest.mark.skipif(bool(MISSING), reason="not installed: " + ", ".join(MISSING))


@pytest.fixture(scope="session")
def alone(tmp_path_factory):
    """An interpreter that has neither marimo nor anything else."""
    folder = tmp_path_factory.mktemp("alone")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    return folder / "bin" / "python"


def expected_of(kind, name):
    words = RECORDED[kind][name].split()
    for (tutorial, cell), (theirs, ours, _) in OTHERWISE.items():
        if tutorial == name and words[cell] == theirs and kind == "with companions":
            words[cell] = ours
    return " ".join(words)


def assert_runs(python, name, kind, folder):
    path = folder / f"{name}.py"  # a copy: outputs of a notebook may go beside it
    path.write_bytes((HOME / "_tutorials" / path.name).read_bytes())
    expected = expected_of(kind, name)
    by_exec = subprocess.run([TARN, "exec", "--json", "--python", python, path], capture_output=True, text=True)
    assert by_exec.returncode == 0, by_exec.stderr
    cells = json.loads(by_exec.stdout)["cells"]
    wrong = [(cell["index"], cell["errors"]) for cell, word in zip(cells, expected.split()) if cell["status"] != word]
    assert wrong == []
    in_editor = subprocess.run([ENGINE_RUN, TARN, python, path], capture_output=True, text=True)
    assert in_editor.returncode == 0, in_editor.stderr
    ended, *placeholders = in_editor.stdout.splitlines()
    assert ended.strip() == expected
    assert placeholders == [] or kind == "alone"  # nothing that a terminal cannot show, where all is installed


def test_every_tutorial_is_recorded():
    names = sorted(path.stem for path in HOME.glob("_tutorials/[a-z]*.py"))
    assert names == sorted(RECORDED["alone"]) == sorted(RECORDED["with companions"])


@pytest.mark.parametrize("name", sorted(RECORDED["alone"]))
def test_tutorial_without_marimo(name, alone, tmp_path):
    assert_runs(alone, name, "alone", tmp_path)


@needs_companions
@pytest.mark.parametrize("name", sorted(RECORDED["with companions"]))
def test_tutorial_with_marimo_and_companions(name, tmp_path):
    assert_runs(sys.executable, name, "with companions", tmp_path)


@needs_companions
@pytest.mark.parametrize("word", ["array", "batch", "button", "checkbox", "date", "dictionary", "dropdown", "file", "form", "matrix",
                                  "multiselect", "number", "radio", "range_slider", "slider", "switch", "tabs", "table", "text",
                                  "text_area"])
def test_whatever_is_chosen_in_the_tutorial_of_elements_is_shown(word, tmp_path):
    text = (HOME / "_tutorials/ui.py").read_text()
    menu = "composite_elements" if word in ("array", "batch", "dictionary", "form") else "basic_ui_elements"
    chosen = text.replace(f"{menu} = mo.ui.dropdown(", f"{menu} = mo.ui.dropdown(value={word!r},")
    assert chosen != text
    path = tmp_path / "ui.py"
    path.write_text(chosen)
    done = subprocess.run([ENGINE_RUN, TARN, sys.executable, path], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    ended, *placeholders = done.stdout.splitlines()
    assert placeholders == []
    expected = RECORDED["with companions"]["ui"].split()
    if word == "file":
        expected[25] = "error"  # of two elements in a list it reads .value: so it does in marimo
    assert ended.split() == expected
