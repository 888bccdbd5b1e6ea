"""Opening: what is shown, and what is refused with a clear message and nothing painted."""
import os
import unittest

from terminal import BLOCK, NOTEBOOK, TARN, TOO_OLD, Case, notebook


class Opens(Case):
    def test_a_notebook_is_painted_and_nothing_runs(self):
        marker = self.folder / "ran"
        terminal = self.open(NOTEBOOK.replace("x = 1", f"x = open({str(marker)!r}, 'w')"))
        screen = terminal.screen
        self.assertIn("x = open(", screen.text)
        self.assertIn("y = x + 41", screen.text)
        self.assertTrue(screen.alternate)
        self.assertEqual((screen.title, screen.shape, screen.visible), ("nb.py - tarn", BLOCK, True))
        self.assertTrue(screen.at_cursor.startswith("x = open("), screen.at_cursor)
        self.assertEqual(screen.unknown, [])
        self.assertFalse(marker.exists())

    def test_the_beginning_of_a_large_file_is_shown_first_and_is_the_picture_of_the_whole(self):
        text = notebook(*[f"x{number} = {number}\n" + f"y{number} = 'abcdefghij'\n" * 4 for number in range(12000)])
        terminal = self.open(text, "--python", "/none")
        output = terminal.output()
        self.assertIn(b"1/12000", output)
        self.assertEqual(output.count(b"/12000"), 1, "painted once")
        self.assertIn("cell 12000/12000", terminal.type("G").text)
        self.assertIn("x11999 = 11999", terminal.screen.text)

    def test_a_large_file_has_the_keymap_that_was_asked_for(self):
        text = notebook(*[f"x{number} = 'abcdefghijklmnopqrstuvwxyz'" for number in range(12000)])
        terminal = self.open(text, "--keymap", "plain", "--python", "/none")
        screen = terminal.type("Z")
        self.assertIn("Zx0 = ", screen.text)
        self.assertNotIn("keymap", screen.text)

    def test_a_large_file_that_turns_out_to_be_none_is_refused_and_the_screen_given_back(self):
        text = notebook(*[f"x{number} = 'abcdefghijklmnopqrstuvwxyz'" for number in range(12000)]).encode() + b"# \0\n"
        self.write("bad.py", text)
        terminal = self.terminal("bad.py", "--python", "/none")
        self.assertEqual(terminal.exit_status(), 2)
        self.assertFalse(terminal.screen.alternate)
        self.assertRegex(terminal.screen.text, r"tarn: bad.py:\d+: ")
        self.assertEqual((self.folder / "bad.py").read_bytes(), text)

    def test_a_missing_file_is_a_new_notebook_with_its_name_in_the_title(self):
        terminal = self.terminal("new one.py", "--python", "/none")
        self.assertEqual(terminal.quiet().title, "new one.py - tarn")
        terminal.type("iz = 3<Esc>")
        self.assertEqual(terminal.screen.title, "new one.py + - tarn")
        self.assertFalse((self.folder / "new one.py").exists())
        terminal.type(":w<CR>")
        self.assertIn("z = 3\n", (self.folder / "new one.py").read_text())

    def test_a_notebook_of_a_missing_folder_is_new_and_its_save_says_why_it_fails(self):
        terminal = self.terminal("no/where.py", "--python", "/none")
        terminal.quiet()
        screen = terminal.type("iz<Esc>:w<CR>")
        self.assertIn("not saved", screen.text)
        self.assertIn("no/where.py", screen.text)
        self.assertIn("+", screen.title)

    def test_without_a_name_a_save_asks_for_one(self):
        terminal = self.terminal("--python", "/none")
        self.assertEqual(terminal.quiet().title, "[no name] - tarn")
        self.assertIn("E32", terminal.type("iz = 3<Esc>:w<CR>").text)
        terminal.type(":w named.py<CR>")
        self.assertEqual(terminal.screen.title, "named.py - tarn")
        self.assertIn("z = 3\n", (self.folder / "named.py").read_text())

    def test_an_empty_file_is_a_notebook_without_cells(self):
        terminal = self.open_without_python("")
        terminal.type("iz = 3<Esc>:w<CR>")
        self.assertIn("z = 3\n", self.path.read_text())

    def test_control_characters_of_a_file_name_never_reach_the_terminal(self):
        name = "a\x1b]2;evil\x07\x1b[2J\x9b5n\n.py"
        self.write(name)
        terminal = self.terminal(name, "--python", "/none")
        screen = terminal.quiet()
        self.assertNotIn(b"\x1b]2;evil", terminal.output())
        self.assertNotIn(b"\x1b[2J", terminal.output().replace(b"\x1b[H\x1b[2J", b""))
        self.assertIn("y = x + 41", screen.text)
        self.assertRegex(screen.title, r"^a[^\x00-\x1f\x7f-\x9f]*\.py - tarn$")
        self.assertEqual(screen.unknown, [])

    def test_a_file_name_that_is_not_utf8_is_opened_and_saved(self):
        name = os.fsdecode(b"caf\xe9.py")
        self.write(name)
        terminal = self.terminal(name, "--python", "/none")
        self.assertIn("y = x + 41", terminal.quiet().text)
        terminal.type("onew = 1<Esc>:w<CR>")
        self.assertIn("new = 1\n", (self.folder / name).read_text())


