"""Every element of mo.ui by keys alone, one after the other in one notebook; and marimo's own tutorials as apps."""
import importlib.util
import sys
import unittest
from pathlib import Path

from terminal import PYTHON, Case, notebook

# What makes it, what is typed when keys go to it (or to its first part), and what a cell reads then.
ELEMENTS = (
    ("ui.slider(0, 10, value=3)", "2l", "5"),
    ("ui.slider(steps=[1, 3, 9])", "l", "3"),
    ("ui.range_slider(0, 10, value=[2, 8])", "lo2h", "[3, 6]"),
    ("ui.number(1, 10, value=4)", "k", "5"),
    ("ui.number(0, 100, step=0.5)", "c7.5<CR>", "7.5"),
    ("ui.checkbox()", "<Space>", "True"),
    ("ui.switch(True)", "<Space>", "False"),
    ("ui.radio(['a', 'b', 'c'], value='a')", "2l", "'c'"),
    ("ui.dropdown(['one', 'two', 'three'])", "<CR>/thr<CR>", "'three'"),
    ("ui.multiselect(['x', 'y', 'z'])", "<CR><Space>jj<Space><CR>", "['x', 'z']"),
    ("ui.text(value='old')", "cnew<CR>", "'new'"),
    ("ui.text(kind='password')", "isecret<CR>", "'secret'"),
    ("ui.text_area()", "ifirst<CR>second<Esc>", "'first\\nsecond'"),
    ("ui.code_editor('x = 1')", "A0<Esc>", "'x = 10'"),
    ("ui.date(value='2024-01-31')", "lk", "datetime.date(2024, 2, 29)"),
    ("ui.datetime(value='2024-01-31T10:00')", "c2025-02-03 04:05<CR>", "datetime.datetime(2025, 2, 3, 4, 5)"),
    ("ui.date_range(value=('2024-01-01', '2024-01-05'))", "c2024-01-02<CR>",
     "(datetime.date(2024, 1, 2), datetime.date(2024, 1, 5))"),
    ("ui.button(value=0, on_click=lambda n: n + 1)", "<CR><CR>", "2"),
    ("ui.matrix([[1, 2], [3, 4]])", "k", "[[2, 2], [3, 4]]"),
    ("ui.array([ui.checkbox(), ui.slider(0, 5)])", "<Space>]w2l", "[True, 2]"),
    ("ui.dictionary({'a': ui.switch(), 'b': ui.number(0, 9)})", "<Space>]wk", "{'a': True, 'b': 1}"),
    ("mo.md('{a} and {b}').batch(a=ui.switch(), b=ui.text())", "<Space>]wiword<CR>", "{'a': True, 'b': 'word'}"),
    ("ui.slider(0, 5).form()", "3l]w<CR>", "3"),
    ("ui.tabs({'first': 'page 1', 'second': 'page 2'})", "l", "'second'"),
)


class Elements(Case):
    def test_each_is_operated_by_keys(self):
        cells = ["import datetime\nimport marimo as mo\nui = mo.ui"]
        for number, (code, _, _) in enumerate(ELEMENTS):
            cells += [f"e{number} = {code}\ne{number}", f"mo.plain_text(f'<{number}: {{e{number}.value!r}}>')"]
        self.write("nb.py", notebook(*cells))
        terminal = self.terminal("run", "--python", PYTHON, "nb.py", size=(150, 120))
        terminal.until(f"<{len(ELEMENTS) - 1}: ")
        terminal.quiet()
        for number, (code, keys, wanted) in enumerate(ELEMENTS):
            screen = terminal.type("]w" + keys)
            self.assertIn(f"<{number}: {wanted}>", screen.text, f"{code} by {keys}: {screen.rows[-2].strip()} {screen.rows[-1].strip()}")
        terminal.send("<C-c>")
        self.assertEqual(terminal.exit_status(), 0)

    def test_tables_of_an_app_are_opened_and_rows_are_picked(self):
        self.write("nb.py", notebook(
            "import marimo as mo", "mo.ui.table([{'first': 1}])",
            "t = mo.ui.table([{'n': 1}, {'n': 2}, {'n': 3}], selection='single')\nt", "mo.plain_text(f'<{t.value}>')"))
        terminal = self.terminal("run", "--python", PYTHON, "nb.py", size=(40, 100))
        terminal.until("<[]>")
        terminal.send("T")
        terminal.until("1 rows × 1 columns")
        self.assertIn("<[]>", terminal.type("q").text)
        self.assertIn("no such table", terminal.type("3T").text)
        terminal.send("2T")
        terminal.until("3 rows × 1 columns")
        terminal.send("j<Space><CR>")
        terminal.until("1 row chosen")
        terminal.send("q")
        terminal.until("<[{'n': 2}]>")
        terminal.send("q")
        self.assertEqual(terminal.exit_status(), 0)


def tutorials():
    """Those of an installed marimo."""
    found = importlib.util.find_spec("marimo")
    folder = Path(found.origin).parent / "_tutorials" if found and found.origin else Path("/none")
    return sorted([*folder.glob("[a-z]*.py"), *folder.glob("*.md")])


@unittest.skipUnless(tutorials(), "marimo is not installed")
class Tutorials(Case):
    def test_they_are_apps_without_a_gap(self):
        pages = [path for path in tutorials() if path.name != "README.md"]
        self.assertEqual(len(pages), 11)
        for path in pages:
            with self.subTest(path.name):
                self.write(path.name, path.read_text())
                terminal = self.terminal("run", "--python", sys.executable, path.name, size=(400, 160))
                screen = terminal.until(lambda screen: " idle" in screen.rows[-2] and sum(map(bool, map(str.strip, screen.rows))) > 20)
                screen = terminal.quiet()
                self.assertNotIn("□", screen.text)  # the sign of what a terminal cannot show
                self.assertNotIn("Traceback", screen.text)
                terminal.send("q")
                self.assertEqual(terminal.exit_status(), 0)


if __name__ == "__main__":
    unittest.main()
