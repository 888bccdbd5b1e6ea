"""`tarn exec` beside `python notebook.py`: where they are the same, and where not, as tarn(1) says.

The script runs with tarn's own marimo package; beside an installed marimo where $MARIMO_PYTHON names its interpreter.
"""
import os
import pty
import subprocess
import tempfile
import unittest
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "engine/kernel"
# Code of cells, and the arguments.
SAME = {
    "the arguments are sys.argv": (["import sys", "print(sys.argv)"], ["--a", "1", "word", "-x"]),
    "mo.cli_args reads them": (
        ["import marimo as mo", "a = mo.cli_args()\nprint(a, repr(a), a.get('a'), a.get_all('n'), a['f'], len(a), list(a))"],
        ["word", "--a", "1", "--n=2.5", "--n", "3", "two words", "--f", "--t=true", "--off", "False", "-5"]),
    "__file__ and __name__": (["print(__file__, __name__)"], []),
    "the working directory is the caller's": (["import os\nprint(os.getcwd())"], []),
    "modules beside the notebook": (["import helper\nprint(helper.x)"], []),
    "cells run in the order of their names": (["print(y)", "y = z", "z = 3", "print('last')"], []),
    "mo.stop lets the others go on": (["import marimo as mo", "mo.stop(True)\nx = 1", "print(x)", "print('on')"], []),
    "sys.exit ends it with its code": (["import sys", "print('a')\nsys.exit(3)", "print('never')"], []),
    "sys.exit without a code": (["import sys", "sys.exit()", "print('never')"], []),
    "sys.exit with a message": (["import sys", "sys.exit('why')", "print('never')"], []),
    "standard input": (["import sys\nprint(sys.stdin.readline().upper())"], []),
    "standard error": (["import sys\nprint('e', file=sys.stderr)\nprint('o')"], []),
    "atexit": (["import atexit\natexit.register(print, 'bye')\nprint('hello')"], []),
    "a thread that outlives its cell": (
        ["import threading, time\ndef f():\n    time.sleep(0.3)\n    print('thread')\nthreading.Thread(target=f).start()",
         "print('main')"], []),
    "mo.state": (["import marimo as mo", "get, put = mo.state(0)", "print(get())"], []),
    "a module beside it, whatever its name": (["import boot, serve\nprint(boot.x, serve.x)"], []),
    "pickle finds classes": (["class A: pass", "import pickle\nprint(type(pickle.loads(pickle.dumps(A()))))"], []),
}


def notebook(cells):
    text = "import marimo\n\napp = marimo.App()\n"
    for code in cells:
        body = "\n".join(f"    {line}" for line in code.split("\n"))
        text += f"\n\n@app.cell\ndef _():\n{body}\n    return\n"
    return text + '\n\nif __name__ == "__main__":\n    app.run()\n'


class Script(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "within").mkdir()
        for name in ("helper", "boot", "serve"):
            (self.folder / f"within/{name}.py").write_text("x = 7\n")

    def answer(self, command, **options):
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=60, input="line\n",
                              **options)
        return done.returncode, done.stdout, done.stderr

    def both(self, cells, arguments=()):
        (self.folder / "within/notebook.py").write_text(notebook(cells))
        python = os.environ.get("MARIMO_PYTHON")
        environment = dict(os.environ) if python else {**os.environ, "PYTHONPATH": str(PACKAGE)}
        script = self.answer([python or os.environ["PYTHON"], "within/notebook.py", *arguments], env=environment)
        tarn = [os.environ["TARN"], "exec", "--python", python or os.environ["PYTHON"], "within/notebook.py", "--"]
        return script, self.answer([*tarn, *arguments])

    def test_it_is_a_script_without_the_word_python(self):
        for name, (cells, arguments) in SAME.items():
            with self.subTest(name):
                script, tarn = self.both(cells, arguments)
                if "stop" in name:
                    self.assertIn("not run, since cell 2 stopped", tarn[2])
                    script, tarn = script[:2], tarn[:2]
                self.assertEqual(script, tarn)

    def test_its_name_is_what_was_typed(self):
        (self.folder / "within/notebook.py").write_text(
            notebook(["import sys\nimport helper\nprint(sys.argv, __file__, sys.path[0], helper.x)"]))
        (self.folder / "link.py").symlink_to("within/notebook.py")
        python, environment = os.environ["PYTHON"], {**os.environ, "PYTHONPATH": str(PACKAGE)}
        for name in ("./within/notebook.py", "within/../within//notebook.py", "link.py",
                     str(self.folder / "within/notebook.py")):
            with self.subTest(name):
                tarn = self.answer([os.environ["TARN"], "exec", "--python", python, name])
                self.assertEqual(self.answer([python, name], env=environment), tarn)

    def test_standard_input_is_no_file(self):
        done = subprocess.run([os.environ["TARN"], "exec", "--python", os.environ["PYTHON"], "-", "--", "a"], text=True,
                              capture_output=True, timeout=60, input=notebook(["import sys\nsys.argv", "__file__"]))
        self.assertEqual(done.stdout, "['-', 'a']\n")
        self.assertIn("NameError: name '__file__' is not defined", done.stderr)

    def test_an_exception_ends_the_script_but_not_what_does_not_need_the_cell(self):
        script, tarn = self.both(["print('a')\nx = 1 / 0", "print('on')", "print(x)"])
        self.assertEqual((script[0], script[1]), (1, "a\n"))
        self.assertEqual((tarn[0], tarn[1]), (1, "a\non\n"))
        self.assertIn("cell 1, line 2: ZeroDivisionError", tarn[2])
        self.assertIn("cell 3: not run, since cell 1 failed", tarn[2])

    def test_cells_that_read_a_state_run_again_when_it_is_set(self):
        script, tarn = self.both(["import marimo as mo", "get, put = mo.state(0)", "print('is', get())", "put(5)"])
        self.assertEqual((script[1], tarn[1]), ("is 0\n", "is 0\nis 5\n"))

    def test_code_has_the_name_of_its_cell(self):
        _, tarn = self.both(["import warnings\nwarnings.warn('careful')"])
        self.assertIn("<cell 1>:2: UserWarning: careful", tarn[2])

    def test_outputs_are_printed_which_a_script_does_not(self):
        script, tarn = self.both(["6 * 7"])
        self.assertEqual((script[:2], tarn[:2]), ((0, ""), (0, "42\n")))

    def test_a_cell_that_interrupts_itself_ends_it(self):
        _, tarn = self.both(["raise KeyboardInterrupt", "print('never')"])
        self.assertEqual(tarn[:2], (130, ""))

    def test_a_person_can_answer_a_cell(self):
        (self.folder / "notebook.py").write_text(notebook(["print(input('who? ') + '!')"]))
        ours, theirs = pty.openpty()
        os.write(ours, b"me\n")
        command = [os.environ["TARN"], "exec", "--python", os.environ["PYTHON"], str(self.folder / "notebook.py")]
        done = subprocess.run(command, stdin=theirs, capture_output=True, text=True, timeout=60)
        os.close(ours)
        os.close(theirs)
        self.assertEqual((done.returncode, done.stdout), (0, "me!\n"))


if __name__ == "__main__":
    unittest.main()
