"""Other fingers: keymaps without modes, and the mouse."""
import unittest

from terminal import BAR, BLOCK, PYTHON, Case, notebook

TWO = notebook("one two three\nfour\nfive", "x = 1\ny = 2")
ESCAPES = {"<S-Left>": b"\x1b[1;2D", "<S-Right>": b"\x1b[1;2C", "<S-End>": b"\x1b[1;2F", "<C-Right>": b"\x1b[1;5C",
           "<A-CR>": b"\x1b\r", "<F5>": b"\x1b[15~", "<C-PageDown>": b"\x1b[6;5~", "<C-/>": b"\x1f",
           "<C-Space>": b"\0"}


def mouse(button: int, row: int, column: int, end="M") -> bytes:
    """What a terminal sends; rows and columns from 0."""
    return f"\x1b[<{button};{column + 1};{row + 1}{end}".encode()


def click(row: int, column: int, button=0) -> bytes:
    return mouse(button, row, column) + mouse(button, row, column, "m")


def drag(start: tuple, end: tuple) -> bytes:
    return mouse(0, *start) + mouse(32, *end) + mouse(0, *end, "m")


class Keymaps(Case):
    def config(self, name: str, text: str):
        path = self.folder / ".xdg/config/tarn" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def press(self, terminal, *keys: str):
        for key in keys:
            screen = terminal.type(ESCAPES.get(key, key))
        return screen

    def test_plain_by_an_option_of_the_command_line(self):
        terminal = self.open(TWO, "--keymap", "plain", "--python", "/none")
        self.assertEqual(terminal.screen.shape, BAR)
        self.assertIn("EDIT", self.press(terminal, "z").text)
        screen = self.press(terminal, "<S-Left>")
        self.assertIn("SELECT", screen.text)
        screen = self.press(terminal, "zero ")
        self.assertIn("zero one two", screen.text)
        self.press(terminal, "<C-s>")
        self.assertIn("zero one two three", self.path.read_text())
        terminal.send("<C-q>")
        self.assertEqual(terminal.exit_status(), 0)

    def test_the_tour_is_in_the_keys_that_tarnrc_chooses(self):
        self.config("tarnrc", "set keymap=plain\n")
        terminal = self.terminal("tutorial")
        self.assertIn("the arrows move", terminal.until("EDIT").text)
        terminal.send("<C-q>")
        self.assertEqual(terminal.exit_status(), 0)

    def test_emacs_by_tarnrc_and_back_by_hand(self):
        self.config("tarnrc", "set keymap=emacs\n")
        terminal = self.open_without_python(TWO)
        self.assertIn("EDIT", terminal.screen.text)
        screen = self.press(terminal, "<C-Space>", "<C-n>", "<C-w>")
        self.assertEqual(screen.at_cursor, "four")
        self.assertEqual(self.press(terminal, "<C-/>").at_cursor, "one two three")
        screen = self.press(terminal, b"\x1bx", "set keymap=vim<CR>")
        self.assertIn("NORMAL", screen.text)
        self.assertEqual((screen.shape, screen.at_cursor), (BLOCK, "one two three"))
        self.assertIn("keymap=vim", terminal.type(":set keymap?<CR>").text)

    def test_what_is_wrong_with_tarnrc_is_told_of_a_new_notebook_too(self):
        self.config("tarnrc", "set number\nset nonsense\n")
        terminal = self.terminal("new.py", "--python", "/none", size=(24, 160))
        terminal.until("tarnrc:2: E518: Unknown option: nonsense")
        self.assertNotIn("is new", terminal.quiet().text)

    def test_the_command_line_beats_tarnrc_also_for_the_next_file(self):
        self.config("tarnrc", "set keymap=emacs\n")
        self.write("other.py", notebook("other"))
        terminal = self.open(TWO, "--keymap", "plain", "--python", "/none")
        screen = self.press(terminal, b"\x1bx", "set keymap?<CR>")
        self.assertIn("keymap=plain", screen.text)
        screen = self.press(terminal, b"\x1bx", "e other.py<CR>", b"\x1bx", "set keymap?<CR>")
        self.assertIn("keymap=plain", screen.text)
        self.assertIn("other", screen.text)

    def test_a_keymap_of_ones_own_that_includes_another(self):
        self.config("keymaps/mine.keys", "include plain\n[modeless]\n<C-e> = text-end\n<C-s> =\n")
        terminal = self.open(TWO, "--keymap", "mine", "--python", "/none")
        self.assertIn("three!", self.press(terminal, "<C-e>", "!").text)
        self.assertIn("<C-s> does nothing", self.press(terminal, "<C-s>").text)

    def test_a_keymap_that_is_none_is_refused_before_anything_else(self):
        self.config("keymaps/bad.keys", "[modeless]\nx = no-such-action\n")
        for name, why in (("none", "Can't open file"), ("bad", "bad.keys:2: there is no action \"no-such-action\"")):
            terminal = self.terminal("--keymap", name)
            self.assertEqual(terminal.exit_status(), 2)
            self.assertIn(why, terminal.screen.text.replace("\n", ""))

    def test_cells_are_made_and_run(self):
        terminal = self.open(notebook("x = 20"), "--keymap", "plain", "--python", PYTHON)
        terminal.type(b"\x0bb")
        terminal.type("x + 22")
        self.assertIn("42", self.press(terminal, "<F5>").text)
        screen = self.press(terminal, "<A-CR>", "'new'")
        self.assertIn("cell 3/3", screen.text)

    def test_what_is_copied_goes_to_the_clipboard(self):
        terminal = self.open(TWO, "--keymap", "plain", "--python", "/none")
        before = terminal.written
        self.press(terminal, "<S-Right>", "<S-Right>", "<S-Right>", "<C-c>")
        self.assertIn(b"\x1b]52;c;b25l\a", terminal.output(before))