class Bytes(Case):
    """Files that are not plain text: opened and kept, or refused, but never changed on the way."""

    def test_only_the_edit_is_written(self):
        terminal = self.open_without_python("# a comment of mine\n\n" + NOTEBOOK.replace("    x = 1", "    x  =  1  # one"))
        before = self.path.read_bytes()
        terminal.type("A, two<Esc>")
        self.assertEqual(terminal.screen.title, "nb.py + - tarn")
        self.assertEqual(self.path.read_bytes(), before)
        screen = terminal.type(":w<CR>")
        self.assertIn('"nb.py" 2 cells written', screen.text)
        self.assertEqual(screen.title, "nb.py - tarn")
        self.assertEqual(self.path.read_bytes(), before.replace(b"# one", b"# one, two"))

    def test_line_ends_of_windows(self):
        content = NOTEBOOK.replace("\n", "\r\n").encode()
        terminal = self.open_without_python(content)
        self.assertNotIn("^M", terminal.screen.text)
        terminal.type("A0<Esc>:w<CR>")
        written = self.path.read_bytes()
        self.assertIn(b"x = 10", written)
        self.assertIn(written.count(b"\r\n"), (0, written.count(b"\n")))

    def test_bytes_that_are_no_utf8_are_told_of_and_lost_only_by_force(self):
        content = NOTEBOOK.encode().replace(b"x = 1", b"x = '\xff\xfe'")
        terminal = self.open_without_python(content)
        self.assertIn("not UTF-8", terminal.type(":messages<CR>").text)
        terminal.type("qx:w<CR>")
        self.assertEqual(self.path.read_bytes(), content)
        terminal.type(":w!<CR>")
        self.assertIn(" = '\ufffd\ufffd'\n", self.path.read_text())


