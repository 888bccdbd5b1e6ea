"""Cells are formatted by a tool of the user's, here one that only knows `=`."""
import os
import subprocess
import unittest

from terminal import TARN, Case, notebook

# Says `x = 1` for `x=1`, drops a last `;`, and cannot do what holds "strange"; as ruff does it, with a line end.
RUFF = """#!/bin/sh
text=$(cat)
case $text in *strange*) echo "error: too strange" >&2; exit 2;; esac
printf '%s\\n' "$text" | sed 's/ *= */ = /; s/;$//'
"""


class Format(Case):
    def setUp(self):
        super().setUp()
        tool = self.write("bin/ruff", RUFF) if (self.folder / "bin").mkdir() is None else None
        os.chmod(tool, 0o755)
        self.environment["PATH"] = f"{self.folder}/bin:{self.environment['PATH']}"

    def test_all_cells_are_one_step_of_undo_and_the_cursor_stays(self):
        terminal = self.open(notebook("x=1", "# one\ny=2\nz=3"))
        terminal.type("G0")
        screen = terminal.type(":fmt<CR>")
        self.assertIn("2 cells formatted", screen.text)
        self.assertIn("x = 1", screen.text)
        self.assertIn("z = 3", screen.text)
        self.assertEqual(screen.at_cursor, "z = 3")
        screen = terminal.type("u")
        self.assertIn("x=1", screen.text)
        self.assertIn("z=3", screen.text)

    def test_one_cell_by_its_keys(self):
        terminal = self.open(notebook("x=1", "y=2"))
        screen = terminal.type("G<Space>=")
        self.assertIn("y = 2", screen.text)
        self.assertIn("x=1", screen.text)

    def test_what_does_not_parse_and_what_the_tool_refuses_is_left_alone(self):
        terminal = self.open(notebook("x=1", "strange=2", "y=3"))
        screen = terminal.type("GA +<Esc>:fmt<CR>")
        self.assertIn("1 cell formatted", screen.text)
        self.assertIn("cell 2 is left alone: error: too strange", screen.text)
        screen = terminal.type(":messages<CR>")
        self.assertIn("it does not parse: invalid syntax", screen.text)
        screen = terminal.type("q")
        for text in ("x = 1", "strange=2", "y=3 +"):
            self.assertIn(text, screen.text)

    def test_a_semicolon_that_hides_an_output_stays(self):
        terminal = self.open(notebook("x=1;"))
        self.assertIn("x = 1;", terminal.type(":fmt<CR>").text)

    def test_a_save_formats_first_if_that_is_wished(self):
        terminal = self.open(notebook("x=1"))
        terminal.type(":w<CR>")
        self.assertIn("x=1", self.path.read_text())
        terminal.type(":set formatonsave<CR>:w<CR>")
        self.assertIn("x = 1", self.path.read_text())
        terminal.type("Ay<Esc>a=2<Esc>")
        terminal.send(":wq<CR>")
        self.assertEqual(terminal.exit_status(), 0)
        self.assertIn("x = 1y", self.path.read_text())

    def test_without_a_tool_it_says_so_and_saves_all_the_same(self):
        (self.folder / "bin" / "ruff").unlink()
        terminal = self.open(notebook("x=1"))
        self.assertIn("neither ruff nor black is installed", terminal.type(":fmt<CR>").text)
        terminal.type(":set formatonsave<CR>Ax<Esc>:w<CR>")
        self.assertIn("x=1x", self.path.read_text())

    @property
    def file(self):
        return self.folder / "notebook.py"

    def fmt(self, *arguments):
        return subprocess.run([TARN, "fmt", *map(str, arguments)], cwd=self.folder, env=self.environment, text=True,
                              capture_output=True)

    def test_files_are_formatted_from_the_shell(self):
        self.file.write_text(notebook("x=1", "y = 2"))
        done = self.fmt("--check", self.file)
        self.assertEqual((done.returncode, done.stderr), (1, ""))
        self.assertIn("1 cell would be formatted", done.stdout)
        self.assertEqual(self.file.read_text(), notebook("x=1", "y = 2"))
        done = self.fmt(self.file)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("x = 1\n", self.file.read_text())
        written = self.file.stat().st_mtime_ns
        self.assertEqual(self.fmt("--check", self.file).returncode, 0)
        self.assertEqual(self.fmt(self.file).stdout, "")
        self.assertEqual(self.file.stat().st_mtime_ns, written)

    def test_what_cannot_be_formatted_is_named_and_the_rest_written(self):
        self.file.write_text(notebook("x=1", "strange=2"))
        done = self.fmt("--quiet", self.file)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("cell 2 is left alone: error: too strange", done.stderr)
        self.assertIn("x = 1\n", self.file.read_text())

    def test_without_a_tool_or_a_notebook_nothing_is_written(self):
        other = self.folder / "other.py"
        other.write_text("print(1)\n")
        self.file.write_text(notebook("x=1"))
        for arguments in ([], [self.folder / "none.py"], ["--python", "/none", self.file], ["--nonsense", self.file]):
            done = self.fmt(*arguments)
            self.assertEqual((done.returncode, done.stdout, done.stderr[:6]), (2, "", "tarn: "), arguments)
        (self.folder / "bin" / "ruff").unlink()
        done = self.fmt(self.file)
        self.assertEqual(done.returncode, 2)
        self.assertIn("neither ruff nor black is installed", done.stderr)
        self.assertEqual(self.file.read_text(), notebook("x=1"))
        self.assertEqual(other.read_text(), "print(1)\n")


if __name__ == "__main__":
    unittest.main()
