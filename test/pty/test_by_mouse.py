"""Ways out, and ways to all that is shown, for who has the mouse alone."""
import unittest

from terminal import PYTHON, Case, notebook
from test_fingers import click, mouse

WHEEL_UP, WHEEL_DOWN = 64, 65
ROWS = "import marimo as mo\nrows = [{'n': i, 'name': f'row {i}'} for i in range(200)]\n"


class ByMouse(Case):
    def row_of(self, terminal, text: str) -> int:
        return next(i for i, line in enumerate(terminal.screen.rows) if text in line)

    def place_of(self, terminal, text: str, behind=0) -> tuple:
        row = self.row_of(terminal, text)
        return row, terminal.screen.rows[row].index(text) + behind

    def click_on(self, terminal, text: str, behind=0, button=0):
        return terminal.type(click(*self.place_of(terminal, text, behind), button=button))

    def status(self, terminal) -> int:
        return len(terminal.screen.rows) - 2

    def lines(self, count=60) -> str:
        return notebook("\n".join(f"line_{i} = {i}" for i in range(count)))


class WaysOut(ByMouse):
    def test_of_a_page(self):
        terminal = self.open_without_python()
        for row in (0, self.status(terminal)):
            self.assertIn("q closes", terminal.type(":help<CR>").rows[0])
            before = terminal.screen.rows[3]
            self.assertNotEqual(before, terminal.type(mouse(WHEEL_DOWN, 10, 10)).rows[3])
            self.assertIn("q closes", terminal.type(click(10, 10)).rows[0])
            self.assertNotIn("q closes", terminal.type(click(row, 3)).rows[0])

    def test_of_a_prompt(self):
        terminal = self.open_without_python(self.lines())
        terminal.type(":abc")
        self.assertIn("line_20", terminal.type(mouse(WHEEL_DOWN, 10, 10) * 6).text)
        self.assertNotIn("line_2 ", terminal.screen.text)
        screen = terminal.type(click(len(terminal.screen.rows) - 1, 2) + b"X")
        self.assertEqual(":aXbc", screen.rows[-1].rstrip())
        self.assertIn("line_2 ", screen.text)  # a key leads back to the cursor
        self.assertIn("NORMAL", terminal.type(click(self.status(terminal), 2)).text)
        terminal.type(":abc")
        screen = self.click_on(terminal, "line_7 ")
        self.assertIn("NORMAL", screen.text)
        self.assertTrue(screen.at_cursor.startswith("line_7"))
        self.assertNotIn("abc", screen.rows[-1])

    def test_of_a_console(self):
        terminal = self.open(notebook("name = input('who? ')", "\n".join(f"line_{i} = {i}" for i in range(40))), "--python", PYTHON)
        for leaves in (lambda: click(self.status(terminal), 2), lambda: click(*self.place_of(terminal, "line_3 "))):
            terminal.type("gg")
            terminal.send("<Space>r")
            terminal.until("CONSOLE")
            terminal.until("who?")
            terminal.send(mouse(WHEEL_DOWN, 10, 10) * 4)
            terminal.until(lambda screen: "who?" not in screen.text)
            terminal.send(mouse(WHEEL_UP, 10, 10) * 4)
            self.assertIn("CONSOLE", terminal.until("who?").text)
            terminal.send(leaves())
            terminal.until("NORMAL")
            terminal.send(":interrupt<CR>")
            terminal.until("KeyboardInterrupt")
            terminal.quiet()

    def open_table(self, shown="rows", size=(24, 80)):
        terminal = self.open(notebook(ROWS + shown), "--python", PYTHON, size=size)
        terminal.type(":run all<CR>")
        terminal.send("gg<Space>T")
        terminal.until("200 rows ×")
        return terminal

    def test_of_a_table(self):
        terminal = self.open_table()
        self.assertIn("q closes", terminal.screen.rows[0])
        terminal.send(mouse(WHEEL_DOWN, 10, 10) * 3)
        terminal.until(lambda screen: screen.rows[4].rstrip().endswith("row 9"))
        terminal.send(mouse(WHEEL_UP, 10, 10) * 9)
        terminal.until(lambda screen: screen.rows[4].rstrip().endswith("row 0"))
        self.assertIn("NORMAL", terminal.type(click(self.status(terminal), 3)).text)
        terminal.send("<Space>T")
        terminal.until("200 rows ×")
        self.assertIn("NORMAL", terminal.type(click(0, 70)).text)


class Tables(ByMouse):
    open_table = WaysOut.open_table

    def test_a_head_sorts(self):
        terminal = self.open_table()
        terminal.until("row 10")
        column = terminal.screen.rows[1].index("n")
        for sign, first in (("▲", 0), ("▼", 199), ("", 0)):
            terminal.send(click(1, column))
            terminal.until(lambda screen: f"n{sign}  name" in screen.rows[1] and screen.rows[4].rstrip().endswith(f"row {first}"))

    def test_a_row_is_the_value(self):
        terminal = self.open_table("table = mo.ui.table(rows)\ntable")
        terminal.until("row 10")
        self.click_on(terminal, "row 3")
        terminal.until("1 row chosen")
        terminal.until("row 5")
        row = self.row_of(terminal, "row 5")
        terminal.send(click(row, 0))
        terminal.until("2 rows chosen")
        terminal.send(click(row, 0))
        terminal.until("1 row chosen")
        terminal.type(click(0, 0))
        self.assertIn("● 3  row 3", terminal.until("NORMAL").text)

    def test_a_cell_of_a_data_editor_is_entered_and_left(self):
        terminal = self.open_table("sheet = mo.ui.data_editor(rows)\nsheet")
        terminal.until("row 10")
        self.click_on(terminal, "row 3")
        terminal.type(" more")
        self.click_on(terminal, "row 5")  # takes what was typed
        terminal.until("row 3 more")
        self.assertIn("row 5", terminal.screen.rows[-1])
        terminal.type(click(self.status(terminal), 2))
        self.assertIn("TABLE", terminal.screen.text)


class Apps(ByMouse):
    def test_the_menu_has_what_a_reader_may_do(self):
        self.write("nb.py", notebook("import marimo as mo", "mo.md('# Title')"))
        terminal = self.terminal("run", "--python", PYTHON, "nb.py")
        terminal.until("Title")
        screen = terminal.type(click(self.status(terminal), 30))
        self.assertIn("╭─ commands", screen.text)
        for name in (":write", ":restart", "run-all", "delete-cell", "panel"):
            entries = [row for row in terminal.type(name).rows if "│ > " not in row]
            self.assertFalse([row for row in entries if row.strip("│╭╮╰╯─ >").startswith(name)], name)
            terminal.type("<C-u>")
        terminal.type("quit")
        terminal.send(click(*self.place_of(terminal, "quit  leave")))
        self.assertEqual(terminal.exit_status(), 0)


if __name__ == "__main__":
    unittest.main()
