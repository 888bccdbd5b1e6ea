"""The mouse alone: nothing moves under it, and what was begun by it or by keys is not lost."""
import unittest

from terminal import PYTHON, Case, notebook
from test_fingers import click, drag, mouse


def hiding(*cells: str) -> str:
    """The first of them hides its code."""
    return notebook(*cells).replace("@app.cell\n", "@app.cell(hide_code=True)\n", 1)


class Pointer(Case):
    def show(self, text: str, *arguments, **options):
        self.editor = self.open(text, *(arguments or ("--keymap", "plain", "--python", "/none")), **options)

    def place(self, text: str, further=0) -> tuple:
        """Where it is on the screen."""
        for row, line in enumerate(self.editor.screen.rows):
            if text in line:
                return row, line.index(text) + further
        self.fail(f"no {text!r} in\n{self.editor.screen.text}")


class Held(Pointer):
    """A cell whose code is hidden shows it while the cursor is there."""

    def setUp(self):
        super().setUp()
        self.show(hiding("\n".join(f"hidden{i} = {i}" for i in range(6)), "one two three\nfour five six\nseven eight"))
        self.assertIn("hidden5", self.editor.screen.text)

    def test_what_is_dragged_over_below_an_open_cell_is_selected(self):
        at = self.place("five")
        screen = self.editor.type(drag(at, (at[0], at[1] + 4)))
        self.assertIn("SELECT", screen.text)
        self.assertEqual(self.place("five"), at)
        screen = self.editor.type("Y")
        self.assertIn("four Y six", screen.text)
        self.assertEqual(self.place("four Y six"), (at[0], at[1] - 5))

    def test_a_double_click_takes_the_word_under_it(self):
        self.editor.type(click(*self.place("five")) * 2)
        self.assertIn("four Y six", self.editor.type("Y").text)
        self.editor.type(click(*self.place("eight")))
        self.editor.type(click(*self.place("eight")))
        self.assertIn("hidden5", self.editor.screen.text)

    def test_a_key_that_goes_to_another_cell_closes_it(self):
        self.editor.type(click(*self.place("five")))
        self.assertIn("hidden5", self.editor.screen.text)
        self.editor.type("<Up><Up>")
        self.editor.type("<Down><Down>")
        self.assertNotIn("hidden5", self.editor.screen.text)

    def test_dragging_over_a_hidden_cell_opens_it_when_the_button_is_up(self):
        self.editor.type("<Down>" * 7)
        self.assertNotIn("hidden5", self.editor.screen.text)
        start, end = self.place("five"), self.place("code hidden")
        screen = self.editor.type(mouse(0, *start) + mouse(32, *end))
        self.assertNotIn("hidden5", screen.text)
        self.assertEqual(self.place("five"), start)
        self.assertIn("hidden5", self.editor.type(mouse(0, *end, "m")).text)

    def test_an_element_stays_under_the_pointer_when_the_code_of_its_cell_is_hidden(self):
        text = notebook("s = mo.ui.slider(0, 30, value=6)\ns", "import marimo as mo", "print('v', s.value)")
        self.show(text.replace("@app.cell\n", "@app.cell(hide_code=True)\n", 1), "--python", PYTHON)
        self.editor.type(":run all<CR>")
        self.editor.until("v 6")
        self.editor.type(click(*self.place("import")))
        self.editor.type("j")
        at = self.place("●──")
        self.editor.type(mouse(0, at[0], at[1] + 5))
        self.assertEqual(self.place("●──")[0], at[0])
        self.editor.type(mouse(0, at[0], at[1] + 5, "m") + b"l")
        self.assertEqual(self.place("●──")[0], at[0])
        self.editor.type("<Esc>")
        self.assertIn("mo.ui.slider", self.editor.screen.text)


LONG = "x = '" + " ".join(f"w{i}" for i in range(120)) + "'"
PAGE = 'mo.md("""' + "\n\n".join(f"line {i}." for i in range(50)) + '""")'
SLIDER = "s = mo.ui.slider(0, 30, value=6)\ns"
UP, DOWN = mouse(64, 8, 30), mouse(65, 8, 30)


