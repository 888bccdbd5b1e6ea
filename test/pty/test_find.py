"""Searching and copying in pages and panels, which have no cursor."""
import unittest

from terminal import Case, notebook

CELLS = notebook("a = b", "c = d", "e = f")


class Pages(Case):
    def first(self, screen):
        return screen.rows[0]

    def test_a_search_is_shown_while_it_is_typed_and_counted(self):
        terminal = self.open_without_python(CELLS)
        terminal.type(":help keys<CR>")
        screen = terminal.type("/scratch-cl")
        self.assertRegex(self.first(screen), r"match 1 of [12]\b")
        self.assertIn("scratch-cl", screen.at_cursor if screen.rows[23][0] != "/" else screen.text)
        self.assertNotRegex(self.first(terminal.type("<Esc>")), "match")
        screen = terminal.type("/in a table<BS><BS><BS>panel:<CR>")
        self.assertIn("Pattern not found", screen.rows[23])

    def test_n_and_N_go_round(self):
        terminal = self.open_without_python(CELLS)
        terminal.type(":help options<CR>")
        total = int(self.first(terminal.type("/tab<CR>")).split(" of ")[1].split()[0])
        self.assertGreater(total, 2)
        self.assertIn(f"match 2 of {total}", self.first(terminal.type("n")))
        self.assertIn(f"match {total} of {total}", self.first(terminal.type("NN")))
        self.assertIn(f"match 1 of {total}", self.first(terminal.type("n")))
        self.assertIn("nb.py", terminal.type("q").text)
        self.assertEqual(self.path.read_text().count("@app.cell"), 3)

    def test_lines_are_selected_and_copied(self):
        terminal = self.open_without_python(CELLS)
        terminal.type(":set all<CR>/autoindent<CR>")
        self.assertIn("copied", terminal.type("y").rows[23])
        terminal.type("Vjjy")
        self.assertIn("autoindent", terminal.type("qo<Esc>P").text)
        self.assertIn("cell 1/3", terminal.screen.text)

    def test_other_keymaps_have_their_keys(self):
        terminal = self.open(CELLS, "--python", "/none", "--keymap", "plain")
        terminal.type("\x1bOP")
        screen = terminal.type("\x06select")
        self.assertRegex(self.first(screen), r"match 1 of \d+")
        terminal.type("<CR>")
        self.assertRegex(self.first(terminal.type("\x1bOR")), r"match 2 of \d+")
        terminal.type(b"\x1b[1;2B\x1b[1;2B")
        self.assertIn("copied", terminal.type("\x03").rows[23])
        terminal = self.open(CELLS, "--python", "/none", "--keymap", "emacs")
        terminal.type("\x1bOP")
        self.assertRegex(self.first(terminal.type("\x13select\x13")), r"match 2 of \d+")


class Panels(Case):
    def test_rows_are_found_and_copied(self):
        terminal = self.open(CELLS, size=(40, 120))
        terminal.type(":panel errors<CR>:run all<CR>")
        terminal.until("NameError")
        terminal.type("<C-w>w")
        screen = terminal.type("/'f'")
        self.assertIn("match 1 of 1", screen.rows[0])
        terminal.type("<CR>y<C-w>w")
        self.assertIn("3:1", terminal.type("GP").text)
        self.assertIn("name 'f' is not defined", terminal.screen.text)

    def test_several_rows_are_selected_and_escape_ends_only_that(self):
        terminal = self.open(CELLS, size=(40, 120))
        terminal.type(":panel errors<CR>:run all<CR>")
        terminal.until("NameError")
        terminal.type("<C-w>wVj<Esc>")
        self.assertIn("PANEL", terminal.screen.text)
        self.assertIn("copied", terminal.type("gVjjy").rows[39])
        terminal.type("/'d'<Esc>")
        self.assertNotIn("match", terminal.screen.rows[0])


if __name__ == "__main__":
    unittest.main()