class Refused(Case):
    def refusal(self, *arguments, **options) -> str:
        """The message of a start that fails with 2, and paints nothing."""
        terminal = self.terminal(*arguments, **options)
        modes = terminal.modes
        self.assertEqual(terminal.exit_status(), 2, terminal.describe())
        text = terminal.output().decode("utf-8", "replace")
        self.assertTrue(text.startswith("tarn: "), repr(text))
        self.assertEqual(text.count("\n"), 1, repr(text))
        self.assertNotIn("\x1b", text)
        self.assertEqual(terminal.modes, modes)
        return text

    def refused_file(self, content: bytes) -> str:
        path = self.write("bad.py", content)
        text = self.refusal("bad.py")
        self.assertEqual(path.read_bytes(), content)
        self.assertEqual([p.name for p in self.folder.iterdir() if p.name != ".xdg"], ["bad.py"])
        return text

    def test_a_folder(self):
        (self.folder / "d").mkdir()
        self.assertIn("d: ", self.refusal("d"))

    @unittest.skipIf(os.geteuid() == 0, "root reads everything")
    def test_a_file_that_may_not_be_read(self):
        self.write("secret.py").chmod(0)
        self.assertIn("secret.py: Permission denied", self.refusal("secret.py"))

    def test_what_is_no_notebook_with_file_and_line(self):
        self.assertRegex(self.refused_file(b"import os\n\nprint(1)\n"), r"bad\.py:\d+: ")

    def test_what_is_no_python_with_file_and_line(self):
        # marimo opens it as an empty notebook, and its first save writes over it.
        self.assertRegex(self.refused_file(b"# notes\nx = 1)\n\nno python at all\n"), r"bad\.py:\d+: .*no valid Python")

    def test_a_syntax_error_outside_of_cells_with_file_and_line(self):
        self.assertRegex(self.refused_file(NOTEBOOK.replace("app = ", "app = = ").encode()), r"bad\.py:\d+: ")

    def test_a_file_larger_than_any_notebook(self):
        with open(self.folder / "huge.py", "wb") as file:
            file.write(NOTEBOOK.encode())
            file.truncate(100 << 20)
        self.assertIn("huge.py: ", self.refusal("huge.py"))
        self.assertEqual((self.folder / "huge.py").stat().st_size, 100 << 20)

    def test_a_byte_order_mark(self):
        self.assertIn("bad.py:1: ", self.refused_file(b"\xef\xbb\xbf" + NOTEBOOK.encode()))

    def test_a_null_byte(self):
        self.assertRegex(self.refused_file(NOTEBOOK.encode().replace(b"x = 1", b"x = '\0'")), r"bad\.py:9: ")

    def test_a_picture(self):
        self.assertIn("bad.py", self.refused_file(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40))

    def test_a_message_escapes_control_characters_of_the_file_name(self):
        self.write("b\x1b[31mad\n.py", b"print(1)\n")
        self.assertIn(".py:1: ", self.refusal("b\x1b[31mad\n.py"))

    def test_a_dumb_terminal(self):
        self.write("nb.py")
        self.assertIn("TERM=dumb", self.refusal("nb.py", environment={"TERM": "dumb"}))

    def test_no_terminal_type(self):
        self.write("nb.py")
        self.assertIn("TERM", self.refusal("nb.py", environment={"TERM": None}))

    def test_an_unknown_terminal_type(self):
        self.write("nb.py")
        self.assertIn("TERM=nonesuch", self.refusal("nb.py", environment={"TERM": "nonesuch"}))

    def test_a_terminal_that_is_too_small(self):
        self.write("nb.py")
        self.assertIn("20x5", self.refusal("nb.py", size=(4, 20)))
        self.assertIn("20x5", self.refusal("nb.py", size=(5, 19)))

    def test_the_smallest_terminal_is_enough(self):
        self.write("nb.py")
        terminal = self.terminal("nb.py", "--python", "/none", size=(5, 20))
        self.assertIn("x = 1", terminal.quiet().text)

    def test_standard_input_or_output_that_is_no_terminal(self):
        self.write("nb.py")
        for redirection in ("</dev/null", "| cat"):
            text = self.refusal(program=["sh", "-c", f"{TARN} nb.py {redirection}; test $? -le 2 && exit 2"])
            self.assertIn("terminal", text)

    def test_a_tutorial_is_called_so_until_it_has_a_file(self):
        terminal = self.terminal("tutorial", "tour", "--python", "/none")
        self.assertEqual(terminal.until("tutorial: tour").title, "tutorial: tour - tarn")
        terminal.send(":w own.py<CR>")
        terminal.until(lambda screen: screen.title == "own.py - tarn")

    def test_the_tour_teaches_the_keys_of_the_keymap(self):
        for keymap, save, others in (("plain", "<C-q>", ":q!"), ("emacs", "<C-x><C-c>", "<C-q>")):
            terminal = self.terminal("tutorial", "--keymap", keymap, "--python", "/none", size=(30, 100))
            text = terminal.until("A tour of tarn").text
            self.assertIn(f"To leave, press {save}", text)
            self.assertNotIn(others, text)
            self.assertNotIn("{|", text)

    def test_an_empty_notebook_says_what_to_press_first(self):
        text = self.terminal("--keymap", "plain", "--python", "/none", size=(24, 100)).until("<F1> helps").text
        self.assertIn("<F5> runs, <C-s> saves, <C-q> leaves, <C-p> finds all else", text)

    def test_more_than_one_notebook(self):
        self.write("nb.py")
        self.assertIn("exce: there is no such command", self.refusal("exce", "nb.py"))
        self.assertIn('no tutorial "nb.py", but tour, api', self.refusal("tutorial", "nb.py"))
        self.assertIn("one tutorial", self.refusal("tutorial", "tour", "api"))
        self.assertIn("--app: tarn run", self.refusal("--app", "nb.py"))
        self.assertIn("other.py: one notebook", self.refusal("exec", "nb.py", "other.py"))
        self.assertIn("graph: help takes", self.refusal("help", "graph"))
        self.assertEqual([path.name for path in self.folder.glob("*.py")], ["nb.py"])

    def test_an_option_that_does_not_exist(self):
        self.assertIn("--frobnicate", self.refusal("--frobnicate", "nb.py"))


class Python(Case):
    def check_edits_without(self, *arguments, environment=None):
        self.path = self.write("nb.py")
        terminal = self.terminal("nb.py", *arguments, environment=environment or {})
        terminal.quiet()
        terminal.type("A0<Esc>:w<CR>")
        self.assertEqual(self.path.read_text(), NOTEBOOK.replace("x = 1", "x = 10"))
        return terminal

    def test_without_one_the_editor_edits_and_saves_and_says_so(self):
        terminal = self.check_edits_without("--python", "/none")
        self.assertIn("/none", terminal.type(":messages<CR>").text)

    def test_without_one_on_the_path(self):
        self.check_edits_without(environment={"PATH": "/nonesuch"})

    @unittest.skipIf(not TOO_OLD, "every Python here is new enough")
    def test_one_that_is_too_old_is_named_with_its_version(self):
        terminal = self.check_edits_without("--python", TOO_OLD)
        self.assertRegex(terminal.type(":messages<CR>").text.replace("\n", ""), r"Python [23]\.\d+\.\d+; tarn needs 3\.9")

    def test_a_run_without_one_says_why_nothing_runs(self):
        terminal = self.open_without_python()
        self.assertIn("/none", terminal.type(":run<CR>").text)


if __name__ == "__main__":
    unittest.main()