class Mouse(Case):
    def setUp(self):
        super().setUp()
        self.editor = self.open_without_python(TWO)
        row = next(i for i, line in enumerate(self.screen_rows()) if "one two" in line)
        self.at = (row, self.screen_rows()[row].index("one"))

    def screen_rows(self):
        return self.editor.screen.rows

    def place(self, rows: int, columns: int) -> tuple:
        return self.at[0] + rows, self.at[1] + columns

    def test_a_click_puts_the_cursor_there(self):
        self.assertEqual(self.editor.type(click(*self.place(0, 4))).at_cursor, "two three")
        self.assertEqual(self.editor.type(click(*self.place(1, 2))).at_cursor, "ur")
        self.assertEqual(self.editor.type(click(*self.place(1, 40))).at_cursor, "r")
        self.assertEqual(self.editor.type(click(*self.place(4, 0))).at_cursor, "x = 1")

    def test_clicks_while_text_is_typed_begin_a_new_step(self):
        self.editor.type("iA")
        screen = self.editor.type(click(*self.place(1, 4)) + b"B")
        self.assertIn("INSERT", screen.text)
        self.assertIn("fourB", screen.text)
        screen = self.editor.type("<Esc>u")
        self.assertNotIn("fourB", screen.text)
        self.assertIn("Aone", screen.text)

    def test_dragging_selects_and_a_click_ends_it(self):
        screen = self.editor.type(drag(self.place(0, 4), self.place(0, 6)))
        self.assertIn("VISUAL", screen.text)
        self.assertIn("one  three", self.editor.type("d").text)
        self.editor.type("u")
        self.editor.type(drag(self.place(0, 4), self.place(1, 1)))
        self.assertIn("NORMAL", self.editor.type(click(*self.place(0, 0))).text)

    def test_double_and_triple_clicks(self):
        self.assertIn("one  three", self.editor.type(click(*self.place(0, 5)) * 2 + b"d").text)
        screen = self.editor.type(click(*self.place(1, 1)) * 3)
        self.assertIn("V-LINE", screen.text)
        self.assertNotIn("four", self.editor.type("d").text)

    def test_shift_and_the_right_button_extend(self):
        for button in (4, 2):
            self.editor.type(click(*self.place(0, 4)))
            self.editor.type(click(*self.place(0, 6), button=button))
            self.assertIn("one  three", self.editor.type("d").text)
            self.editor.type("u")

    def test_the_middle_button_puts(self):
        self.editor.type("yiw")
        screen = self.editor.type(click(*self.place(1, 2), button=1))
        self.assertIn("foone" + "ur", screen.text)

    def test_the_wheel_scrolls_three_lines(self):
        self.editor.type(":%d<CR>")
        self.editor.type("50i0<CR><Esc>gg")
        before = self.editor.screen.rows
        after = self.editor.type(mouse(65, 5, 20)).rows
        self.assertEqual(self.editor.screen.cursor[0], 0)
        self.assertNotEqual(before[0], after[0])
        self.assertEqual(self.editor.type(mouse(64, 5, 20)).rows[0], before[0])

    def test_the_signs_beside_a_cell(self):
        rail = self.at[1] - 2  # the bar
        screen = self.editor.type(click(self.at[0] + 5, rail))
        self.assertIn("2 lines of code hidden", screen.text)
        self.assertIn("cell 1/2", screen.text)
        row = next(i for i, line in enumerate(screen.rows) if "hidden" in line)
        screen = self.editor.type(click(row, self.at[1] + 3))
        self.assertNotIn("hidden", screen.text)
        screen = self.editor.type(click(self.at[0] + 4, rail - 2))  # a rule
        self.assertIn("cell 2/2", screen.text)

    def test_a_click_on_the_sign_of_the_state_runs_the_cell(self):
        terminal = self.open(notebook("6 * 7"), "--python", PYTHON)
        row = next(i for i, line in enumerate(terminal.screen.rows) if "6 * 7" in line)
        column = terminal.screen.rows[row].index("6 * 7")
        self.assertIn("42", terminal.type(click(row, column - 4)).text)

    def row_of(self, text: str) -> int:
        return next(i for i, line in enumerate(self.editor.screen.rows) if text in line)

    def test_two_clicks_below_the_last_cell_make_one_more(self):
        below = len(self.editor.screen.rows) - 4
        self.assertIn("cell 1/2", self.editor.type(click(below, 30)).text)
        self.assertIn("cell 3/3", self.editor.type(click(below, 30)).text)

    def test_the_menu_of_a_cell(self):
        rule = (self.row_of("x = 1") - 1, self.at[1] + 3)
        screen = self.editor.type(click(*rule, button=2))
        self.assertIn("╭─ cell", screen.text)
        self.assertIn("cell 2/2", screen.text)
        screen = self.editor.type(click(self.row_of("new-cell-above"), 40))
        self.assertNotIn("╭─ cell", screen.text)
        self.assertIn("cell 2/3", screen.text)
        self.editor.type(click(*rule, button=2))
        self.assertIn("write  ", self.editor.type(mouse(65, 5, 20) * 8).text)
        self.assertNotIn("╭─ cell", self.editor.type(click(0, 0)).text)

    def test_a_click_on_the_status_line_shows_all_that_can_be_done(self):
        self.editor.type("j")
        screen = self.editor.type(click(len(self.editor.screen.rows) - 2, 3))
        self.assertIn("commands", screen.text)
        self.assertIn("split-ce", self.editor.type("split-ce").text)
        self.assertIn("cell 2/3", self.editor.type(click(self.row_of("split-cell"), 30)).text)

    def test_the_border_of_a_panel_is_dragged(self):
        self.editor.type("<Space>L")
        border = self.row_of(" outline ")
        self.editor.type(drag((border, 30), (border + 4, 50)))
        self.assertEqual(self.row_of(" outline "), border + 4)
        self.editor.type(drag((border + 4, 30), (0, 30)))
        self.assertEqual(self.row_of(" outline "), 5)

    def test_without_the_option_the_mouse_is_the_terminals(self):
        self.assertTrue(self.editor.screen.mouse)
        screen = self.editor.type(":set mouse=<CR>")
        self.assertFalse(screen.mouse)
        self.assertEqual(self.editor.type(click(*self.place(1, 2))).at_cursor, "one two three")
        self.assertTrue(self.editor.type(":set mouse&<CR>").mouse)
        self.assertIn("E539", self.editor.type(":set mouse=x<CR>").text)

    def test_a_click_leaves_a_line_that_is_typed_but_no_page(self):
        screen = self.editor.type(b":set" + click(*self.place(1, 2)))
        self.assertNotIn(":set", screen.rows[-1])
        self.assertEqual(screen.at_cursor, "ur")
        self.editor.type(":help<CR>")
        screen = self.editor.type(click(*self.place(1, 2)) + mouse(65, 3, 3))
        self.assertIn("4-", screen.rows[0])

    def test_without_modes_typing_replaces_what_was_dragged_over(self):
        self.editor.type(":set keymap=plain<CR>")
        screen = self.editor.type(drag(self.place(0, 4), self.place(0, 7)))
        self.assertIn("SELECT", screen.text)
        self.assertIn("one 2 three", self.editor.type("2").text)
        self.assertIn("one 2 !", self.editor.type(click(*self.place(0, 7)) * 2 + b"!").text)
        self.assertIn("?four", self.editor.type(click(*self.place(0, 1)) * 3 + b"?").text)
        self.assertIn("four;", self.editor.type(click(*self.place(0, 40)) + b";").text)


