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
    ("ui.table([{'n': 7}, {'n': 8}])", "<CR>j<Space><CR>q", "[{'n': 8}]"),
    ("ui.data_editor([{'n': 7}, {'n': 8}])", "<CR>ji<C-u>9<CR>q", "[{'n': 7}, {'n': 9}]"),
    ("ui.file()", "csome.txt<CR>", "(('some.txt', b'some text'),)", "tuple((each.name, each.contents) for each in {}.value)"),
    ("ui.file_browser()", "<CR>/some<CR><Esc>", "['some.txt']", "[each.path.name for each in {}.value]"),
    ("ui.chat(lambda messages: messages[-1].content.upper())", "ihello<CR>", "['hello', 'HELLO']",
     "[each.content for each in {}.value]"),
    ("ui.run_button()", "<CR>", "1", "runs.append(1) or len(runs) if {}.value else len(runs)"),
    ("ui.refresh(options=['1h'])", "l<CR>", "'1h (2)'"),
)
# The same, of what needs a library.
OF_LIBRARIES = (
    ("pandas", "ui.dataframe(pandas.DataFrame({'n': [1, 2, 3]}))", "ifilter n > 1<CR>isort n desc<CR>", "[3, 2]",
     "{}.value['n'].tolist()"),
    ("polars", "ui.dataframe(polars.DataFrame({'n': [1, 2, 3]}))", "<Space>/aggregate<CR><CR>", "[(1, 3)]", "{}.value.rows()"),
    ("altair", "ui.altair_chart(altair.Chart(pandas.DataFrame({'n': [1, 2, 3]})).mark_bar())", "<CR>2j<Space><CR>q", "[3]",
     "{}.value['n'].tolist()"),
)


def elements():
    """Those that the interpreter can make, and what it imports for them."""
    found = [row for row in OF_LIBRARIES if importlib.util.find_spec(row[0])]
    imports = ["datetime", "marimo as mo", *(row[0] for row in found)]
    return [*ELEMENTS, *(row[1:] for row in found)], "\n".join(f"import {name}" for name in imports)


class Elements(Case):
    def test_each_is_operated_by_keys(self):
        rows, imports = elements()
        self.write("some.txt", "some text")
        cells = [imports + "\nui = mo.ui\nruns = []"]
        for number, (code, _, _, *read) in enumerate(rows):
            value = (read[0] if read else "{}.value").format(f"e{number}")
            cells += [f"e{number} = {code}\ne{number}", f"mo.plain_text('<{number}: %r>' % ({value},))"]
        self.write("nb.py", notebook(*cells))
        terminal = self.terminal("run", "--python", sys.executable, "nb.py", size=(300, 120))
        terminal.until(f"<{len(rows) - 1}: ")
        terminal.quiet()
        for number, (code, keys, wanted, *_) in enumerate(rows):
            with self.subTest(code):
                self.operate(terminal, number, keys, wanted)
        terminal.send("<C-c>")
        self.assertEqual(terminal.exit_status(), 0)

    def operate(self, terminal, number, keys, wanted):
        """The keys of a table are for that which has come."""
        terminal.type("]w")
        table = keys.startswith("<CR>") and keys.endswith("q")
        if table:
            terminal.send("<CR>")
            terminal.until("rows ×")
        terminal.send(keys[4:] if table else keys)
        terminal.until(f"<{number}: {wanted}>")

    def test_tables_of_an_app_are_opened_and_rows_are_picked(self):
        self.write("nb.py", notebook(
            "import marimo as mo", "mo.ui.table([{'first': 1}])",
            "t = mo.ui.table([{'n': 1}, {'n': 2}, {'n': 3}], selection='single')\nt", "mo.plain_text(f'<{t.value}>')"))
        terminal = self.terminal("run", "--python", PYTHON, "nb.py", size=(40, 100))
        terminal.until("<[]>")
        terminal.send("T")
        terminal.until("1 row × 1 column")
        self.assertIn("<[]>", terminal.type("q").text)
        self.assertIn("no such table", terminal.type("3T").text)
        terminal.send("2T")
        terminal.until("3 rows × 1 column")
        terminal.send("j<Space><CR>")
        terminal.until("1 row chosen")
        terminal.send("q")
        terminal.until("<[{'n': 2}]>")
        terminal.send("2Tjj<Space><CR>q")  # the answer comes when the table is gone
        terminal.until("<[{'n': 3}]>")
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
