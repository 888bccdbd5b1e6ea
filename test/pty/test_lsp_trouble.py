"""Language servers that end, rave, or are none: told once, and in nobody's way."""
import unittest

from lsp_case import FAKE, LanguageServer
from terminal import notebook, processes_of


class Trouble(LanguageServer):
    def test_one_that_ends_is_started_again_so_many_times(self):
        terminal = self.start("bad = 1")
        terminal.send("gg")
        terminal.until("bad at unit 0")
        terminal.send("odie")
        terminal.until("has ended, and is started again")
        terminal.until("has ended; :lsp starts it")
        self.assertNotIn("bad at unit", terminal.type("<Esc>k").text)
        terminal.type("jdd:lsp<CR>")
        terminal.until("bad at unit 0")
        self.assertEqual(terminal.type(":messages<CR>").text.count("has ended"), 2)

    def test_it_is_back_by_itself(self):
        terminal = self.start("bad = 1")
        terminal.send("gg")
        terminal.until("bad at unit 0")
        terminal.send("odie")
        terminal.until("is started again")  # a key may take the message away
        terminal.type("<Esc>dd")
        terminal.until("bad at unit 0")

    def test_one_that_does_not_answer_delays_nothing(self):
        terminal = self.ready("def f(inner):\n    return inner", options="\\ --hang\\ textDocument/definition")
        terminal.send("j$gd")
        self.assertIn("typed", terminal.type("otyped<Esc>").text)
        terminal.until("does not answer")
        terminal.send(":q!<CR>")
        self.assertEqual(terminal.exit_status(), 0)

    def test_one_that_raves_is_given_up(self):
        for word in ("flood", "rubbish"):
            with self.subTest(word):
                terminal = self.ready("x = 1")
                terminal.send(f"o{word}")
                terminal.until("does not stop talking" if word == "flood" else "says what is no message")
                self.assertIn("typed", terminal.type(" typed").text)
                terminal.send("<Esc>:q!<CR>")
                self.assertEqual(terminal.exit_status(), 0)

    def test_none_outlives_the_editor(self):
        terminal = self.ready("x = 1", options="\\ --hang\\ textDocument/hover")
        terminal.send(":q!<CR>")
        terminal.exit_status()
        self.assertEqual([name for _, name in processes_of(self.folder) if "python" in name], [])

    def test_what_is_no_server_is_told(self):
        terminal = self.start("1", server="/no/such/program")
        terminal.until("language server does not start")
        terminal.type(":set lsp=/bin/echo\\ nonsense<CR>")
        terminal.until("echo nonsense")
        terminal.type(":set lsp=<CR>")
        self.assertIn("no language server is named", terminal.type(":lsp<CR>").text)

    def test_a_file_that_comes_with_the_notebook_names_none(self):
        self.write("tarnrc", f"set lsp={FAKE}\n")
        self.write("pyproject.toml", "[tool.tarn]\nlsp = 'x'\n[tool.marimo]\nlsp = 'x'\n")
        terminal = self.open(notebook("1"))
        self.assertIn("lsp=\n", terminal.type(":set lsp?<CR>").text + "\n")


if __name__ == "__main__":
    unittest.main()
