""":w FILE writes the notebook in every format there is, and leaves its own file, and those of others, as they are."""
import json
import subprocess
import unittest

from terminal import TARN, Case, notebook

TWO = notebook("second = first + 1", "first = 41")
FILES = {"marimo": "out.py", "ipynb": "out.ipynb", "md": "out.md", "qmd": "out.qmd", "percent": "out.py:percent",
         "script": "out.py:script", "html": "out.html"}


class Export(Case):
    def convert(self, *words) -> str:
        return subprocess.run([TARN, "convert", *words], cwd=self.folder, env=self.environment, check=True,
                              capture_output=True, text=True).stdout

    def test_the_formats_are_those_of_convert(self):
        tried = subprocess.run([TARN, "convert", "nb.py", "-t", "none"], cwd=self.folder, env=self.environment,
                               capture_output=True, text=True).stderr
        self.assertEqual(sorted(FILES), sorted(tried.strip().split("there are: ")[1].split(", ")))

    def test_each_is_written_and_says_what_the_notebook_says(self):
        terminal = self.open_without_python(TWO)
        terminal.type("A0<Esc>")
        for name, target in FILES.items():
            path = self.folder / target.split(":")[0]
            with self.subTest(name):
                terminal.type(f":w {target}<CR>")
                terminal.until(f'"{path.name}" 2 cells written')
                text = path.read_text()
                self.assertIn("first + 10" if name != "html" else "10", text)
                if name != "html":
                    read = self.convert(path.name, "-t", "marimo")
                    self.assertLess(0, read.index("first = 41"))
                if name == "script":
                    self.assertLess(text.index("first = 41"), text.index("first + 10"))
                    self.assertNotIn("marimo", text)
                elif name == "percent":
                    self.assertLess(text.index("first + 10"), text.index("first = 41"))
                    self.assertIn("# %%", text)
                path.unlink()
                self.assertEqual("nb.py + - tarn", terminal.quiet().title)
        self.assertEqual(TWO, self.path.read_text())

    def test_a_file_that_is_there_wants_a_bang(self):
        terminal = self.open_without_python(TWO)
        for target in FILES.values():
            with self.subTest(target):
                path = self.write(target.split(":")[0], "somebody's")
                terminal.type(f":w {target}<CR>")
                terminal.until(f"{path.name} exists (:w! overwrites it)")
                self.assertEqual("somebody's", path.read_text())
                terminal.type(f":w! {target}<CR>")
                terminal.until(f'"{path.name}" 2 cells written')
                self.assertNotEqual("somebody's", path.read_text())
                path.unlink()

    def test_its_own_file_stays_in_its_format(self):
        terminal = self.open_without_python(TWO)
        (self.folder / "link.py").symlink_to("nb.py")
        for target in ("nb.py:percent", "./nb.py:script", "nb.py:md", "link.py:percent"):
            for command in ("w", "w!"):
                terminal.type(f":{command} {target}<CR>")
                terminal.until("is the notebook itself")
        self.assertEqual(TWO, self.path.read_text())
        terminal.type("A0<Esc>:w nb.py:marimo<CR>")
        terminal.until('"nb.py" 2 cells written')
        self.assertIn("first + 10", self.path.read_text())

    def test_what_is_no_format_is_refused(self):
        terminal = self.open_without_python(TWO)
        terminal.type(":w out.py:nonsense<CR>")
        terminal.until("nonsense: no such format")
        self.assertEqual(["nb.py"], sorted(path.name for path in self.folder.glob("*.py*")))

    def test_a_notebook_without_a_name_stays_without_one(self):
        terminal = self.terminal("--python", "/none")
        terminal.quiet()
        terminal.type("ix = 1<Esc>:w out.html<CR>")
        terminal.until('"out.html" 1 cell written')
        self.assertEqual("[no name] + - tarn", terminal.quiet().title)

    def test_a_script_wants_an_order(self):
        terminal = self.open_without_python(notebook("x = 1", "x = 2"))
        terminal.type(":w out.py:script<CR>")
        terminal.until("another cell defines x, too")
        terminal.type("Gccy = (<Esc>:w out.py:script<CR>")
        terminal.until("cell 2 does not parse")
        self.assertFalse((self.folder / "out.py").exists())
        terminal.type(":w! out.py:script<CR>")
        terminal.until("written")
        self.assertNotIn("y = (", (self.folder / "out.py").read_text())

    def test_pages_and_jupyter_have_what_is_shown_and_holds(self):
        terminal = self.open(notebook("a = 1\nprint('printed ' + 'here')\n'shown ' + 'here'", "'stays ' + 'here'"))
        terminal.type(":run all<CR>")
        terminal.until("shown here")
        terminal.quiet()
        terminal.type(":w out.html<CR>:w out.ipynb<CR>:w out.md<CR>")
        terminal.until('"out.md" 2 cells written')
        for name in ("out.html", "out.ipynb"):
            text = (self.folder / name).read_text()
            self.assertIn("shown here", text)
            self.assertIn("printed here", text)
            self.assertIn("stays here", text)
        self.assertEqual(2, len(json.loads((self.folder / "out.ipynb").read_text())["cells"]))
        self.assertNotIn("shown here", (self.folder / "out.md").read_text())  # it can be opened again
        terminal.type("A0<Esc>:w! out.html<CR>:w! out.ipynb<CR>")
        terminal.until('"out.ipynb" 2 cells written')
        for name in ("out.html", "out.ipynb"):
            text = (self.folder / name).read_text()
            self.assertNotIn("shown here", text)
            self.assertIn("stays here", text)
        self.assertIn("changed since it ran", (self.folder / "out.html").read_text())

    def test_tab_knows_them(self):
        terminal = self.open_without_python(TWO)
        self.assertIn(":w out.py:percent", terminal.type(":w out.py:p<Tab>").text)
        self.assertIn(":w out.html", terminal.type("<Esc>:w out.h<Tab>").text)
        terminal.type("<Esc>:w out.py:<Tab>")
        self.assertIn(":w out.py:script", terminal.type("<Tab>").text)

    def test_leaving_with_it(self):
        terminal = self.open_without_python(TWO)
        terminal.send(":wq out.html\r")
        self.assertEqual(0, terminal.exit_status())
        self.assertTrue((self.folder / "out.html").exists())


if __name__ == "__main__":
    unittest.main()
