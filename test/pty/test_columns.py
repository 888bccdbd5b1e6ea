"""Columns side by side: the mouse in them, and what is in the file when they have changed."""
import unittest

from terminal import Case
from test_fingers import click, mouse

WHEEL_UP, WHEEL_DOWN = 64, 65


def columns(*names: str, cells=2, lines=1, head="app = marimo.App(width=\"columns\")") -> str:
    """As marimo writes it: columns of cells, each of which defines as many names as it has lines."""
    text = f"import marimo\n\n__generated_with = \"0.25.2\"\n{head}\n"
    for column, name in enumerate(names):
        for cell in range(cells):
            arguments = f"(column={column})" if cell == 0 and len(names) > 1 else ""
            code = "".join(f"    {name}{cell}_{line} = 0\n" for line in range(lines))
            text += f"\n\n@app.cell{arguments}\ndef _():\n{code}    return\n"
    return text + "\n\nif __name__ == \"__main__\":\n    app.run()\n"


class Columns(Case):
    def show(self, text: str, *arguments, size=(24, 120)):
        self.editor = self.open(text, "--python", "/none", *arguments, size=size)
        return self.editor.screen

    def place(self, text: str) -> tuple:
        for row, line in enumerate(self.editor.screen.rows):
            if text in line:
                return row, line.index(text)
        self.fail(f"no {text!r} in\n{self.editor.screen.text}")

    def saved(self) -> str:
        self.editor.type("<Esc>:w<CR>")
        return (self.folder / "nb.py").read_text()

    def test_a_click_leads_into_a_column(self):
        self.show(columns("a", "b", "c"))
        self.editor.type(click(*self.place("b1_0")))
        self.assertTrue(self.editor.screen.at_cursor.startswith("b1_0"))
        self.editor.type("x")
        self.assertIn(" 1_0 = 0", self.editor.screen.text)

    def test_a_click_on_a_head_does_too(self):
        self.show(columns("a", "b", "c"))
        self.editor.type(click(*self.place("column 2 of 3")))
        self.assertTrue(self.editor.screen.at_cursor.startswith("b0_0"))

    def test_the_wheel_scrolls_what_it_is_over(self):
        self.show(columns("a", "b", lines=40))
        self.editor.type(mouse(WHEEL_DOWN, 10, 80) * 3)
        self.place("a0_0")
        self.assertNotIn("b0_0 ", self.editor.screen.text)
        self.assertTrue(self.editor.screen.at_cursor.startswith("a0_0"))
        self.editor.type(mouse(WHEEL_UP, 10, 80) * 3 + mouse(WHEEL_DOWN, 10, 10) * 3)
        self.place("b0_0")
        self.assertNotIn("a0_0 ", self.editor.screen.text)

    def test_two_clicks_below_a_column_make_a_cell_there(self):
        self.show(columns("a", "b"))
        below = (15, 80)
        self.editor.type(click(*below) + click(*below))
        self.editor.type("inew = 1")
        self.assertEqual(self.saved(), columns("a", "b").replace(
            "    b1_0 = 0\n    return\n", "    b1_0 = 0\n    return\n\n\n@app.cell\ndef _():\n    new = 1\n    return\n"))

    def test_a_column_that_moves_is_saved_as_marimo_does(self):
        self.show(columns("a", "b", "c"))
        self.editor.type("<C-w>L")
        self.assertEqual(self.saved(), columns("b", "a", "c"))
        self.editor.type("u")
        self.assertEqual(self.saved(), columns("a", "b", "c"))

    def test_a_file_that_does_not_change_is_what_it_was(self):
        text = columns("a", "b", "c").replace("column=1", "column=3").replace("column=2", "column=7")
        self.show(text)
        self.editor.type("ix<Esc>u")
        self.assertEqual(self.saved(), text)

    def test_what_comes_from_the_file_is_a_column(self):
        self.show(columns("a", "b"))
        (self.folder / "nb.py").write_text(columns("a", "b", "c"))
        self.editor.until("column 1 of 3")
        self.editor.type("gldac")
        self.assertEqual(self.saved(), columns("a", "b", "c").replace(
            "@app.cell(column=1)\ndef _():\n    b0_0 = 0\n    return\n\n\n@app.cell\n", "@app.cell(column=1)\n"))


if __name__ == "__main__":
    unittest.main()
