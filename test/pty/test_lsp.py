"""Language servers, here lsp_fake.py, see the notebook as one file, and what they say comes back to the cells."""
import unittest
from pathlib import Path

from lsp_case import FAKE, LanguageServer
from terminal import notebook


class Findings(LanguageServer):
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

    def test_what_is_no_mistake_in_a_notebook_is_not_shown(self):
        terminal = self.ready("gap", "hint = 1\nshown", "shown\nx = 1")
        screen = terminal.type("<Space>E")
        self.assertEqual(screen.text.count("useless"), 1)
        self.assertIn("3:1  useless", screen.text)
        self.assertNotIn("a gap", screen.text)
        self.assertNotIn("a hint", screen.text)

    def test_what_it_has_not_looked_at_yet_is_not_shown(self):
        terminal = self.ready("x = 1\nbad = 2\nbad = 3")
        terminal.type("O'silence'<Esc>jj")
        screen = terminal.until("line 3: bad at unit 0")
        self.assertIn("line 4: bad at unit 0", screen.text)
        terminal.type("A + 1<Esc>")
        terminal.until(lambda screen: "line 3:" not in screen.text)
        self.assertIn("line 4: bad at unit 0", terminal.screen.text)

    def test_two_servers_speak_of_the_same_text(self):
        terminal = self.start("bad = 1", server=f"{FAKE};{FAKE}\\ --units\\ utf-8")
        terminal.send("gg")
        terminal.until(lambda screen: screen.text.count("bad at unit 0") == 2)

    def test_it_counts_as_it_wants_and_keeps_the_text_by_changes(self):
        for units in ("utf-8", "utf-16", "utf-32", "utf-16\\ --full"):
            with self.subTest(units):
                kept = self.folder / "kept"
                terminal = self.ready("x = 'é𝄞e\u0301'", "y = x", options=f"\\ --units\\ {units}\\ --keep\\ {kept}")
                terminal.type("A # 𝄞\u0301<Esc>jo# é\nz = 'é'<Esc>ggx:%s/é/ä/g<CR>uudacu")
                terminal.type("GAbad<Esc>:%s/𝄞//<CR>Go'é𝄞'; bad<Esc>")
                terminal.until("bad at unit " + {"utf-8": "10", "utf-16": "7", "utf-32": "6"}[units[:6].strip("\\")])
                terminal.type(":w<CR>")
                cells = [cell.split("return")[0] for cell in (self.folder / "nb.py").read_text().split("@app.cell\n")[1:]]
                codes = ["\n".join(line[4:] for line in cell.rstrip().split("\n")[1:]) for cell in cells]
                self.assertEqual(sorted(kept.read_text().split("\n\n")), sorted([*codes, ""]))
                terminal.send(":q!<CR>")
                terminal.exit_status()


class Lookups(LanguageServer):
    def test_it_is_a_source_of_completion_in_the_order_of_the_cells(self):
        terminal = self.start("bad = a", "a = 1")  # for the server the second comes first
        terminal.send("gg")
        terminal.until("bad at unit 0")
        terminal.send("oqq\x00")
        terminal.until("qqline3at2")
        self.assertNotIn("more of", terminal.screen.text)  # it is asked for when somebody looks at it
        terminal.send("\x1b[B")
        terminal.until("more of qqline3at2")
        self.assertIn("qqline3at2", terminal.type("<Tab>").text)

    def test_its_help_is_shown_if_the_interpreter_cannot_be_asked(self):
        self.path = self.write("nb.py", notebook("bad = 1"))
        terminal = self.terminal("nb.py", "--python", "/none")
        terminal.quiet()
        terminal.type(f":set lsp={FAKE}<CR>")
        terminal.send("gg")
        terminal.until("bad at unit 0")
        terminal.send("K")
        terminal.until("said by the server")
        terminal.type("q:set signature<CR>")
        terminal.send("of(")
        terminal.until("called(by, the, server)")

    def test_what_the_interpreter_does_not_know_it_is_asked(self):
        terminal = self.ready("def outer(inner):\n    return inner")
        terminal.type("gg<Space>r")
        terminal.send("wwK")
        terminal.until("said by the server")


class Places(LanguageServer):
    def test_where_a_name_is_that_no_cell_defines(self):
        terminal = self.ready("x = 1", "def outer(inner):\n    return inner")
        terminal.type("jj")
        terminal.send("$gd")
        terminal.until(lambda screen: screen.at_cursor.startswith("inner):"))

    def test_the_cells_are_asked_first(self):
        log = self.folder / "kept"
        terminal = self.ready("y = x", "x = 1", options=f"\\ --keep\\ {log}")
        terminal.type("$gd")
        self.assertTrue(terminal.screen.at_cursor.startswith("x = 1"))
        self.assertNotIn("definition", Path(f"{log}.log").read_text())
        terminal.send("gdgrgdjgA")  # there it is: what does a server say?
        terminal.until("what can be done")
        self.assertIn("definition", Path(f"{log}.log").read_text())

    def test_another_file_is_looked_at(self):
        self.write("lib.py", "#\n" * 600 + "def lib_name(): pass\n" + "#\n" * 9)
        terminal = self.ready("print(1).lib_name")
        terminal.send("$gd")
        screen = terminal.until("lib.py")
        self.assertIn("→  601  def lib_name(): pass", screen.text)

    def test_several_places_are_a_list(self):
        terminal = self.ready("def f(many):\n    pass\n\ndef g(many):\n    return many")
        terminal.send("4j$gd")
        terminal.until("definitions")
        terminal.until("cell 1:4")
        terminal.type("<C-n><CR>")
        self.assertTrue(terminal.screen.at_cursor.startswith("many):"))

    def test_references_are_a_list_to_step_through(self):
        terminal = self.ready("def f(inner):\n    return inner", "def g(inner):\n    return inner")
        terminal.send("j$gr")
        screen = terminal.until("references")
        self.assertEqual(screen.text.count("return inner"), 4)
        terminal.type("]q")
        self.assertIn("(2 of 4)", terminal.screen.text)
        self.assertTrue(terminal.screen.at_cursor.startswith("inner"))

    def test_what_nobody_knows_is_said(self):
        terminal = self.start("def f(x):\n    return x")
        self.assertIn("no language server is named", terminal.type(":set lsp=<CR>:codeaction<CR>").text)
        self.assertIn("no cell defines x", terminal.type("j$gd").text)

    def test_a_question_is_cancelled_by_the_next(self):
        log = self.folder / "kept"
        terminal = self.ready("def f(inner):\n    return inner",
                              options=f"\\ --keep\\ {log}\\ --hang\\ textDocument/references")
        terminal.type("j$gr")
        terminal.send("gd")
        terminal.until(lambda screen: screen.at_cursor.startswith("inner):"))
        self.assertIn("$/cancelRequest", Path(f"{log}.log").read_text())


if __name__ == "__main__":
    unittest.main()
