"""Kinds of terminals: each is sent what it knows, and nothing else."""
import re
import subprocess
import unittest

from terminal import NOTEBOOK, TARN, Case, notebook

COLOURS = re.compile(rb"\x1b\[([\d;:]*)m")
CODE = notebook("def f(x):  # a comment\n    return 'text', x + 1", "@")


def knows(name: str) -> bool:
    return subprocess.run(["infocmp", name], capture_output=True).returncode == 0


class Kinds(Case):
    def look(self, term: str, **environment):
        terminal = self.open_without_python(CODE, environment={"TERM": term, **environment})
        terminal.type("jA, 2")
        screen = terminal.type("<Esc>:set number<CR>")
        self.assertIn("return 'text', x + 1, 2", screen.text)
        self.assertEqual(screen.at_cursor, "2")
        terminal.send(":q!<CR>")
        self.assertEqual(terminal.exit_status(), 0)
        screen = terminal.screen  # the shell goes on where it was, or below the picture
        self.assertTrue(screen.cursor == [0, 0] and screen.text.strip() == "" or screen.cursor == [23, 0], screen)
        self.assertEqual(screen.at_cursor, "")
        return terminal.output(), terminal.screen.unknown

    def test_those_like_xterm_get_titles_shapes_and_marked_pastes(self):
        for term in ("xterm", "xterm-256color", "screen", "screen-256color", "tmux-256color", "rxvt-unicode-256color", "alacritty"):
            if not knows(term):
                continue
            with self.subTest(term):
                output, unknown = self.look(term)
                self.assertIn(b"\x1b]2;nb.py - tarn\x1b\\", output)
                self.assertIn(b"\x1b[?2004h", output)
                self.assertIn(b"\x1b[6 q", output)
                self.assertEqual(unknown, [])

    def test_plain_ones_get_nothing_that_they_could_show_as_text(self):
        for term in ("vt100", "linux", "vt220", "ansi"):
            if not knows(term):
                continue
            with self.subTest(term):
                output, unknown = self.look(term)
                for sequence in (rb"\x1b\]", rb"\x1b\[\?2004", rb"\x1b\[\d q", rb"\x1b\[\?2026", rb"\x1b\[\?2031", rb"\x1b\[[<>=?]\d*u", rb"\x1b\[>4", rb"\x1b\[2[23];0t", rb"\x1bP", rb"\$<"):
                    self.assertIsNone(re.search(sequence, output), sequence)
                # the cursors of the Linux console, which libvterm has not
                self.assertEqual([one for one in unknown if not re.fullmatch(r"CSI \?[018]c", one)], [])

    def test_synchronised_pictures_for_a_terminal_that_knows_them_and_no_other(self):
        for options, expected in (([], 0), (["--synchronised"], 1)):
            terminal = self.open_without_python(NOTEBOOK, options=options)
            start = terminal.written
            terminal.type(":help<CR>")
            output = terminal.output(start)
            self.assertEqual((output.count(b"\x1b[?2026h"), output.count(b"\x1b[?2026l")), (expected, expected))
            terminal.close()


    def test_an_option_turns_them_off(self):
        terminal = self.open_without_python(NOTEBOOK, options=["--synchronised"])
        terminal.type(":set notermsync<CR>")
        start = terminal.written
        terminal.type(":help<CR>")
        self.assertNotIn(b"\x1b[?2026h", terminal.output(start))

    def test_no_environment_stands_for_an_answer(self):
        """What a terminal is called says nothing of what it knows: in tmux, behind ssh, or renamed."""
        names = {"TERM_PROGRAM": "kitty", "KITTY_WINDOW_ID": "1", "TERM": "xterm-256color", "WT_SESSION": "x"}
        terminal = self.open_without_python(NOTEBOOK, options=["--silent"], environment=names)
        terminal.type(":help<CR>")
        self.assertNotIn(b"\x1b[?2026h", terminal.output())
        self.assertNotIn(b"\x1b[>1u", terminal.output())

    def test_where_ambiguous_signs_are_wide_plain_ones_stand_for_ours(self):
        terminal = self.open_without_python(NOTEBOOK, options=["--wide"])
        start = terminal.written
        terminal.redraw()
        self.assertTrue(terminal.output(start).isascii())
        self.assertRegex(terminal.screen.rows[0], r"^>   1   \+-+")