class Wheel(Pointer):
    """What it leads to stays in sight until a key moves the cursor, or types."""

    def test_it_passes_a_line_of_many_rows_that_the_cursor_is_on(self):
        self.show(notebook(LONG, "\n".join(f"y{i} = {i}" for i in range(20))), size=(12, 40))
        self.editor.type(click(*self.place("w1 ")))
        for _ in range(12):
            screen = self.editor.type(DOWN)
        self.assertNotIn("w1", screen.text)
        self.assertIn("y19", screen.text)
        self.assertIn("w1 ", self.editor.type(UP * 20).text)

    def test_it_shows_the_end_of_what_the_last_cell_shows_and_a_place_below(self):
        self.show(notebook("import marimo as mo", PAGE))
        self.editor.type(DOWN * 60)
        row = self.place("┊ line 49.")[0]
        self.assertIn("cell 3/3", self.editor.type(click(row + 1, 30) * 2).text)

    def test_a_key_that_moves_or_types_brings_the_cursor_back(self):
        for key in ("<Up>", "!"):
            self.show(notebook("import marimo as mo", PAGE))
            screen = self.editor.type(DOWN * 60)
            self.assertFalse(screen.visible)
            self.assertEqual(self.editor.type("<C-k>").rows[0], screen.rows[0])
            self.editor.type("<Esc>")
            self.assertTrue(self.editor.type(key).visible)

    def widget(self, start):
        start(notebook("import marimo as mo", SLIDER, PAGE))
        self.editor.until("●")
        self.editor.type(click(*self.place("●", 3)))
        self.assertIn("WIDGET", self.editor.screen.text)
        screen = self.editor.type(DOWN * 30)
        self.assertIn("line 49.", screen.text)
        screen = self.editor.type(UP)
        self.assertNotIn("●", screen.text)
        self.assertIn("●", self.editor.type("l").text)

    def test_a_widget_that_was_clicked_does_not_hold_it(self):
        def edit(text):
            self.show(text, "--python", PYTHON)
            self.editor.type(":run all<CR>")
        self.widget(edit)

    def test_a_widget_of_an_app_does_not_hold_it(self):
        def run(text):
            self.write("nb.py", text)
            self.editor = self.terminal("run", "--python", PYTHON, "nb.py")
        self.widget(run)


class Begun(Pointer):
    """A press ends what keys have begun, and takes what was typed."""

    def test_keys_that_wait_for_more_are_given_up(self):
        self.show(notebook("one two", "three"))
        for row in (self.place("two")[0], 18, 22):  # text, below the last cell, the status line
            self.editor.type(b"\x0b")
            self.editor.type(click(row, 20))
            if row == 22:
                self.editor.type("<Esc>")
            screen = self.editor.type("d")
            self.assertIn("/2", screen.text)
            self.assertNotIn("<C-k>", screen.text)

    def typed(self, *places):
        for place in places:
            with self.subTest(place=place):
                self.editor.type(click(*self.place("[wo")) + b"!")
                self.assertIn("TYPING", self.editor.screen.text)
                self.editor.type(click(*place))
                self.editor.type("<Esc>")
                self.editor.until(lambda screen: "word!" in screen.text.split("TYPING")[0])
                self.editor.type(click(*self.place("[word!")) + b"\x7f")
                self.editor.type("<CR><Esc>")
                self.editor.until("[word]")

    def test_what_is_typed_into_a_widget_is_taken_wherever_else_one_clicks(self):
        self.show(notebook("import marimo as mo", "t = mo.ui.text(value='word')\nt"), "--python", PYTHON)
        self.editor.type(":run all<CR>")
        self.editor.until("[word")
        self.typed((18, 30), (22, 30))

    def test_and_in_an_app(self):
        self.write("nb.py", notebook("import marimo as mo", "t = mo.ui.text(value='word')\nt"))
        self.editor = self.terminal("run", "--python", PYTHON, "nb.py")
        self.editor.until("[word")
        self.typed((18, 30), (22, 30))


class Selected(Pointer):
    """What is dragged over is what the palette's commands work on."""

    def pick(self, name: str):
        self.editor.type(click(22, 3))
        self.editor.type(name)
        self.editor.type(click(self.place(f"│ {name}  ")[0], 30))

    def select(self, keymap: str):
        self.show(notebook("one two three", "four"), "--keymap", keymap, "--python", "/none")
        at = self.place("two")
        self.editor.type(drag(at, (at[0], at[1] + (3 if keymap == "plain" else 2))))

    def test_copied_and_cut_without_modes(self):
        self.select("plain")
        self.pick("copy-text")
        self.assertIn("SELECT", self.editor.screen.text)
        self.editor.type(click(*self.place("four")) + b"\x16")
        self.assertIn("twofour", self.editor.screen.text)
        self.select("plain")
        self.pick("cut-text")
        self.assertIn("one  three", self.editor.screen.text)

    def test_yanked_and_deleted_in_visual_mode(self):
        self.select("vim")
        self.pick("yank")
        self.assertIn("NORMAL", self.editor.screen.text)
        self.editor.type(click(*self.place("four")) + b"P")
        self.assertIn("twofour", self.editor.screen.text)
        self.select("vim")
        self.pick("delete")
        self.assertIn("one  three", self.editor.screen.text)

    def test_who_picks_nothing_still_has_it(self):
        for keymap, word in (("plain", "SELECT"), ("vim", "VISUAL")):
            self.select(keymap)
            self.editor.type(click(22, 3) + click(1, 1))
            self.assertIn(word, self.editor.screen.text)
            self.assertIn("one ! three", self.editor.type("!" if keymap == "plain" else "c!").text)

    def test_nor_does_the_cursor_move_behind_the_end_of_a_line(self):
        self.show(notebook("one", "two"))
        self.editor.type(click(self.place("one")[0], 60) + click(22, 3) + click(1, 1))
        self.assertIn("one!", self.editor.type("!").text)

    def test_a_click_into_the_box_of_lines_goes_there_and_not_below(self):
        self.show(notebook("import marimo as mo", "t = mo.ui.text_area(value='wo 湖x\\nlast')\nt", "print('v', repr(t.value))"),
                  "--python", PYTHON, size=(40, 100))
        self.editor.type(":run all<CR>")
        self.editor.until("v 'wo")
        self.editor.type(click(*self.place("│ wo 湖x", 3)))
        self.assertIn("TYPING", self.editor.screen.text)
        row, column = self.place("│ wo 湖x")
        self.editor.type(click(row, column + 7) + b"!")
        self.editor.type(click(row + 1, column + 60) + b"?")
        self.editor.type(click(row + 2, column + 60) * 2)
        self.assertNotIn("    4   ╭", self.editor.screen.text)
        self.editor.type("<Esc>")
        self.editor.until("v 'wo 湖!x\\nlast?'")


