"""A language server, here lsp_fake.py, sees the notebook as one file, and what it says comes back to the cells."""
import unittest
from pathlib import Path

from terminal import PYTHON, Case, notebook

SERVER = f"{PYTHON}\\ {Path(__file__).with_name('lsp_fake.py')}"


class LanguageServer(Case):
    def start(self, *cells, server=SERVER):
        terminal = self.open(notebook(*cells))
        terminal.type(f":set lsp={server}<CR>")
        return terminal

    def test_what_it_finds_is_shown_at_its_cell_and_goes_with_its_cause(self):
        terminal = self.start("b = a\nbad = 1", "'é𝄞'; bad = 2\na = 1")
        terminal.send("]e")
        terminal.until("bad at unit")
        terminal.send("G]e")
        terminal.until("bad at unit")
        terminal.type("gg")
        terminal.send("j")
        terminal.until("bad at unit 0")
        terminal.send("Gk")
        terminal.until("bad at unit 7")
        terminal.send("k:%s/bad/good/<CR>")
        terminal.until(lambda screen: "bad" not in screen.text)

    def test_it_is_a_source_of_completion_in_the_order_of_the_cells(self):
        terminal = self.start("bad = a", "a = 1")  # for the server the second comes first
        terminal.send("gg")
        terminal.until("bad at unit 0")
        terminal.send("oqq\x00")
        terminal.until("qqline3at2")
        self.assertIn("qqline3at2", terminal.type("<Tab>").text)

    def test_its_help_is_shown_if_the_interpreter_cannot_be_asked(self):
        self.path = self.write("nb.py", notebook("bad = 1"))
        terminal = self.terminal("nb.py", "--python", "/none")
        terminal.quiet()
        terminal.type(f":set lsp={SERVER}<CR>")
        terminal.send("gg")
        terminal.until("bad at unit 0")
        terminal.send("K")
        terminal.until("said by the server")

    def test_its_end_is_told_once_and_a_command_starts_it_anew(self):
        terminal = self.start("bad = 1")
        terminal.send("gg")
        terminal.until("bad at unit 0")
        terminal.send("odie")
        terminal.until("has ended; :lsp starts it")
        self.assertNotIn("bad at unit", terminal.type("<Esc>k").text)
        terminal.type("jdd:lsp<CR>")
        terminal.until("bad at unit 0")
        self.assertEqual(terminal.type(":messages<CR>").text.count("has ended"), 1)

    def test_what_is_no_server_is_told(self):
        terminal = self.start("1", server="/no/such/program")
        terminal.until("language server does not start")
        terminal.type(":set lsp=/bin/echo\\ nonsense<CR>")
        terminal.until("has ended")
        terminal.type(":set lsp=<CR>")
        self.assertIn("no language server is named", terminal.type(":lsp<CR>").text)

    def test_a_file_that_comes_with_the_notebook_names_none(self):
        self.write("tarnrc", f"set lsp={SERVER}\n")
        self.write("pyproject.toml", "[tool.tarn]\nlsp = 'x'\n[tool.marimo]\nlsp = 'x'\n")
        terminal = self.open(notebook("1"))
        self.assertIn("lsp=\n", terminal.type(":set lsp?<CR>").text + "\n")


if __name__ == "__main__":
    unittest.main()
