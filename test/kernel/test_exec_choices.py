"""`tarn exec` with parameters, chosen cells and times: what runs, with what, and what is said of it."""
import json
import os
import pty
import subprocess
import tempfile
import unittest
from pathlib import Path

NOTEBOOK = """import marimo

app = marimo.App()


@app.cell
def config():
    # what a run may change
    alpha = 0.1
    label = "plain"
    rows = [1]
    return alpha, label, rows


@app.cell
def train(alpha, label):
    loss = alpha * 2
    print(label, alpha)
    return (loss,)


@app.cell
def report(loss, rows):
    print("loss", loss, rows)
    return


@app.cell
def _():
    derived = 1 + 1
    print("never asked for")
    return (derived,)


if __name__ == "__main__":
    app.run()
"""
SLOW = NOTEBOOK.replace("    loss = alpha * 2\n", "    import time; time.sleep(1); loss = alpha * 2\n")


class Choices(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def path(self, text, name="notebook.py"):
        path = self.folder / name
        path.write_text(text)
        return str(path)

    def run_of(self, *arguments, text=NOTEBOOK, **options):
        command = [os.environ["TARN"], "exec", "--python", os.environ["PYTHON"], *arguments, self.path(text)]
        return subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=60,
                              **{"stderr": subprocess.PIPE, **options})

    def assert_refused(self, arguments, *words):
        done = self.run_of(*arguments)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        for word in words:
            self.assertIn(word, done.stderr)

    def test_until_runs_the_named_cells_and_what_they_need(self):
        for names in (["--until", "train"], ["--until", "loss"], ["--until", "config,loss"],
                      ["--until", "label", "--until", "train"]):
            done = self.run_of(*names)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "plain 0.1\n", ""), names)

    def test_a_name_that_is_nowhere_runs_nothing_and_is_guessed(self):
        self.assert_refused(["--until", "lsos"], "lsos", "did you mean loss?")
        self.assert_refused(["-p", "alhpa=1"], "alhpa", "did you mean alpha?")
        self.assert_refused(["--until", "train", "-p", "zzz=1"], "no cell defines it\n")

    def test_a_rival_definition_is_in_the_way_although_it_is_not_needed(self):
        done = self.run_of("--until", "train", text=NOTEBOOK.replace("derived = 1 + 1", "alpha = 2"))
        self.assertEqual(done.returncode, 1)
        self.assertNotIn("plain", done.stdout)

    def test_a_parameter_takes_the_place_of_a_literal(self):
        done = self.run_of("-p", "alpha=3", "-p", "label=two words", "-p", "rows=[2, {'a': None}]")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout, "two words 3.0\nloss 6.0 [2, {'a': None}]\nnever asked for\n")

    def test_parameters_come_from_a_file_and_what_is_typed_is_stronger(self):
        file = self.path('{"alpha": 7, "label": "from a file", "rows": [true]}', "p.json")
        done = self.run_of("-f", file, "-p", "label=typed", "--until", "report")
        self.assertEqual((done.returncode, done.stdout), (0, "typed 7.0\nloss 14.0 [True]\n"))

    def test_what_is_no_literal_is_refused_with_cell_and_line(self):
        self.assert_refused(["-p", "derived=1"], "derived", "cell 4, line 1", "no literal")
        self.assert_refused(["-p", "loss=1"], "cell 2 (train), line 1")
        self.assert_refused(["-p", "alpha=much"], "cell 1 (config), line 2", "a float", "0.1", "much")
        self.assert_refused(["-p", "alpha"], "NAME=VALUE")
        self.assert_refused(["-f", self.path("[1]", "p.json")], "p.json", "object")
        self.assert_refused(["-f", self.path("{", "p.json")], "p.json")

    def test_timing_ends_with_the_slowest_cells(self):
        done = self.run_of("--timing", "--until", "train", text=SLOW)
        lines = done.stderr.split("\n")
        self.assertEqual(lines[0].split(), ["seconds", "cell"])
        self.assertIn("cell 2 (train)", lines[1])
        self.assertGreater(float(lines[1].split()[0]), 0.9)
        self.assertIn("all 2 that ran", lines[3])

    def test_the_report_has_times_when_they_are_asked_for(self):
        done = self.run_of("--json", "--timing", "--until", "train", text=SLOW)
        cells = json.loads(done.stdout)["cells"]
        self.assertGreater(cells[1]["seconds"], 0.9)
        self.assertIsNone(cells[2]["seconds"])
        self.assertNotIn("seconds", json.loads(self.run_of("--json").stdout)["cells"][0])

    def test_a_terminal_sees_what_runs_and_nothing_of_it_at_the_end(self):
        ours, theirs = pty.openpty()
        done = self.run_of(text=SLOW, stderr=theirs)
        os.close(theirs)
        seen = os.read(ours, 1 << 16).decode()
        os.close(ours)
        self.assertEqual(done.returncode, 0)
        self.assertRegex(seen, r"\[2/4\] cell 2 \(train\) 0\.[3-9] s\r")
        self.assertEqual(seen[-4:], "\r\033[K")


if __name__ == "__main__":
    unittest.main()
