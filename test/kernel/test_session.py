"""Saved sessions: marimo shows what tarn saved, and tarn what marimo saved."""
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

NOTEBOOK = '''# /// script
# requires-python = ">=3.9"
# dependencies = ["marimo"]
# ///
import marimo

app = marimo.App()

with app.setup:
    import marimo as mo


@app.cell
def _():
    print("printed")
    x = "ä"
    x
    return (x,)


@app.cell
def _(x):
    mo.md(f"# Title {x}")
    return


@app.cell
def _():
    1 / 0
    return


@app.function
def f(a):
    return a


@app.cell
def _():
    return


if __name__ == "__main__":
    app.run()
'''
LOADER = '''
import json, sys
from pathlib import Path
from marimo._session.notebook import load_notebook
from marimo._session.state.serialize import SessionCacheKey, SessionCacheManager, _script_metadata_hash
from marimo._session.state.session_view import SessionView
from marimo._version import __version__
path = Path(sys.argv[1]).resolve()
cells = list(load_notebook(str(path)).app.cell_manager.cell_data())
key = SessionCacheKey(tuple(cell.code for cell in cells), __version__, tuple(cell.cell_id for cell in cells),
                      _script_metadata_hash(path))
view = SessionCacheManager(SessionView(), None, path, 1).read_session_view(key)
shown = {}
for cell, notification in view.cell_notifications.items():
    output = notification.output
    data = output and ([(error.exception_type, error.msg) for error in output.data]
                       if output.channel.value == "marimo-error" else output.data)
    shown[cell] = [data, [console.data for console in notification.console]]
print(json.dumps(shown))
'''


def tarn(*arguments):
    return subprocess.run([os.environ["TARN"], *map(str, arguments)], capture_output=True, text=True, timeout=60)


@pytest.fixture
def notebook(tmp_path):
    path = tmp_path / "nb.py"
    path.write_text(NOTEBOOK)
    return path


def session_of(notebook):
    return notebook.parent / "__marimo__" / "session" / "nb.py.json"


def saved_by_tarn(notebook):
    done = tarn("exec", notebook, "--save-session", "--python", sys.executable)
    assert done.returncode == 1, done.stderr
    return json.loads(session_of(notebook).read_text())


def saved_by_marimo(notebook):
    pytest.importorskip("marimo")
    subprocess.run([sys.executable, "-m", "marimo", "export", "session", notebook, "--continue-on-error"],
                   capture_output=True, timeout=120)
    return json.loads(session_of(notebook).read_text())


def test_marimo_shows_what_tarn_saved(notebook):
    pytest.importorskip("marimo")
    saved_by_tarn(notebook)
    loaded = subprocess.run([sys.executable, "-c", LOADER, notebook], capture_output=True, text=True, timeout=60)
    shown = json.loads(loaded.stdout)
    assert shown["Hbol"] == ["'ä'", ["printed\n"]]
    assert "<h1>Title ä</h1>" in shown["MJUe"][0]
    assert shown["vblA"] == [[["ZeroDivisionError", "division by zero"]], []]


def test_ids_hashes_and_metadata_are_those_of_marimo(notebook):
    ours = saved_by_tarn(notebook)
    session_of(notebook).unlink()
    theirs = saved_by_marimo(notebook)
    assert (ours["version"], ours["metadata"]) == (theirs["version"], theirs["metadata"])
    assert ours["metadata"]["script_metadata_hash"]
    assert [(cell["id"], cell["code_hash"]) for cell in ours["cells"]] == [
        (cell["id"], cell["code_hash"]) for cell in theirs["cells"]]
    assert list(ours["cells"][0]) == list(theirs["cells"][0])


def test_a_page_shows_what_marimo_saved(notebook):
    saved_by_marimo(notebook)
    page = tarn("convert", notebook, "-t", "html", "--with-session")
    assert page.returncode == 0, page.stderr
    for shown in ("printed", "Title ä", "division by zero", "restored</span> from the saved session"):
        assert shown in page.stdout
    assert "<script" not in page.stdout


def test_a_session_of_other_code_is_refused(notebook):
    saved_by_tarn(notebook)
    notebook.write_text(NOTEBOOK.replace("1 / 0", "2 / 0"))
    page = tarn("convert", notebook, "-t", "html", "--with-session")
    assert (page.returncode, page.stdout) == (2, "")
    assert "it was saved for other code" in page.stderr


def test_without_a_session_there_is_nothing_to_show(notebook):
    page = tarn("convert", notebook, "-t", "html", "--with-session")
    assert (page.returncode, page.stdout) == (2, "")
    assert "nb.py.json: No such file" in page.stderr


@pytest.mark.parametrize("arguments", [("-t", "percent"), ("-t", "html", "--sort", "topological")])
def test_where_outputs_have_no_place_they_are_refused(notebook, arguments):
    saved_by_tarn(notebook)
    assert tarn("convert", notebook, "--with-session", *arguments).returncode == 2
