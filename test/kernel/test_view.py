"""tarn view: a notebook as lines, with what was saved of its outputs, and nothing runs."""
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

TARN, PYTHON = os.environ["TARN"], os.environ["PYTHON"]
NOTEBOOK = '''import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _(mo):
    mo.md("""# A title""")
    return


@app.cell(hide_code=True)
def _():
    hidden = 1
    return (hidden,)


@app.cell
def named(hidden):
    open("touched", "a").write("x")
    print("printed")
    [hidden + n for n in range(40)]
    return


@app.cell
def _():
    import marimo as mo

    return (mo,)


if __name__ == "__main__":
    app.run()
'''


class View(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.path = self.folder / "nb.py"
        self.path.write_text(NOTEBOOK)

    def run_tarn(self, *arguments, given=None, **environment):
        plain = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "CLICOLOR_FORCE", "COLORTERM")}
        done = subprocess.run([TARN, *map(str, arguments)], cwd=self.folder, capture_output=True, text=True, input=given,
                              env={**plain, **environment}, timeout=60)
        return done.returncode, done.stdout, done.stderr

    def show(self, *arguments, **options):
        status, shown, said = self.run_tarn("view", *arguments, **options)
        self.assertEqual((status, said), (0, ""))
        return shown

    def save(self):
        self.assertEqual(self.run_tarn("exec", "--save-session", "--python", PYTHON, "nb.py")[0], 0)

    def test_code_alone_where_nothing_was_saved_and_nothing_runs(self):
        shown = self.show("nb.py")
        for words in ("A title", "1 line of code hidden", "named", 'print("printed")', "import marimo as mo"):
            self.assertIn(words, shown)
        self.assertNotIn("hidden = 1", shown)
        self.assertNotIn("\x1b", shown)
        self.assertFalse((self.folder / "touched").exists())
        self.assertEqual([each.name for each in self.folder.iterdir()], ["nb.py"])

    def test_what_was_saved_of_this_code_stands_below_it(self):
        self.save()
        (self.folder / "touched").unlink()
        shown = self.show("nb.py")
        self.assertIn("› printed", shown)
        self.assertIn("40]", shown)
        alone = self.show("--no-code", "nb.py")
        self.assertIn("40]", alone)
        self.assertNotIn("print(", alone)
        self.assertFalse((self.folder / "touched").exists())

    def test_what_was_saved_of_other_code_is_not_shown(self):
        self.save()
        self.path.write_text(NOTEBOOK.replace("range(40)", "range(4)"))
        status, shown, said = self.run_tarn("view", "nb.py")
        self.assertEqual(status, 0)
        self.assertNotIn("40]", shown)
        self.assertIn("the code alone", said)

    def test_colours_and_width_are_those_that_are_asked_for(self):
        self.assertIn("\x1b[", self.show("nb.py", CLICOLOR_FORCE="1", TERM="xterm-256color"))
        self.assertNotIn("\x1b", self.show("nb.py", CLICOLOR_FORCE="1", NO_COLOR="1"))
        for width in (20, 50, 200):
            rows = self.show("--width", width, "nb.py").splitlines()
            self.assertLessEqual(max(map(len, rows)), width)
            self.assertEqual([row for row in rows if row != row.rstrip()], [])

    def test_it_reads_standard_input_and_other_formats(self):
        self.assertIn("named", self.show("-", given=NOTEBOOK))
        (self.folder / "nb.md").write_text("# Title\n\n```python {.marimo}\nx = 1\n```\n")
        self.assertIn("x = 1", self.show("nb.md"))

    def test_what_is_wrong_is_said_and_exits_with_2(self):
        (self.folder / "bad.py").write_text("no notebook (")
        for arguments, why in (([], "wants a notebook"), (["none.py"], "none.py: there is no such file"), (["--width", "3", "nb.py"], "20 to 1000"),
                               (["nb.py", "nb.py"], "one notebook"), (["bad.py"], "bad.py"), (["--theme", "none", "nb.py"], "none")):
            status, shown, said = self.run_tarn("view", *arguments)
            self.assertEqual((status, shown), (2, ""), arguments)
            self.assertIn(why, said)

    def test_who_reads_no_further_is_no_trouble(self):
        done = subprocess.run(f"{TARN} view nb.py | head -1", shell=True, cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(len(done.stdout.splitlines()), 1)
        self.assertNotIn("Sanitizer", done.stderr)


if __name__ == "__main__":
    unittest.main()
