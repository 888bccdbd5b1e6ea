"""`tarn test`: what pytest finds in a notebook, beside what it finds with an installed marimo, and where failures are."""
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

NOTEBOOK = '''import marimo

app = marimo.App()

with app.setup:
    import pytest


@app.cell
def _():
    base = 2
    return (base,)


@app.cell
def _(base):
    doubled = base * 2
    return (doubled,)


@app.function
def add(a, b):
    return a + b


@app.function
@pytest.mark.parametrize("n", [1, 2])
def test_parameters(n):
    assert add(n, 0) == 1


@app.cell
def test_cell(doubled, tmp_fixture):
    assert doubled == 4 and tmp_fixture == "given"
    return


@app.cell
def test_that_fails(
    base,
    doubled,
):
    # told by line

    assert doubled == base + 1, "why"
    return


@app.cell
def _(doubled):
    def test_inner():
        assert doubled == 4

    def test_inner_fails():
        assert doubled == 5

    class TestGroup:
        def test_method(self):
            assert doubled == 4
    return


@app.cell
def _(doubled):
    @pytest.fixture
    def three():
        return 3

    @pytest.mark.parametrize("k", [4, 5])
    def test_fixture(three, k):
        assert doubled == three + k - 3
    return


@app.cell
def _():
    helper = 1

    def test_not_alone():
        assert helper == 2
    return


@app.cell
def broken():
    gone = int("only its own tests fail")
    return (gone,)


@app.cell
def _(gone):
    def test_of_what_is_broken():
        assert gone == 1
    return


@app.class_definition
class TestTop:
    def test_top(self):
        assert add(1, 1) == 2


@app.cell
async def test_async(doubled):
    assert doubled == 4
    return


if __name__ == "__main__":
    app.run()
'''
CONFTEST = 'import pytest\n\n\n@pytest.fixture\ndef tmp_fixture():\n    return "given"\n'
PLAIN = ["-p", "no:cacheprovider", "-v", "--color=no"]
TARN = os.environ["TARN"]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "nb.py").write_text(NOTEBOOK)
    (tmp_path / "conftest.py").write_text(CONFTEST)
    return tmp_path


def run(folder, command):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60)


def tarn_test(folder, *arguments, python=sys.executable):
    return run(folder, [TARN, "test", "--python", python, *arguments])


def outcomes(text):
    return dict(re.findall(r"^(nb\.py::\S+) (PASSED|FAILED|ERROR)", text, re.M))


def test_failures_are_told_by_cell_and_line(folder):
    done = tarn_test(folder, "nb.py", "--", *PLAIN)
    assert done.returncode == 1, done.stderr
    told = done.stdout.partition("failures by cell")[2]
    for line in ("nb.py: cell 5, line 3: test_parameters[2]: assert 2 == 1",
                 "nb.py: cell 7, line 3: test_that_fails: AssertionError: why",
                 "nb.py: cell 8, line 5: MarimoTestBlock_0::test_inner_fails: assert 4 == 5",
                 "nb.py: cell 9, line 7: MarimoTestBlock_1::test_fixture[5]: assert 4 == ((3 + 5) - 3)",
                 "nb.py: cell 11, line 1: MarimoTestBlock_2::test_of_what_is_broken: ValueError: invalid literal"):
        assert line in told


def test_what_passes_is_0_and_arguments_are_pytests(folder):
    done = tarn_test(folder, "nb.py", "--", *PLAIN, "-k", "test_cell or test_async or test_top or test_method")
    assert (done.returncode, sorted(outcomes(done.stdout).values())) == (0, ["PASSED"] * 4)


def test_no_test_is_not_a_success(folder):
    assert tarn_test(folder, "nb.py", "--", "-k", "nothing").returncode == 1


def test_what_is_no_python_is_a_failure_and_no_interrupt(folder):
    (folder / "bad.py").write_text("no python (\n")
    done = tarn_test(folder, "bad.py")
    assert done.returncode == 1
    assert "bad.py" in done.stdout and "SyntaxError" in done.stdout


def test_wrong_use_is_2(folder):
    for arguments, said in ((["absent.py"], "absent.py"), (["nb.py", "--", "--nonsense"], "--nonsense"), ([], "wants")):
        done = tarn_test(folder, *arguments)
        assert done.returncode == 2
        assert said in done.stderr


def test_an_interpreter_without_pytest_is_named(folder):
    bare = folder / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", bare], check=True)
    done = tarn_test(folder, "nb.py", python=str(bare / "bin/python"))
    assert done.returncode == 2
    assert "bare/bin/python has no pytest" in done.stderr


@pytest.mark.skipif(not importlib.util.find_spec("marimo"), reason="there is no marimo beside which to test")
def test_marimo_finds_the_same_tests_with_the_same_results(folder):
    want = run(folder, [sys.executable, "-m", "pytest", *PLAIN, "nb.py"])
    got = tarn_test(folder, "nb.py", "--", *PLAIN)
    assert len(outcomes(want.stdout)) >= 12
    assert outcomes(got.stdout) == outcomes(want.stdout)
