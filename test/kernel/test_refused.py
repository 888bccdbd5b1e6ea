"""What is no notebook, given to the commands: a message with the place, 2, and nothing anywhere has changed."""
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

HEAD = b"import marimo\n\napp = marimo.App()\n\n\n"
CELL = b"@app.cell\ndef _():\n    print('it runs')\n    return\n"
# name: what is in the file, the place and the words of the message
BAD = {
    "prose.py": (b"# notes\n\nthis is no python at all\n", "prose.py:3: ", "no valid Python"),
    "open.py": (b"x = (\n", "open.py:1: ", "no valid Python"),
    "nearly.py": (b"no python\n" + HEAD, "nearly.py:1: ", "no valid Python"),
    "above.py": (b"\n" + b"no python\n" + HEAD + CELL, "above.py:2: ", "no valid Python"),
    "zeros.py": (b"x = 1\n\0\0", "zeros.py:2: ", "NUL"),
    "picture.py": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0", "picture.py:", ""),
    "broken.ipynb": (b'{"cells": [\n', "broken.ipynb:", ""),
}
# What is Python all the same; `convert` makes a notebook of it.
SCRIPTS = {
    "module.py": (b"'''what it does'''\nimport os\nx = 1\n", "module.py:2: ", "`import marimo` is missing"),
    "no_app.py": (b"import marimo\nx = 1\n", "no_app.py:2: ", "`app = marimo.App()` is missing"),
}
RUNS = (["exec"], ["run", "--print"], ["graph"], ["exec", "--json"])
CONVERSIONS = (["convert", "-t", "marimo"], ["convert", "-t", "ipynb"], ["convert", "-t", "script"], ["convert", "-t", "md"])


class Refused(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def tarn(self, *arguments):
        return subprocess.run([os.environ["TARN"], *arguments], cwd=self.folder, capture_output=True, timeout=60,
                              stdin=subprocess.DEVNULL, encoding="utf-8")

    def assert_refused(self, command, name, *words):
        before = self.listing()
        done = self.tarn(*command, name)
        with self.subTest(command=command, name=name):
            self.assertEqual(done.returncode, 2, done.stdout)
            self.assertTrue(done.stderr.startswith("tarn: "), done.stderr)
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
            for word in words:
                self.assertIn(word, done.stderr)
            self.assertIn(done.stdout, ("", '{"status": "invalid", "cells": [], "order": [], "defs": {}}\n'))
            self.assertEqual(self.listing(), before)

    def listing(self):
        return {path.name: (path.lstat().st_mtime_ns, path.lstat().st_size) for path in self.folder.iterdir()}

    def lay_out(self, files):
        for name, (content, *_) in files.items():
            (self.folder / name).write_bytes(content)

    def test_what_cannot_be_read_is_named_with_its_line(self):
        self.lay_out(BAD)
        for name, (_, place, word) in BAD.items():
            for command in RUNS + CONVERSIONS:
                self.assert_refused(command, name, place, word)

    def test_a_module_is_no_notebook_but_can_be_made_one(self):
        self.lay_out(SCRIPTS)
        for name, (_, place, word) in SCRIPTS.items():
            for command in RUNS:
                self.assert_refused(command, name, place, word)
            self.assertIn("@app.cell", self.tarn("convert", "-t", "marimo", name).stdout)

    def test_json_of_a_graph_says_what_marimo_says_and_the_message_stands_beside(self):
        self.lay_out({**SCRIPTS, **BAD})
        for name in (*SCRIPTS, "above.py"):
            done = self.tarn("graph", "--json", name)
            self.assertEqual((done.returncode, done.stdout), (0, '{"status": "invalid", "cells": [], "order": []}\n'))
            self.assertIn(f"{name}:2: ", done.stderr)
        for name in ("prose.py", "nearly.py", "zeros.py"):
            self.assert_refused(["graph", "--json"], name, f"{name}:")

    def test_who_says_that_it_is_a_script_gets_a_broken_cell_as_from_marimo(self):
        self.lay_out(BAD)
        done = self.tarn("convert", "-f", "script", "-t", "marimo", "prose.py")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("app._unparsable_cell(", done.stdout)

    def test_options_that_marimo_does_not_know_are_named_when_they_are_left_out(self):
        text = ("import marimo\n\napp = marimo.App(width=wide)\n\n\n@app.cell(foo=1, hide_code=True)\ndef _():\n    1\n    return\n"
                "\n\nif __name__ == \"__main__\":\n    app.run()\n")
        Path(self.folder, "odd.py").write_text(text)
        done = self.tarn("convert", "-t", "marimo", "odd.py")
        self.assertIn("@app.cell(hide_code=True)\n", done.stdout)
        self.assertEqual(done.stderr, "tarn: odd.py: options of the app: marimo does not know it: left out\n"
                                      "tarn: odd.py: cell 1: foo=1: marimo does not know it: left out\n")
        done = self.tarn("convert", "-t", "marimo", "-o", "odd.py", "odd.py")
        self.assertEqual((done.returncode, Path(self.folder, "odd.py").read_text()), (2, text))
        self.assertIn("would be lost (--force)", done.stderr)
        self.assertEqual(self.tarn("convert", "--force", "-t", "marimo", "-o", "odd.py", "odd.py").returncode, 0)
        self.assertNotIn("foo", Path(self.folder, "odd.py").read_text())

    def test_an_output_is_not_touched(self):
        self.lay_out(BAD)
        (self.folder / "out.py").write_text("old\n")
        self.assert_refused(["convert", "-o", "out.py"], "prose.py", "prose.py:3: ")
        self.assert_refused(["convert", "-o", "prose.py"], "prose.py", "prose.py:3: ")

    def test_what_is_no_file_to_read(self):
        (self.folder / "folder.py").mkdir()
        (self.folder / "loop.py").symlink_to("loop.py")
        (self.folder / "memory.py").symlink_to("/proc/self/mem")  # opens, and cannot be read, not even by root
        for command in (*RUNS, *CONVERSIONS, ["graph", "--json"]):
            for name in ("folder.py", "loop.py", "memory.py", "nowhere.py"):
                self.assert_refused(command, name, f"{name}: ")

    def test_a_hundred_megabytes(self):
        with open(self.folder / "huge.py", "wb") as file:
            file.write(HEAD + CELL)
            file.truncate(100 << 20)
        for command in (*RUNS, *CONVERSIONS, ["graph", "--json"]):
            self.assert_refused(command, "huge.py", "huge.py: larger than 64 MB")


if __name__ == "__main__":
    unittest.main()
