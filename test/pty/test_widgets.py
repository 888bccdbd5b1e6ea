"""Elements of mo.ui in a real terminal: a key moves them, and what reads them is repainted."""
import unittest

from terminal import Case, notebook

SLIDER = "import marimo as mo\nsize = mo.ui.slider(0, 10, value=3)\nsize"


class Widgets(Case):
    def test_a_slider_that_moves_repaints_what_reads_it_and_nothing_else(self):
        terminal = self.open(notebook(SLIDER, "size.value * 100", "import os\nos.getpid()"))
        terminal.type(":run all<CR>")
        before = terminal.type("gg]w")
        self.assertIn("300", before.text)
        self.assertIn("WIDGET", before.text)
        after = terminal.type("2l")
        self.assertIn("500", after.text)
        changed = [row for row, (old, new) in enumerate(zip(before.rows, after.rows)) if old != new]
        moved = [row for row in changed if "●" in after.rows[row] or "500" in after.rows[row]]
        times = [row for row in changed if "size.value" in after.rows[row]]  # how long the reader took
        self.assertEqual(sorted(set(moved + times)), changed)
        self.assertIn("NORMAL", terminal.type("<Esc>").text)

    def test_lazily_what_reads_it_becomes_stale(self):
        terminal = self.open(notebook(SLIDER, "size.value * 100"), "--lazy")
        terminal.type(":run all<CR>")
        after = terminal.type("gg]w2l")
        self.assertIn(" 5", next(row for row in after.rows if "●─" in row))
        self.assertIn("300", after.text)
        self.assertIn("stale", after.text)
        self.assertIn("500", terminal.type("<Esc>:run stale<CR>").text)

    def test_a_restart_leaves_no_element_that_can_be_operated(self):
        terminal = self.open(notebook(SLIDER))
        terminal.type(":run all<CR>")
        terminal.type(":restart<CR>")
        after = terminal.type("gg]wl")
        self.assertIn("run cell 1 first", after.text)
        self.assertIn("●", after.text)


if __name__ == "__main__":
    unittest.main()
