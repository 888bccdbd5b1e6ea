"""A notebook as a program: run, imported, called cell by cell."""

import asyncio
import importlib.util
import os
import subprocess
import sys

import pytest
from pkg_common import PACKAGE
from pkg_fake import mo

NOTEBOOK = """import marimo

app = marimo.App(width="medium")

with app.setup:
    import math

    K = 7


@app.cell
def uses(x):
    y = x + 1
    _own = 3
    y
    return (y,)


@app.cell
def makes():
    x = 1
    ran.append("makes") if "ran" in globals() else None
    return (x,)


@app.function
def plus(a):
    return a + K


@app.cell
def third(plus, y):
    _own = "another"
    z = y * 2 + plus(1)
    return


if __name__ == "__main__":
    outputs, names = app.run()
    print(outputs, names["z"])
"""


@pytest.fixture
def load(tmp_path):
    def load(source, name="notebook"):
        path = tmp_path / f"{name}.py"
        path.write_text(source)
        specification = importlib.util.spec_from_file_location(name, path)
        module = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(module)
        return module

    return load


def cells(*bodies):
    lines = ["import marimo", "app = marimo.App()"]
    for number, body in enumerate(bodies):
        head = "async def" if "await" in body else "def"
        lines += ["@app.cell", f"{head} c{number}():", *("    " + line for line in body.split("\n"))]
    return "\n".join(lines) + "\n"


def test_cells_run_after_those_that_define_what_they_read(load):
    outputs, names = load(NOTEBOOK).app.run()
    assert outputs == (2, None, None, None)
    assert {name: names[name] for name in ("x", "y", "z", "K")} == {"x": 1, "y": 2, "z": 12, "K": 7}
    assert "_own" not in names


def test_given_names_replace_the_cells_that_define_them(load):
    outputs, names = load(NOTEBOOK).app.run(defs={"x": 10})
    assert outputs == (11, None, None)
    assert names["z"] == 30


def test_who_gives_one_name_of_a_cell_gives_them_all(load):
    app = load(cells("a = 1\nb = 2", "c = a + b")).app
    with pytest.raises(Exception, match=r"Missing: \['b'\]. Provided refs: \['a'\]"):
        app.run(defs={"a": 3})
    names = app.run(defs={"a": 3, "b": 4, "unknown": 0})[1]
    assert names["c"] == 7
    with pytest.raises(TypeError):
        names["c"] = 8


def test_each_function_and_class_has_a_place_among_the_outputs(load):
    app = load("import marimo\napp = marimo.App()\n@app.function\ndef f(): pass\n@app.class_definition\nclass C: pass\n"
               "@app.cell\ndef _():\n    7\n@app.function\ndef g(): pass\n").app
    assert app.run()[0] == (None, None, 7, None)


def test_paths_of_states_are_written_as_paths(tmp_path, monkeypatch):
    import os

    import marimo as mo

    monkeypatch.chdir(tmp_path)
    (tmp_path / "f.txt").write_text("one")
    file, folder = mo.watch.file("f.txt"), mo.watch.directory(".")
    assert (str(file), os.fspath(file), str(folder)) == ("f.txt", "f.txt", ".")


def test_a_cell_runs_with_those_it_needs_or_with_given_names(load):
    module = load(NOTEBOOK)
    assert module.uses.run() == (2, {"y": 2})
    assert module.uses.run(x=5) == (6, {"y": 6})
    assert module.uses(5) == 6
    assert (module.uses.name, module.uses.defs, module.uses.refs) == ("uses", {"y"}, {"x"})
    with pytest.raises(ValueError):
        module.uses.run(nonsense=1)
    with pytest.raises(TypeError):
        module.uses()


def test_functions_are_imported_as_functions(load):
    assert load(NOTEBOOK).plus(1) == 8


def test_a_notebook_runs_as_a_script(tmp_path):
    (tmp_path / "notebook.py").write_text(NOTEBOOK)
    shown = subprocess.run(
        [sys.executable, "notebook.py"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(PACKAGE)},
    )
    assert (shown.stdout, shown.stderr) == ("(2, None, None, None) 12\n", "")


