"""`tarn exec` as a shell sees it: what it exits with."""
import json
import os
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

NOTEBOOK = """import marimo

app = marimo.App()


@app.cell
def _():
    {}
    return


@app.cell(disabled=True)
def _():
    print("never")
    return


@app.cell
def _():
    print("the end")
    return


if __name__ == "__main__":
    app.run()
"""


def start(code, folder):
    path = Path(folder) / "notebook.py"
    path.write_text(NOTEBOOK.format(code))
    restore = lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell's background job has it ignored
    return subprocess.Popen([os.environ["TARN"], "exec", "--python", os.environ["PYTHON"], str(path)],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=restore)


class Exec(unittest.TestCase):
    def exit_of(self, code):
        with tempfile.TemporaryDirectory() as folder, start(code, folder) as process:
            output, errors = process.communicate(timeout=60)
            return process.returncode, output, errors

    def test_a_notebook_that_ran_is_0_and_all_of_it_is_printed(self):
        self.assertEqual(self.exit_of("print('all well')"), (0, "all well\nthe end\n", ""))

    def test_a_cell_that_raised_is_1(self):
        code, _, errors = self.exit_of("1 / 0")
        self.assertEqual(code, 1)
        self.assertIn("ZeroDivisionError", errors)

    def test_an_interpreter_that_dies_is_told_as_of_a_script(self):
        for code, status in (("import os; os._exit(7)", 7), ("import os; os.abort()", 134), ("import os; os.kill(os.getpid(), 9)", 137),
                             ("import os; os._exit(0)", 1)):
            with self.subTest(code):
                found, output, errors = self.exit_of(code)
                self.assertEqual((found, output), (status, ""))
                self.assertIn("the interpreter died", errors)

    def test_what_led_to_an_exception_is_told(self):
        _, _, errors = self.exit_of("try:\n        1 / 0\n    except Exception as e:\n        raise ValueError('v') from e")
        self.assertIn("cell 1, line 4: ValueError: v\n", errors)
        self.assertIn("\ncaused by ZeroDivisionError: division by zero\n  cell 1, line 2, in <module>\n    1 / 0\n", errors)

    def test_what_cannot_run_is_told_with_its_reason(self):
        cells = "\n    return\n\n\n@app.cell\ndef _():\n    ".join(["x = 1", "x = 2", "print(x)", "a = b", "b = a", "é = 1 +"])
        code, _, errors = self.exit_of(cells)
        self.assertEqual(code, 1)
        for line in ("cell 1: x is also defined in cell 2", "cell 2: x is also defined in cell 1",
                     "cell 3, line 1: NameError: name 'x' is not defined\n  cell 1 should have defined x",
                     "cell 4: a cycle: cell 5 gives b to cell 4; cell 4 gives a to cell 5",
                     "cell 6, line 1, column 8: invalid syntax\n    é = 1 +\n           ^\n"):
            self.assertIn(line, errors)

    def json_of(self, code):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "notebook.py"
            path.write_text(NOTEBOOK.format(code))
            done = subprocess.run([os.environ["TARN"], "exec", "--json", "--python", os.environ["PYTHON"], str(path)],
                                  capture_output=True, text=True, timeout=60)
            return json.loads(done.stdout)

    def test_json_tells_no_addresses_for_they_differ_from_run_to_run(self):
        answer = self.json_of("x = [object()]\n    y = object\n    print(x)\n    x")
        self.assertEqual(answer["cells"][0]["output"]["text"], "[<object object>]")
        self.assertEqual(answer["cells"][0]["stdout"], "[<object object>]\n")
        self.assertEqual(answer["defs"]["x"], "[<object object>]")

    def test_json_cuts_representations_after_1000_characters(self):
        answer = self.json_of("x = 'é' * 998\n    y = 'é' * 999\n    print(y)\n    y")
        self.assertEqual(answer["defs"]["x"], f"'{'é' * 998}'")
        self.assertEqual(answer["defs"]["y"], f"'{'é' * 999}…")
        self.assertEqual(answer["cells"][0]["output"]["text"], answer["defs"]["y"])
        self.assertEqual(answer["cells"][0]["stdout"], "é" * 999 + "\n")

    def test_values_in_markdown_are_text_for_a_terminal(self):
        # A difference from marimo that tarn-format(5) names: there it is the HTML of the element.
        answer = self.json_of("import marimo as mo\n    mo.md(f'x is {mo.ui.slider(1, 9)}')")
        self.assertEqual(answer["cells"][0]["output"]["mimetype"], "text/markdown")
        self.assertRegex(answer["cells"][0]["output"]["text"], "^x is [^<>]*●[^<>]* 1$")

    def test_what_is_known_of_a_notebook_from_the_last_time_changes_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            path, cache = Path(folder) / "notebook.py", Path(folder) / "cache"
            cache.mkdir()

            def report(**environment):
                done = subprocess.run([os.environ["TARN"], "exec", "--json", "--python", os.environ["PYTHON"], str(path)], text=True,
                                      capture_output=True, timeout=60, env={**os.environ, "XDG_CACHE_HOME": str(cache), **environment})
                return done.stdout, done.stderr

            def kept():
                return [each.stat().st_mtime_ns for each in cache.rglob("*") if each.is_file()]

            for code in ("x = 1", "x = 1; y = 2", "from os import *", "x = (", "import marimo as mo\n    mo.sql('select 1')", "del x", "_x = 1\n    _x"):
                path.write_text(NOTEBOOK.format(code))
                alone = report(XDG_CACHE_HOME="/proc/none")
                self.assertEqual(report(), alone)
                first = kept()
                self.assertEqual(len(first), 1)  # of this path, whatever was in it
                self.assertEqual(report(), alone)
                self.assertEqual(report(TARN_SQL="opaque"), alone)
            for file in cache.rglob("*"):
                if file.is_file():
                    file.write_bytes(b"\0" * 100)
            self.assertEqual(report(), alone)

    def test_parameters_leave_what_is_known_alone(self):
        with tempfile.TemporaryDirectory() as folder:
            path, cache = Path(folder) / "notebook.py", Path(folder) / "cache"
            cache.mkdir()
            path.write_text(NOTEBOOK.format("x = 1\n    x"))
            run = [os.environ["TARN"], "exec", "--python", os.environ["PYTHON"], str(path)]
            environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
            for more, shown in ((["-p", "x=5"], "5"), ([], "1"), (["-p", "x=6"], "6"), ([], "1")):
                done = subprocess.run([*run, *more], capture_output=True, text=True, timeout=60, env=environment)
                self.assertEqual(done.stdout.splitlines()[0], shown, done.stderr)

    def test_an_interrupt_ends_the_cell_and_is_130(self):
        with tempfile.TemporaryDirectory() as folder:
            code = "import time; print('begun', flush=True); time.sleep(600)"
            with start(code, folder) as process:
                self.assertEqual(process.stdout.readline(), "begun\n")
                process.send_signal(signal.SIGINT)
                process.communicate(timeout=60)
                self.assertEqual(process.returncode, 130)

    def test_conflict_markers_are_told_with_their_line_and_nothing_runs(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "notebook.py"
            path.write_text(NOTEBOOK.format('print("ran")\n<<<<<<< HEAD\n    a = 1\n=======\n    a = 2\n>>>>>>> other'))
            for command in ("exec", "check", "graph"):
                done = subprocess.run([os.environ["TARN"], command, str(path)], capture_output=True, text=True)
                self.assertNotEqual(done.returncode, 0)
                self.assertIn(f"{path}:9: a conflict marker", done.stdout + done.stderr)
                self.assertNotIn("ran\n", done.stdout)

    def test_findings_in_markdown_are_told_by_the_lines_of_the_file_and_a_second_fix_changes_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "notebook.md"
            path.write_text('\n---\ntitle: N\n---\n\ntext\n\n```python {.marimo}\n1\nx = 1\n```\n\n'
                            '```python {.marimo foo="bar"}\nx = 2\n```\n')
            (Path(folder) / "text.md").write_text("# no notebook\n\n```python\nx = (\n```\n")
            check = [os.environ["TARN"], "check"]
            done = subprocess.run(check, capture_output=True, text=True, cwd=folder)
            self.assertEqual((done.returncode, done.stderr), (1, ""))
            self.assertIn(" --> notebook.md:10\n   10 | x = 1\n   14 | x = 2\n", done.stdout)
            self.assertIn("Found 1 issue.", done.stdout)
            subprocess.run([*check, "--fix"], stdout=subprocess.DEVNULL, cwd=folder)
            fixed = path.read_text()
            self.assertIn('foo="bar"', fixed)
            done = subprocess.run([*check, "--fix"], capture_output=True, text=True, cwd=folder)
            self.assertNotIn("Updated", done.stdout)
            self.assertEqual(path.read_text(), fixed)

    def test_closed_descriptors_are_no_trouble(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "notebook.py"
            path.write_text(NOTEBOOK.format("import sys; sys.stderr.write('seen')"))
            command = f"exec {os.environ['TARN']} exec --python {os.environ['PYTHON']} {path} <&- >&-"
            done = subprocess.run(command, shell=True, stderr=subprocess.PIPE, text=True, timeout=60)
            self.assertEqual((done.returncode, done.stderr), (0, "seen"))

    def test_the_tutorial_runs_and_is_written_as_marimo_would(self):
        first = Path(__file__).parents[2] / "man/tutorials/first.py"
        same = subprocess.run([os.environ["TARN"], "convert", "-t", "marimo", str(first)], capture_output=True, text=True)
        self.assertEqual(same.stdout, first.read_text(encoding="utf-8"))
        tour = Path(__file__).parents[2] / "man/tutorials/tour.py"
        run = [os.environ["TARN"], "exec", "--python", os.environ["PYTHON"], str(tour)]
        done = subprocess.run(run, capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for shown in ("# A tour of tarn", "Loch Ness", "100%", "Have a good time."):
            self.assertIn(shown, done.stdout)
        same = subprocess.run([os.environ["TARN"], "convert", "-t", "marimo", str(tour)], capture_output=True, text=True)
        self.assertEqual(same.stdout, tour.read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
