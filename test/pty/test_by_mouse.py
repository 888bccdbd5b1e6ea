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
        terminal.type("<C-e> more")
        self.click_on(terminal, "row 5")  # takes what was typed
        terminal.until("row 3 more")
        self.assertIn("row 5", terminal.screen.rows[-1])
        terminal.type("another")  # instead of what was there, as in a spreadsheet
        self.click_on(terminal, "row 6")
        terminal.until("another")
        self.assertNotIn("row 5", terminal.screen.text)
        terminal.type("<BS>")
        self.assertEqual("value:", terminal.screen.rows[-1].strip())
        terminal.type(click(self.status(terminal), 2))
        self.assertIn("TABLE", terminal.screen.text)


class Outputs(ByMouse):
    def shown(self, code: str, wanted: str, size=(40, 100)):
        terminal = self.open(notebook("import marimo as mo\n" + code), "--python", PYTHON, size=size)
        terminal.send(":run all<CR>")
        terminal.until(wanted)
        terminal.quiet()
        return terminal

    def after(self, terminal, place, wanted: str):
        terminal.send(click(*place))
        terminal.until(wanted)
        return terminal.quiet()

    def test_the_rows_of_a_table_where_it_is_shown(self):
        terminal = self.shown("mo.ui.table([{'n': i, 'name': f'row {i}'} for i in range(4)])", "0 rows chosen of 4")
        self.after(terminal, self.place_of(terminal, "○ 2"), "● 2  row 2")
        self.after(terminal, self.place_of(terminal, "row 3"), "2 rows chosen of 4")
        self.after(terminal, self.place_of(terminal, "● 2"), "1 row chosen of 4")
        self.after(terminal, self.place_of(terminal, "  n  name", 5), "name▲")
        self.assertIn("TABLE", terminal.screen.text)

    def test_a_table_that_is_only_shown_is_opened_by_two_clicks(self):
        terminal = self.shown("[{'n': i, 'name': f'row {i}'} for i in range(4)]", "row 3")
        terminal.send(click(*self.place_of(terminal, "row 2")) * 2)
        terminal.until("4 rows ×")
        self.assertIn("row 1  column 1/2", terminal.quiet().text)

    def plain_output(self, keymap: str):
        """The code of the cell is above the screen."""
        code = "\n".join(f"line_{i} = {i}" for i in range(30))
        terminal = self.open(notebook(code + "\nprint('alpha beta gamma\\nsecond line\\nthird')", code.replace("line", "more")), "--python", PYTHON,
                             "--keymap", keymap, size=(20, 80))
        terminal.send(b"\x1b[20~" if keymap == "plain" else ":run all<CR>")
        terminal.until("ms ✓")
        terminal.quiet()
        terminal.type(mouse(WHEEL_DOWN, 10, 10) * 11)
        self.assertNotIn("print", terminal.screen.text)
        self.assertIn("second line", terminal.screen.text)
        return terminal

    def stays(self, terminal, row: int, column: int):
        """Two clicks there: the row is what it was, and so is all above it but the mark of the cell."""
        above = [line[1:].rstrip() for line in terminal.screen.rows[:row + 1]]
        for _ in range(2):
            screen = terminal.type(click(row, column))
            self.assertEqual(above, [line[1:].rstrip() for line in screen.rows[:row + 1]])

    def test_nothing_moves_when_an_output_is_clicked_whose_code_is_out_of_sight(self):
        for keymap in ("vim", "plain"):
            for behind in (2, -4):  # and beside it
                terminal = self.plain_output(keymap)
                self.stays(terminal, *self.place_of(terminal, "second line", behind))

    def test_nor_the_row_that_is_clicked_when_more_of_the_output_is_shown_or_less(self):
        terminal = self.shown("for i in range(100):\n    print('row', i)", "lines above")
        row, column = self.place_of(terminal, "row 95")
        for at, shown in ((row, "row 95"), (row + 2, "row 97")):
            screen = terminal.type(click(at, column))
            self.assertIn(shown, screen.rows[at])
            self.assertTrue(screen.at_cursor.startswith(shown))

    def test_nor_a_text_whose_code_is_hidden(self):
        code = notebook("import marimo as mo", 'mo.md("""\none two\n\nthree four\n""")', "after = 1")
        code = code.replace("@app.cell\ndef _():\n    mo.md", "@app.cell(hide_code=True)\ndef _():\n    mo.md")
        terminal = self.open(code, "--python", PYTHON)
        self.assertIn("one two", terminal.until("three four").text)
        self.stays(terminal, *self.place_of(terminal, "three four", 1))
        terminal.type("<Esc>")
        self.assertIn("mo.md", terminal.type("<Esc>").text)

    def test_text_of_an_output_is_selected_and_copied(self):
        for keymap, copies, pastes in (("vim", "y", "p"), ("plain", b"\x03", b"\x16"), ("emacs", b"\x1bw", b"\x19")):
            terminal = self.open(notebook("print('alpha beta gamma\\nsecond line\\nthird')", "# here\n#"), "--python", PYTHON,
                                 "--keymap", keymap, size=(40, 100))
            terminal.type({"vim": ":run all<CR>", "plain": b"\x1b[20~", "emacs": b"\x1bxrun all\r"}[keymap])
            terminal.until("› third")
            at = lambda text, behind=0: self.place_of(terminal, "› " + text, 2 + behind)
            drags = mouse(0, *at("alpha", 6)) + mouse(32, *at("second", 5)) + mouse(0, *at("second", 5), "m")
            for presses, pasted in ((drags, ("# herebeta gamma", "│ second")), (click(*at("second", 8)) * 2, ("# hereline",)),
                                    (click(*at("second", 8)) * 3, ("│ second line", "│ # here"))):
                terminal.type(presses)
                terminal.type(copies)
                self.click_on(terminal, "# here", 6)
                screen = terminal.type(pastes)
                for line in pasted:
                    self.assertTrue(any(row.rstrip().endswith(line) for row in screen.rows), (keymap, line, screen.text))
                terminal.type({"vim": "u", "plain": b"\x1a", "emacs": b"\x1f"}[keymap])

    def test_dates_are_stepped_by_their_arrows(self):
        terminal = self.shown("import datetime\nmo.ui.date(value=datetime.date(2024, 1, 31))", "‹2024-01-31›")
        self.after(terminal, self.place_of(terminal, "‹2024"), "‹2024-01-30›")
        terminal.type(click(*self.place_of(terminal, "-01-", 1)))
        self.after(terminal, self.place_of(terminal, "30›", 2), "‹2024-02-29›")
        self.assertIn("TYPING", terminal.type(click(*self.place_of(terminal, "-02-", 1))).text)

    def test_numbers_of_a_matrix_are_stepped_by_the_arrows_beside_them(self):
        terminal = self.shown("mo.ui.matrix([[1, 2], [3, 4]])", "3  4")
        screen = terminal.type(click(*self.place_of(terminal, "3  4", 3)))
        self.assertIn("3 ‹4›", screen.text)
        self.after(terminal, self.place_of(terminal, "4›", 1), "3 ‹5›")
        self.after(terminal, self.place_of(terminal, "‹5›"), "3 ‹4›")

    def test_periods_are_chosen(self):
        terminal = self.shown("mo.ui.refresh(options=['1h', '2h'])", "[ ⟳ ] ‹off›")
        self.after(terminal, self.place_of(terminal, "‹off›", 4), "‹every 1h›")
        self.after(terminal, self.place_of(terminal, "1h›", 2), "‹every 2h›")

    def test_options_on_the_second_row(self):
        for kind in ("radio", "multi"):
            if kind == "radio":
                code = "mo.ui.radio([f'option {i}' for i in range(12)], value='option 1')"
                terminal = self.shown(code, "option 11", size=(24, 80))
                self.after(terminal, self.place_of(terminal, "option 10", 3), "(•) option 10")
            else:
                terminal = self.shown("mo.ui.tabs({f'name of {i}': f'inside {i}' for i in range(12)})", "inside 0", size=(24, 80))
                self.after(terminal, self.place_of(terminal, "name of 10", 8), "inside 10")

    def test_the_sign_of_a_section_and_the_label_of_a_box(self):
        terminal = self.shown("mo.vstack([mo.accordion({'more': 'hidden words'}), mo.ui.checkbox(label='sure')])", "▸ more")
        self.after(terminal, self.place_of(terminal, "▸ more"), "hidden words")
        self.after(terminal, self.place_of(terminal, "sure ["), "[x]")

    def test_slides_of_a_carousel(self):
        terminal = self.shown("mo.carousel(['first', 'second'])", "‹ 1 of 2 ›")
        self.assertNotIn("second", terminal.screen.text.split("┊")[-1])
        self.after(terminal, self.place_of(terminal, "2 ›", 2), "‹ 2 of 2 ›")
        terminal.type(click(*self.place_of(terminal, "‹ 2 of")))
        self.assertIn("‹ 1 of 2 ›", terminal.screen.text)

    def test_a_menu_stays_under_the_pointer(self):
        terminal = self.shown("mo.ui.multiselect([f'option {i:02}' for i in range(40)])", "-- ▾")
        terminal.type(click(*self.place_of(terminal, "-- ▾")))
        terminal.type(mouse(WHEEL_DOWN, 20, 20) * 4)
        place = self.place_of(terminal, "option 20")
        self.after(terminal, place, "[x] option 20")
        self.assertEqual(self.place_of(terminal, "[x] option 20", 4), place)
        self.after(terminal, place, "[ ] option 20")

    def test_notes_and_frames(self):
        terminal = self.shown("def f():\n    1 / 0\nfor i in range(60):\n    print('line', i)\nf()", "lines above")
        self.after(terminal, self.place_of(terminal, "lines above"), "line 12")
        terminal.type("<C-u><C-u><C-u>gg")
        screen = terminal.type(click(*self.place_of(terminal, ", line 3")))
        self.assertTrue(screen.at_cursor.startswith("1 / 0"))


