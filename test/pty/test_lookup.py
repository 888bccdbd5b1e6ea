"""What could be typed, and what a name is, asked of a real interpreter; and what is known while that is busy."""
import unittest

from terminal import Case, notebook

CODE = "class Field:\n    def harvest(self, year):\n        'What there is.'\nfield = Field()"
LOOP = "print('begun', flush=True)\nwhile True:\n    pass"


class Lookup(Case):
    def test_the_interpreter_tells_attributes_and_the_chosen_one_is_typed(self):
        terminal = self.open(notebook(CODE, "1"))
        terminal.type(":run all<CR>")
        terminal.type("Gofield.ha\x00")
        terminal.until("function (year)")
        screen = terminal.type("<Tab>")
        self.assertIn("field.harvest", screen.text)
        self.assertNotIn("function (year)", screen.text)

    def test_it_opens_while_typing_if_marimo_would(self):
        self.write(".marimo.toml", "[completion]\nactivate_on_typing = true\nsignature_hint_on_typing = true\n")
        terminal = self.open(notebook(CODE, "1"))
        terminal.type(":run all<CR>")
        terminal.type("Gofield.")
        terminal.until("function (year)")
        terminal.type("harvest(")
        terminal.until("│ harvest(year)")

    def test_while_a_cell_runs_the_cells_are_known_and_nothing_waits(self):
        terminal = self.open(notebook(CODE, LOOP, "1"))
        terminal.send(":run all<CR>")
        terminal.until("› begun")
        terminal.send("Gofi\x00")
        terminal.until("defined in cell 1")
        terminal.send("<Esc>ggjwK")
        terminal.until("interpreter is busy")
        terminal.send("q<C-c>")
        terminal.until("KeyboardInterrupt")

    def test_help_names_type_and_documentation(self):
        terminal = self.open(notebook(CODE + "\nfield.harvest", "field"))
        terminal.type(":run all<CR>")
        terminal.type("G0K")
        terminal.until("field: Field")
        terminal.until("defined in cell 1, used in cell 2")
        terminal.type("qgg4jwwK")
        terminal.until("What there is.")

    def test_help_that_comes_behind_another_key_is_given_up(self):
        terminal = self.open(notebook(CODE + "\nfield.harvest", "field"))
        terminal.type(":run all<CR>")
        terminal.send("gg3jKGofield.ha\x00")  # answers come in the order of the questions
        screen = terminal.until("function (year)")
        self.assertIn("INSERT", screen.text)
        self.assertNotIn("q closes", screen.text)


if __name__ == "__main__":
    unittest.main()