class Dragged(Pointer):
    def test_over_what_its_cell_shows_it_ends_where_the_code_does(self):
        self.show(notebook("import marimo as mo", 'mo.md("""aa bb\n\ncc dd""")'))
        start = self.place("bb")
        self.editor.type(drag(start, (self.place("┊ cc dd")[0], 14)))
        self.assertIn('"""aa Y', self.editor.type("Y").text)
        self.assertEqual(self.editor.screen.text.count("cc dd"), 1)  # what came of it before

    def test_within_the_first_row_it_stays_there(self):
        self.show(notebook("\n".join(f"one{i} two{i} three{i}" for i in range(40))))
        self.editor.type(DOWN)
        row, column = self.place("two")
        self.assertEqual(row, 0)
        first = self.editor.screen.rows[0].split()[-1]
        self.editor.type(mouse(0, 0, column) + mouse(32, 0, column + 1) + mouse(32, 0, column + 3) + mouse(0, 0, column + 3, "m"))
        self.assertIn(first, self.editor.screen.rows[0])
        self.assertIn("Y", self.editor.type("Y").rows[0])

    def test_by_words_and_by_lines(self):
        for keymap, end in (("plain", ""), ("vim", "c")):
            self.show(notebook("one two three four\nfive\nsix"), "--keymap", keymap, "--python", "/none")
            row, column = self.place("two")
            there = click(row, column + 1)
            self.editor.type(there + mouse(0, row, column + 1) + mouse(32, row, column + 6) + mouse(0, row, column + 6, "m"))
            self.assertIn("one Y four", self.editor.type(end + "Y").text)
            self.editor.type(b"\x1a" if keymap == "plain" else "<Esc>u")
            row, column = self.place("three")
            there = click(row, column + 1)
            self.editor.type(there + mouse(0, row, column + 1) + mouse(32, row, column - 3) + mouse(0, row, column - 3, "m"))
            self.assertIn("one Y four", self.editor.type(end + "Y").text)
            self.editor.type(b"\x1a" if keymap == "plain" else "<Esc>u")
            row, column = self.place("five")
            there = click(row, column + 1)
            self.editor.type(there * 2 + mouse(0, row, column + 1) + mouse(32, row - 1, column + 3) + mouse(0, row - 1, column + 3, "m"))
            screen = self.editor.type(end + "Y")
            self.assertNotIn("five", screen.text)
            self.assertNotIn("one", screen.text)
            self.assertIn("six", screen.text)


class Signs(Pointer):
    def test_the_right_button_beside_code_shows_the_menu_of_the_cell(self):
        self.show(notebook("one\ntwo", "three"))
        row, column = self.place("two")
        for at in (column - 2, column - 5):
            self.assertIn("╭─ cell", self.editor.type(click(row, at, button=2)).text)
            self.assertNotIn("╭─ cell", self.editor.type("<Esc>").text)

    def test_a_cell_is_run_once_by_two_clicks_and_not_again_while_it_runs(self):
        slow = "import os, time\nopen('ran', 'a').write('x')\nwhile not os.path.exists('go'):\n    time.sleep(0.01)"
        self.show(notebook(slow, "print('la' + 'st')"), "--python", PYTHON)
        row, column = self.place("import os")
        self.editor.send(click(row, column - 4) * 2)
        self.editor.until(lambda screen: "running" in screen.rows[0] and (self.folder / "ran").exists())
        self.editor.send(click(row, column - 4))
        self.editor.until("cell 1 runs already")
        self.editor.send(click(self.place("print(")[0], column - 4))
        self.write("go")
        self.editor.until("last")
        self.assertEqual((self.folder / "ran").read_text(), "x")


if __name__ == "__main__":
    unittest.main()