WIDGETS = notebook("import marimo as mo", """s = mo.ui.slider(0, 30, value=6)
d = mo.ui.dropdown(["red", "green", "blue"], value="red")
r = mo.ui.radio(["left", "right"], value="left")
c = mo.ui.checkbox()
t = mo.ui.text(value="word")
b = mo.ui.button(value=0, on_click=lambda n: n + 1, label="more")
m = mo.ui.multiselect(["one", "two"])
mo.vstack([s, d, r, c, t, b, m])""", "print('now', s.value, d.value, r.value, c.value, t.value, b.value, m.value)")


class Widgets(Case):
    """Everything by the mouse; what is typed into a text is typed."""

    def setUp(self):
        super().setUp()
        self.editor = self.open(WIDGETS, "--python", PYTHON, size=(40, 100))
        self.see("6 red left", ":run all<CR>")

    def see(self, expected: str, data):
        self.editor.type(data)
        self.editor.until(lambda screen: f"now {expected}" in screen.text)

    def place(self, text: str, last=False) -> tuple:
        rows = self.editor.screen.rows
        found = [(row, line.rindex(text)) for row, line in enumerate(rows) if text in line and "'" not in line and '"' not in line]
        return found[-1 if last else 0]

    def test_each_is_operated_where_it_is(self):
        row, column = self.place("●───")
        start = column - 3
        self.see("30 red", click(row, start + 15))
        self.see("10 red", drag((row, start + 15), (row, start + 5)))
        self.assertIn("WIDGET", self.editor.screen.text)
        self.see("10 red right", click(*self.place("right")))
        self.see("10 red right True", click(*self.place("[ ]")))
        self.see("10 red right True word 1", click(*self.place("more")))

    def test_menus(self):
        self.editor.type(click(*self.place("red ▾")))
        self.see("6 green", click(*self.place("green")))
        self.editor.type(click(*self.place("green ▾")))
        self.editor.type(click(0, 70))
        self.assertNotIn("blue", self.editor.screen.text.replace('"blue"', ""))
        self.editor.type(click(*self.place("-- ▾")))
        self.see("6 green left False word 0 ['two']", click(*self.place("] two")))
        self.see("6 green left False word 0 ['two', 'one']", click(*self.place("] one")))

    def test_a_text_is_taken_when_another_place_is_clicked(self):
        self.editor.type(click(*self.place("[word]")) + b"s and more")
        self.assertIn("TYPING", self.editor.screen.text)
        self.see("6 red left False words and more", click(0, 60))
        self.assertIn("NORMAL", self.editor.screen.text)


if __name__ == "__main__":
    unittest.main()