def test_tracebacks_name_the_lines_of_the_notebook(load):
    with pytest.raises(ZeroDivisionError) as raised:
        load(cells("a = 1", "b = a\n1 / 0")).app.run()
    last = raised.traceback[-1]
    assert (last.path.name, last.lineno + 1) == ("notebook.py", 9)


def test_an_own_name_stays_with_its_cell_but_functions_still_see_it(load):
    bodies = ("_k = 5\ndef f(_j=_k):\n    return _k + _j", "_k = 1\nr = f()\ng = (lambda _k: _k)(9)")
    names = load(cells(*bodies)).app.run()[1]
    assert (names["r"], names["g"]) == (10, 9)


def test_stop_leaves_out_what_depends_on_the_cell_and_nothing_else(load):
    bodies = ("import marimo as mo\nmo.stop(True, 'why')\ny = 3", "y + 1", "5")
    assert load(cells(*bodies)).app.run()[0] == ("why", 5)


def test_cells_that_await_run(load):
    module = load(cells("import asyncio\nawait asyncio.sleep(0)\nv = 6\nv", "v + 1"))
    assert module.app.run()[0] == (6, 7)
    assert asyncio.run(module.c0.run())[0] == 6


def test_disabled_cells_and_their_descendants_do_not_run(load):
    source = cells("a = 1", "a + 1", "3").replace("@app.cell", "@app.cell(disabled=True)", 1)
    assert load(source).app.run()[0] == (3,)


@pytest.mark.parametrize(
    ("bodies", "error"),
    [(("x = 1", "x = 2"), "MultipleDefinitionError"), (("x = y", "y = x"), "CycleError")],
)
def test_what_cannot_be_ordered_does_not_run(load, bodies, error):
    with pytest.raises(Exception) as raised:
        load(cells(*bodies)).app.run()
    assert type(raised.value).__name__ == error


def test_a_cell_that_is_not_python_stops_the_notebook(load):
    with pytest.raises(Exception) as raised:
        load(cells("1") + 'app._unparsable_cell("x = = 1", name="broken")\n').app.run()
    assert type(raised.value).__name__ == "UnparsableError" and "broken" in str(raised.value)


def test_the_environment_is_that_of_the_notebook(load, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["notebook.py", "--n", "3", "--flag", "--name=x", "--name=y", "--t", "true"])
    body = (
        "import marimo as mo\n"
        "found = (mo.notebook_dir(), mo.app_meta().mode, mo.running_in_notebook(), mo.defs(), mo.cli_args())"
    )
    folder, mode, in_notebook, defined, arguments = load(cells(body)).app.run()[1]["found"]
    assert (folder, mode, in_notebook, defined) == (tmp_path, "script", False, ("found", "mo"))
    assert arguments.to_dict() == {"n": 3, "flag": "", "name": ["x", "y"], "t": True}
    assert (arguments.get("name"), arguments.get("none", 4)) == (["x", "y"], 4)


def test_an_element_can_be_read_in_other_cells_only(load):
    names = load(cells("import marimo as mo\ns = mo.ui.slider(1, 3)", "v = s.value")).app.run()[1]
    assert names["v"] == 1
    with pytest.raises(RuntimeError):
        load(cells("import marimo as mo\ns = mo.ui.slider(1, 3)\ns.value")).app.run()


@pytest.mark.parametrize(
    ("code", "defined", "read"),
    [
        ("x += 1", {"x"}, {"x"}),
        ("x[0] = 1", set(), {"x"}),
        ("print(x); x = 1", {"x"}, {"print", "x"}),
        ("def f():\n    return g\ng = 1", {"f", "g"}, set()),
        ("class C:\n    a = 1\n    b = a + d", {"C"}, {"d"}),
        ("[y for x in z if (w := x)]", {"w"}, {"y", "z"}),
        ("import a.b as c, d.e", {"c", "d"}, set()),
        ("def f():\n    global g\n    g = 1", {"f", "g"}, set()),
        ("del x", set(), {"x"}),
        ("try:\n    pass\nexcept E as e:\n    pass", {"e"}, {"E"}),
    ],
)
def test_names_of_code(code, defined, read):
    from marimo._cells import names_of_code

    found = names_of_code(compile(code, "<test>", "exec"))
    assert (found[0] - {"e"}, found[1]) == (defined - {"e"}, read)


assert mo