class Colours(Case):
    def parameters(self, **environment) -> list[list[int]]:
        terminal = self.open_without_python(CODE, environment=environment)
        terminal.type("vj<Esc>:")
        return [[int(n or 0) for n in re.split(b"[;:]", match)] for match in COLOURS.findall(terminal.output())]

    @staticmethod
    def is_colour(parameters: list[int]) -> bool:
        return any(30 <= n <= 49 or 90 <= n <= 107 for n in parameters)

    def test_none_where_NO_COLOR_is_set(self):
        for more in ({}, {"COLORTERM": "truecolor"}):
            parameters = self.parameters(NO_COLOR="1", **more)
            self.assertFalse([p for p in parameters if self.is_colour(p)])
            self.assertTrue([p for p in parameters if 7 in p or 1 in p])  # what matters is still told apart

    def test_an_empty_NO_COLOR_is_none(self):
        self.assertTrue([p for p in self.parameters(NO_COLOR="") if self.is_colour(p)])

    def test_sixteen(self):
        parameters = self.parameters(TERM="xterm-16color")
        self.assertTrue([p for p in parameters if self.is_colour(p)])
        self.assertFalse([p for p in parameters if p[:1] in ([38], [48])])

    def test_eight(self):
        parameters = self.parameters(TERM="xterm")
        self.assertTrue([p for p in parameters if self.is_colour(p)])
        self.assertFalse([p for p in parameters if p[:1] in ([38], [48]) or any(90 <= n <= 107 for n in p)])

    def test_256(self):
        parameters = self.parameters()
        self.assertTrue([p for p in parameters if p[:2] in ([38, 5], [48, 5])])
        self.assertFalse([p for p in parameters if p[:2] in ([38, 2], [48, 2])])

    def test_all_of_them_where_COLORTERM_says_so(self):
        self.assertTrue([p for p in self.parameters(COLORTERM="truecolor") if p[:2] in ([38, 2], [48, 2])])

    def test_none_on_a_terminal_without(self):
        self.assertFalse([p for p in self.parameters(TERM="vt100") if self.is_colour(p)])


class Pipes(Case):
    """Who writes lines for other programs writes no colours, unless somebody wants them."""
    def check(self, terminal=False, **environment) -> bytes:
        self.write("bad.py", notebook("x = 1", "x = 2"))
        environment = {**self.environment, **environment}
        if terminal:
            run = self.terminal("check", "bad.py", environment=environment)
            run.exit_status()
            return run.output()
        return subprocess.run([TARN, "check", "bad.py"], cwd=self.folder, env=environment, capture_output=True).stdout

    def test_colours_are_for_terminals(self):
        self.assertIn(b"bad.py", self.check())
        self.assertNotIn(b"\x1b", self.check())
        self.assertIn(b"\x1b[", self.check(terminal=True))
        self.assertNotIn(b"\x1b", self.check(terminal=True, TERM="dumb"))

    def test_CLICOLOR_FORCE_wants_them_everywhere_and_NO_COLOR_nowhere(self):
        self.assertIn(b"\x1b[", self.check(CLICOLOR_FORCE="1"))
        self.assertNotIn(b"\x1b", self.check(CLICOLOR_FORCE="0"))
        self.assertNotIn(b"\x1b", self.check(CLICOLOR_FORCE="1", NO_COLOR="1"))
        self.assertNotIn(b"\x1b", self.check(terminal=True, NO_COLOR="1"))

    def test_a_dumb_terminal_is_refused_without_a_sequence(self):
        self.write("nb.py")
        for term in ("dumb", "", "no-such-terminal"):
            terminal = self.terminal("nb.py", environment={"TERM": term})
            self.assertEqual(terminal.exit_status(), 2)
            self.assertNotIn(b"\x1b", terminal.output())
            self.assertIn(b"tarn: ", terminal.output())


