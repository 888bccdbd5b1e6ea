"""The window that the terminal is in: whether it has the keys, where the next begins, what is told on the desktop."""
import os
import unittest

from terminal import Case, notebook

GOES, COMES = b"\x1b[O", b"\x1b[I"
LONG = "import time; time.sleep(1.1)"
CLICK, LET_GO = b"\x1b[<0;30;3M", b"\x1b[<0;30;3m"


class Told(Case):
    """OSC 9, or OSC 777: only of long runs, and only to who looks elsewhere."""
    def told(self, terminal) -> list[str]:
        return [one for one in terminal.screen.unknown if one.startswith(("OSC 9;", "OSC 777;"))]

    def after_a_run(self, before=GOES, cell=LONG, seconds=1, **options) -> list[str]:
        terminal = self.open(notebook(cell), **options)
        terminal.type(f":set notify={seconds}<CR>")
        terminal.send(before)
        terminal.type("g<CR>")
        told = self.told(terminal)
        self.assertTrue(terminal.is_set(1004))
        terminal.close()
        return told

    def test_the_end_of_a_run_that_was_long_is_told_to_who_looks_elsewhere(self):
        self.assertRegex(" ".join(self.after_a_run()), r"^OSC 9;tarn: nb.py: done, after 1 s$")
        self.assertRegex(" ".join(self.after_a_run(cell=LONG + "; 1 / 0")), r"^OSC 9;tarn: nb.py: cell 1 failed, after 1 s$")

    def test_as_the_terminal_understands_it(self):
        rxvt = {"environment": {"TERM": "rxvt-unicode-256color"}}
        self.assertRegex(" ".join(self.after_a_run(**rxvt)), r"^OSC 777;notify;tarn;nb.py: done, after 1 s$")
        self.assertRegex(" ".join(self.after_a_run(environment={"VTE_VERSION": "7006"})), r"^OSC 777;notify;tarn;nb.py: done")

    def test_nothing_is_told_to_who_is_here_or_wants_none_or_of_a_short_run(self):
        self.assertEqual(self.after_a_run(before=b""), [])
        self.assertEqual(self.after_a_run(before=GOES + COMES), [])
        self.assertEqual(self.after_a_run(seconds=0), [])
        self.assertEqual(self.after_a_run(cell="1 + 1"), [])

    def test_a_name_is_no_command(self):
        self.write("a\x1b]2;evil\x07.py", notebook(LONG))
        terminal = self.terminal("a\x1b]2;evil\x07.py")
        terminal.quiet()
        terminal.type(":set notify=1<CR>")
        terminal.send(GOES)
        terminal.type("g<CR>")
        self.assertRegex(" ".join(self.told(terminal)), r"^OSC 9;tarn: a ]2;evil .py: done")
        self.assertNotEqual(terminal.screen.title, "evil")


class Window(Case):
    def test_a_new_one_begins_in_the_same_folder(self):
        (self.folder / "a b").mkdir()
        self.write("a b/nb.py")
        terminal = self.terminal(program=["sh", "-c", f"cd 'a b' && exec {os.environ['TARN']} nb.py --python /none"])
        terminal.quiet()
        self.assertEqual(terminal.screen.folder, f"file://{os.uname().nodename}{self.folder}/a%20b")

    def test_the_click_that_brings_it_here_does_no_more(self):
        terminal = self.open_without_python(notebook("one", "two two two two two two two"))
        terminal.type("jj")
        before = terminal.screen.cursor
        terminal.type(GOES)
        self.assertEqual(terminal.type(COMES + CLICK + LET_GO).cursor, before)
        terminal.type(GOES)
        self.assertEqual(terminal.type(COMES).cursor, before)

    def test_a_click_moves_the_cursor_of_a_window_that_has_the_keys(self):
        terminal = self.open_without_python(notebook("one and more than that one", "two"))
        terminal.type("G")
        self.assertEqual(terminal.type(b"\x1b[<0;12;2M\x1b[<0;12;2m").cursor[0], 1)

    def test_focus_is_no_key(self):
        terminal = self.open_without_python(notebook("one"))
        terminal.type("A")
        screen = terminal.type(GOES + b"x" + COMES + b"y")
        self.assertIn("onexy", screen.text)
        self.assertIn("INSERT", screen.text)


    def test_who_waits_for_a_page_has_not_typed_when_the_window_tells_of_itself(self):
        terminal = self.open()
        terminal.send(":py print('a'); __import__('time').sleep(0.5); print('b')<CR>")
        terminal.until(lambda screen: ":py" not in screen.text)  # it was taken
        terminal.send(GOES + COMES + b"\x1b[?997;1n")
        screen = terminal.quiet()
        self.assertIn("q closes", screen.text)
        self.assertRegex(screen.text, r"a\n +b")


