"""What language servers would change is changed when somebody has asked for it, and as one step of undo."""
import unittest
from pathlib import Path

from lsp_case import FAKE, LanguageServer


class Renames(LanguageServer):
    def test_a_local_name_has_another_in_one_step_of_undo(self):
        terminal = self.ready("def f(inner):\n    return inner", "def g(inner):\n    return inner")
        terminal.send("j$:rename é𝄞new<CR>")
        terminal.until("4 places in 2 cells")
        self.assertEqual(terminal.screen.text.count("é𝄞new"), 4)
        terminal.type("u")
        self.assertEqual(terminal.screen.text.count("é𝄞new"), 0)
        self.assertEqual(terminal.screen.text.count("inner"), 4)

    def test_names_of_cells_are_renamed_by_the_graph(self):
        log = self.folder / "kept"
        terminal = self.ready("x = 1", "y = x\ndef f(x):\n    return x", options=f"\\ --keep\\ {log}")
        terminal.type(":rename new<CR>")
        terminal.until("x is new now")
        self.assertIn("def f(x)", terminal.screen.text)
        self.assertNotIn("rename", Path(f"{log}.log").read_text().lower())

    def test_what_cannot_be_renamed_stays(self):
        terminal = self.ready("def f(nothing, gone):\n    return nothing")
        before = (self.folder / "nb.py").read_text()
        terminal.send("j$:rename new<CR>")
        terminal.until("cannot be renamed")
        terminal.send("gg$bb:rename new<CR>")
        terminal.until("it would delete a file")
        terminal.type(":w<CR>")
        self.assertEqual((self.folder / "nb.py").read_text().count("new"), before.count("new"))

    def other_file(self):
        self.write("lib.py", "lib_x = 1\nprint(lib_x)\n")
        terminal = self.ready("def f(lib_x):\n    return lib_x")
        terminal.send("j$:rename new<CR>")
        terminal.until("other files would change")
        self.assertIn("lib.py:2", terminal.screen.text)
        return terminal

    def test_another_file_is_changed_when_somebody_says_so(self):
        terminal = self.other_file()
        terminal.send("<CR>")
        terminal.until("def f(new)")
        terminal.until("1 other file is written")
        self.assertEqual((self.folder / "lib.py").read_text(), "new = 1\nprint(new)\n")

    def test_or_the_cells_alone(self):
        terminal = self.other_file()
        terminal.send("alone<CR>")
        terminal.until("2 places in 1 cell;")
        self.assertEqual((self.folder / "lib.py").read_text(), "lib_x = 1\nprint(lib_x)\n")

    def test_or_nothing(self):
        terminal = self.other_file()
        terminal.send("<Esc>")
        terminal.until("nothing is changed")
        self.assertNotIn("new", terminal.type("gg").text.replace("nothing is changed", ""))
        self.assertEqual((self.folder / "lib.py").read_text(), "lib_x = 1\nprint(lib_x)\n")

    def test_a_file_that_changes_meanwhile_is_left_alone(self):
        terminal = self.other_file()
        (self.folder / "lib.py").write_text("other\n")
        terminal.send("<CR>")
        terminal.until("has changed meanwhile")
        self.assertEqual((self.folder / "lib.py").read_text(), "other\n")


class Actions(LanguageServer):
    def test_what_can_be_done_is_chosen_and_is_one_step(self):
        terminal = self.ready("x = bad")
        terminal.send("gA")
        screen = terminal.until("what can be done")
        for title in ("make it good", "sort the imports", "shout"):
            self.assertIn(title, screen.text)
        self.assertNotIn("not now", screen.text)
        terminal.send("good<CR>")
        terminal.until("x = good")
        self.assertIn("x = bad", terminal.type("u").text)

    def test_of_two_servers_both_offer(self):
        terminal = self.ready("x = bad", server=f"{FAKE}\\ --name\\ one;{FAKE}\\ --name\\ other\\ --units\\ utf-8")
        terminal.until("bad at unit 4")
        terminal.until(lambda screen: screen.text.count("bad at unit 4") == 2)
        terminal.send("gA")
        screen = terminal.until("make other good")
        self.assertIn("make one good", screen.text)

    def test_a_kind_of_which_there_is_one_is_done_at_once(self):
        terminal = self.ready("x = bad")
        terminal.send(":codeaction source.organizeImports<CR>")
        terminal.until("import os")
        self.assertNotIn("import os", terminal.type("u").text)
        terminal.send(":codeaction source.fixAll<CR>")
        terminal.until("nothing to be done")

    def test_a_command_changes_the_text_once(self):
        terminal = self.ready("x = 'loud'")
        terminal.send("gA")
        terminal.until("what can be done")
        terminal.send("shout<CR>")
        terminal.until("X = 'LOUD'")
        self.assertIn("shouted: 1 place in 1 cell", terminal.screen.text)
        self.assertIn("x = 'loud'", terminal.type("u").text)

    def test_what_was_offered_for_another_text_is_not_done(self):
        log = self.folder / "kept"
        terminal = self.ready("x = bad", options=f"\\ --keep\\ {log}\\ --hang\\ codeAction/resolve")
        terminal.send("gA")
        terminal.until("what can be done")
        terminal.type("imports<CR>")
        terminal.type("Ay<Esc>")
        terminal.until("does not answer")
        self.assertNotIn("import os", terminal.screen.text)


if __name__ == "__main__":
    unittest.main()