class Background(Case):
    """The theme is one for the background that the terminal says it has, unless somebody has chosen."""
    DARK, LIGHT = "rgb:1a1a/1b1b/2626", "rgb:fdfd/f6f6/e3e3"

    def looks(self, terminal) -> list[tuple]:
        terminal.until_status("untaken", 0)
        terminal.quiet()
        return [(cell["text"], cell["fg"]) for cell in terminal.cells(1) if cell["text"].strip()]

    def opened(self, *arguments, background=None, **environment):
        options = ["--background", background] if background else []
        return self.open(CODE, "--python", "/none", *arguments, options=options, environment=environment)

    def setUp(self):
        super().setUp()
        self.dark, self.light = (self.looks(self.opened("--theme", theme)) for theme in ("dark", "light"))
        self.assertNotEqual(self.dark, self.light)

    def test_the_terminal_says(self):
        self.assertEqual(self.looks(self.opened()), self.dark)
        self.assertEqual(self.looks(self.opened(background=self.DARK)), self.dark)
        self.assertEqual(self.looks(self.opened(background=self.LIGHT)), self.light)

    def test_it_knows_better_than_the_environment(self):
        self.assertEqual(self.looks(self.opened(COLORFGBG="0;15")), self.light)
        self.assertEqual(self.looks(self.opened(background=self.DARK, COLORFGBG="0;15")), self.dark)

    def is_dark_there(self, terminal):
        """The chosen colours, and on the theme's own background, in which plain text is not the terminal's."""
        looks = self.looks(terminal)
        plain = [fg for _, fg in self.dark].count(None)
        self.assertEqual(len(looks), len(self.dark))
        self.assertEqual(sum(one != other for one, other in zip(looks, self.dark)), plain)
        self.assertNotIn(None, {fg for _, fg in looks})
        rows = range(len(terminal.screen.rows))
        self.assertNotIn(None, {cell["bg"] for row in rows for cell in terminal.cells(row)}, "blanks are not of the theme")

    def test_what_was_chosen_stays(self):
        terminal = self.opened("--theme", "dark", background=self.LIGHT)
        self.is_dark_there(terminal)
        terminal = self.opened(background=self.LIGHT)
        terminal.type(":theme dark<CR>")
        terminal.send(b"\x1b[?997;2n")
        self.is_dark_there(terminal)
        terminal.send(b"\x1b[?997;1n")
        self.assertEqual(self.looks(terminal), self.dark)

    def test_it_changes_with_the_terminal(self):
        terminal = self.opened(background=self.DARK)
        self.assertEqual(self.looks(terminal), self.dark)
        self.assertIn(b"\x1b[?2031h", terminal.output())
        for report, look in ((b"\x1b[?997;2n", self.light), (b"\x1b[?997;1n", self.dark)):
            terminal.send(report)
            self.assertEqual(self.looks(terminal), look)
        terminal.send(":q<CR>")
        terminal.exit_status()
        self.assertIn(b"\x1b[?2031l", terminal.output())


class Locale(Case):
    def test_without_utf8_only_ascii_is_sent(self):
        for locale in ("C", "POSIX"):
            terminal = self.open_without_python(notebook("name = 'é日'"), environment={"LC_ALL": locale, "LANG": locale})
            screen = terminal.type(":help<CR><CR>:w é2.py<CR>")
            self.assertEqual([byte for byte in terminal.output() if byte > 0x7e and byte != 0x7f], [])
            self.assertIn("name = '?", screen.text)
            terminal.type("A # ok<Esc>:w<CR>")
            self.assertIn("name = 'é日' # ok\n", self.path.read_text())
            terminal.close()

    def test_the_title_too(self):
        self.write("é.py")
        terminal = self.terminal("é.py", "--python", "/none", environment={"LC_ALL": "C"})
        self.assertEqual(terminal.quiet().title, "? - tarn".replace("?", "?.py"))
        self.assertTrue(terminal.output().isascii())


if __name__ == "__main__":
    unittest.main()