class Questions(ByMouse):
    def palette(self, terminal, typed: str, entry: str):
        terminal.type(click(self.status(terminal), 30))
        terminal.type(typed)
        terminal.send(click(*self.place_of(terminal, entry)))

    def test_quitting_asks_what_becomes_of_changes(self):
        terminal = self.open_without_python(notebook("x = 1"))
        terminal.type("iy<Esc>")
        self.palette(terminal, "quit", "quit  leave")
        terminal.until("save and quit")
        self.assertIn("NORMAL", self.click_on(terminal, "stay").text)
        self.palette(terminal, "quit", "quit  leave")
        terminal.until("save and quit")
        terminal.send(click(*self.place_of(terminal, "save and quit")))
        self.assertEqual(terminal.exit_status(), 0)
        self.assertIn("yx = 1", self.path.read_text())

    def test_the_message_that_refuses_can_be_asked(self):
        terminal = self.open_without_python(notebook("x = 1"))
        self.assertIn("E37", terminal.type("iy<Esc>:q<CR>").text)
        terminal.type(click(len(terminal.screen.rows) - 1, 5))
        terminal.send(click(*self.place_of(terminal, "quit without saving")))
        self.assertEqual(terminal.exit_status(), 0)
        self.assertNotIn("yx = 1", self.path.read_text())

    def test_the_list_has_a_way_to_leave_all_the_same(self):
        terminal = self.open_without_python(notebook("x = 1"))
        terminal.type("iy<Esc>")
        self.palette(terminal, "quit!", "quit!  leave")
        self.assertEqual(terminal.exit_status(), 0)

    def test_whether_the_folder_is_trusted(self):
        self.trust()
        terminal = self.open(notebook("x = 40 + 2", "x"), "--python", PYTHON)
        terminal.until(":trust or :distrust")
        terminal.type(click(len(terminal.screen.rows) - 1, 5))
        terminal.send(click(*self.place_of(terminal, "trust  cells")))
        terminal.until("is trusted")
        self.assertNotIn("not trusted", terminal.quiet().text)

    def test_what_a_cell_is_written_in(self):
        terminal = self.open_without_python(notebook("import marimo as mo", "# Title"))
        row = self.row_of(terminal, "# Title") - 1
        terminal.type(click(row, 20, button=2))
        terminal.type("to-markdown")
        self.assertIn('mo.md(r"""', self.click_on(terminal, "cell-to-markdown  ").text)
        self.assertIn("cell 2/2", terminal.screen.text)


class Typing(ByMouse):
    def test_an_entry_of_the_menu_is_typed_by_a_click(self):
        terminal = self.open(notebook("long_name = 1\nlong_word = 2\nlong_xyz = 3"), "--python", PYTHON)
        terminal.type("Golon")
        terminal.send(b"\0")
        terminal.until(lambda screen: screen.text.count("long_word") == 3)  # with the menu
        row = max(i for i, line in enumerate(terminal.screen.rows) if "long_word" in line)
        terminal.send(click(row, terminal.screen.rows[row].rindex("long_word") + 1))
        terminal.until(lambda screen: "│ long_word\n" in screen.text)
        self.assertIn("INSERT", terminal.type("!").text)
        self.assertIn("long_word!", terminal.screen.text)


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
