"""Several notebooks at once: each with its own interpreter, one on the screen."""
import unittest

from terminal import NOTEBOOK, Case, notebook


class Several(Case):
    def open_two(self, *arguments):
        self.write("one.py", notebook("first = 1"))
        self.write("two.py", notebook("second = 2"))
        terminal = self.terminal("one.py", "two.py", *(arguments or ("--python", "/none")))
        terminal.quiet()
        return terminal

    def test_those_of_the_command_line_are_tabs(self):
        terminal = self.open_two()
        self.assertIn("1 one.py", terminal.screen.rows[0])
        self.assertIn("2 two.py", terminal.screen.rows[0])
        self.assertIn("first = 1", terminal.screen.text)
        self.assertTrue(terminal.screen.at_cursor.startswith("first = 1"), terminal.screen.at_cursor)
        self.assertIn("second = 2", terminal.type(":bn<CR>").text)
        self.assertEqual(terminal.screen.title, "two.py - tarn")

    def test_one_alone_has_no_tab(self):
        terminal = self.open_two()
        screen = terminal.type(":bd<CR>")
        self.assertNotIn("one.py", screen.text)
        self.assertIn("second = 2", screen.text)
        self.assertIn("last notebook", terminal.type(":bd<CR>").text)

    def test_the_ways_from_one_to_another(self):
        terminal = self.open_two()
        for keys, shown in ((":b two<CR>", "second"), (":b 1<CR>", "first"), ("<C-^>", "second"), (":bp<CR>", "first"),
                            (":bn<CR>", "second"), (":bn<CR>", "first"), ("gt", "second"), ("gT", "first"), ("2gt", "second"),
                            ("1gt", "first"), (":tabn<CR>", "second"), (":tabp<CR>", "first"), ("2<C-^>", "second"), (":e one.py<CR>", "first"),
                            (":e #<CR>", "second"), (":1b<CR>", "first"), ("<Space>btwo<CR>", "second")):
            self.assertIn(f"{shown} =", terminal.type(keys).text, keys)
        self.assertIn("E94", terminal.type(":b nothing<CR>").text)
        self.assertIn("E93", terminal.type(":b .py<CR>").text)
        screen = terminal.type(":ls<CR>")
        self.assertRegex(screen.text, r"1 # +one\.py")
        self.assertRegex(screen.text, r"2 % +two\.py")

    def test_a_change_stays_while_another_is_shown_and_is_not_lost(self):
        terminal = self.open_two()
        terminal.type("A0<Esc>")
        self.assertIn("second = 2", terminal.type(":bn<CR>").text)
        self.assertIn("one.py ●", terminal.screen.rows[0])
        screen = terminal.type(":q<CR>")
        self.assertIn("E162", screen.text)
        self.assertIn("first = 10", screen.text)
        terminal.type(":bn<CR>A0<Esc>")
        self.assertIn("E89", terminal.type(":bd<CR>").text)
        self.assertIn("E162", terminal.type(":qa<CR>").text)
        terminal.type(":wa<CR>")
        self.assertIn("first = 10\n", (self.folder / "one.py").read_text())
        self.assertIn("second = 20\n", (self.folder / "two.py").read_text())
        self.assertNotIn("●", terminal.screen.rows[0])
        terminal.send(":qa<CR>")
        self.assertEqual(terminal.exit_status(), 0)

    def test_the_key_of_emacs_that_kills_a_buffer_closes_that_one_alone(self):
        terminal = self.open_two("--python", "/none", "--keymap", "emacs")
        terminal.type("0")
        self.assertIn("E89", terminal.type("<C-x>k").text)
        terminal.type("<C-x><C-s>")
        screen = terminal.type("<C-x>k")
        self.assertIn("second = 2", screen.text)
        self.assertNotIn("one.py", screen.rows[0])
        self.assertIn("this is the last notebook: <C-x><C-c> leaves", terminal.type("<C-x>k").text)
        terminal.send("<C-x><C-c>")
        self.assertEqual(terminal.exit_status(), 0)

    def test_leaving_one_by_force_gives_up_that_one_alone(self):
        terminal = self.open_two()
        terminal.type("A0<Esc>:bn<CR>A0<Esc>")
        screen = terminal.type(":q!<CR>")
        self.assertIn("first = 10", screen.text)
        self.assertNotIn("two.py", screen.rows[0])
        terminal.send(":qa!<CR>")
        self.assertEqual(terminal.exit_status(), 0)
        self.assertIn("second = 2\n", (self.folder / "two.py").read_text())

    def test_saving_all_and_leaving(self):
        terminal = self.open_two()
        terminal.type("A0<Esc>:bn<CR>A0<Esc>")
        terminal.send(":xa<CR>")
        self.assertEqual(terminal.exit_status(), 0)
        self.assertIn("first = 10\n", (self.folder / "one.py").read_text())
        self.assertIn("second = 20\n", (self.folder / "two.py").read_text())

    def test_what_was_copied_goes_along(self):
        terminal = self.open_two()
        terminal.type('yy:bn<CR>p')
        self.assertIn("first = 1", terminal.screen.text)
        self.assertIn("second = 2", terminal.screen.text)
        terminal.type(":set number<CR>:bn<CR>")
        self.assertRegex(terminal.screen.text, r"│ +1 first = 1")

    def test_a_bad_one_is_refused_before_anything_is_painted(self):
        self.write("nb.py", NOTEBOOK)
        self.write("bad.py", b"x = \0\n")
        terminal = self.terminal("nb.py", "bad.py", "--python", "/none")
        self.assertEqual(terminal.exit_status(), 2)
        self.assertIn("bad.py", terminal.screen.text)

    def test_an_interpreter_of_its_own_that_goes_on(self):
        self.write("one.py", notebook("import time", "time.sleep(1.5); first = 'do' + 'ne'; first"))
        self.write("two.py", notebook("'see' + 'n' if 'first' not in globals() else 'sha' + 'red'"))
        terminal = self.terminal("one.py")
        terminal.quiet()
        terminal.send(":run all<CR>")
        terminal.until("running cell 2")
        terminal.send(":e two.py<CR>")
        terminal.until("two.py")
        terminal.send("g<CR>")
        terminal.until("'seen'")
        terminal.quiet()
        self.assertIn("'done'", terminal.type(":b 1<CR>").text)


if __name__ == "__main__":
    unittest.main()