class Clusters(Case):
    FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"

    def test_a_terminal_that_knows_what_a_cluster_is_is_asked_to_take_it_for_one(self):
        """Mode 2027; others are told again where the cursor is behind each."""
        for options, asked in ((["--clusters"], True), ([], False), (["--silent"], False)):
            terminal = self.open_without_python(notebook(f"s = '{self.FAMILY}'"), options=options)
            self.assertEqual(terminal.is_set(2027), asked)
            self.assertIn(self.FAMILY, terminal.output().decode())
            terminal.send(":q<CR>")
            terminal.exit_status()
            self.assertFalse(terminal.is_set(2027))
            terminal.close()


class Answers(Case):
    """A terminal may answer late, never, or wrongly; what it says is never typed."""
    LATE = (b"\x1b_Gi=31;OK\x1b\\", b"\x1b[2;5R", b"\x1b]11;rgb:ffff/ffff/ffff\x07", b"\x1b[?2026;2$y", b"\x1b[?2027;2$y",
            b"\x1bP>|WezTerm 20240203\x1b\\", b"\x1b[6;20;10t", b"\x1b[?1;0;256S", b"\x1b[?1u", b"\x1b[?62;4c")
    WRONG = (b"\x1b[?2026;9$y", b"\x1b[?2026$y", b"\x1b[?2027;-1$y", b"\x1b[2;99999999999R", b"\x1b[2;0R", b"\x1b]11;rgb:zz/z/z\x07",
             b"\x1b]11;?\x07", b"\x1b]52;c;eA==\x07", b"\x1bP>|" + b"x" * 5000 + b"\x1b\\", b"\x1b[6;-1;0t", b"\x1b[?1;0;99999999999S",
             b"\x1b[?99999u", b"\x1b[?;;;c", b"\x1b[?c", b"\x1b_Gi=31;ENOENT:" + b"\x1b\\")

    def check_alive(self, terminal, typed):
        screen = terminal.type("z<Esc>")
        self.assertIn(typed + "z", screen.text)
        self.assertIn("NORMAL", screen.text)
        terminal.send(":wq<CR>")
        self.assertEqual(terminal.exit_status(), 0)
        self.assertIn(f"    {typed}z\n", self.path.read_text())

    def test_late_ones_are_heard_between_keys(self):
        terminal = self.open_without_python(notebook("a"), options=["--silent"])
        terminal.type("A")
        for number, answer in enumerate(self.LATE):
            terminal.type(answer + b"%d" % number)
        self.assertTrue(terminal.is_set(2027))
        self.check_alive(terminal, "a0123456789")

    def test_late_ones_may_come_in_pieces(self):
        terminal = self.open_without_python(notebook("a"), options=["--silent"])
        terminal.type("A")
        for answer in self.LATE:
            terminal.send(answer[:5])  # an Escape that comes alone is one after 25 ms
            for byte in answer[5:]:
                terminal.send(bytes([byte]))
        terminal.quiet()
        self.check_alive(terminal, "a")

    def test_wrong_ones_change_nothing(self):
        terminal = self.open_without_python(notebook("a"), options=["--silent"])
        terminal.type("A")
        for answer in self.WRONG:
            terminal.type(answer + b"b")
        self.check_alive(terminal, "a" + "b" * len(self.WRONG))


if __name__ == "__main__":
    unittest.main()
