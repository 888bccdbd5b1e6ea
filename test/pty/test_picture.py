"""The picture: always what a full redraw would show, at any size, however slow the terminal."""
import random
import unittest

from terminal import Case, notebook

SIZES = ((24, 80), (10, 40), (3, 10), (1, 1), (2, 300), (50, 3), (5, 20), (60, 200), (24, 80))
LONG = notebook("first = 1", "\n".join(f"line_{i} = {i}" for i in range(40)), "wide = '日本語' * 3  # " + "x" * 150,
                "\tz = 'e\u0301 👩\u200d👩\u200d👧'", *(f"c{i} = {i}" for i in range(12)))


class Size(Case):
    def check_cursor(self, terminal, size):
        screen = terminal.screen
        self.assertTrue(0 <= screen.cursor[0] < size[0] and 0 <= screen.cursor[1] < size[1], (size, screen.cursor))
        self.assertEqual(screen.unknown, [])
        return screen

    def test_the_cursor_stays_visible_at_any_size_and_the_picture_comes_back(self):
        terminal = self.open_without_python(LONG)
        terminal.type("]]20jfl")
        first = terminal.screen
        for size in SIZES:
            terminal.resize(*size)
            screen = self.check_cursor(terminal, size)
            if size >= (5, 20) and size[1] >= 20:
                self.assertTrue(screen.visible)
                self.assertIn("line_20", screen.rows[screen.cursor[0]])
        self.assertIn("line_20", screen.rows[screen.cursor[0]])
        self.assertEqual(screen.at_cursor, first.at_cursor)

    def test_at_three_rows_of_ten_one_can_still_type(self):
        terminal = self.open_without_python()
        terminal.resize(3, 10)
        terminal.type("A0")
        self.assertIn("= 10", terminal.screen.text)
        terminal.type("<Esc>:w<CR>")
        self.assertIn("x = 10\n", self.path.read_text())

    def test_in_every_mode(self):
        for keys in ("i", "R", "v", "V", "<C-v>", ":set", "/x", ":help<CR>", "d", ":messages<CR>"):
            terminal = self.open_without_python(LONG)
            terminal.type(keys)
            for size in ((3, 10), (1, 1), (40, 120), (24, 80)):
                terminal.resize(*size)
                self.check_cursor(terminal, size)
            terminal.close()

    def test_a_storm_of_sizes_ends_in_the_right_picture(self):
        terminal = self.open_without_python(LONG)
        for n in range(60):
            terminal.ask("resize", 3 + n * 7 % 40, 10 + n * 13 % 100)
        screen = terminal.resize(24, 80)
        again = terminal.redraw()
        self.assertEqual(screen.rows, again.rows)


class Frames(Case):
    KEYS = ["j", "k", "<C-e>", "<C-y>", "<C-d>", "<C-u>", "<C-f>", "<C-b>", "]]", "[[", "G", "gg", "zz", "zt", "dd", "yyp", "u",
            "<C-r>", "ox日本<Esc>", "Iab<Esc>", "x", "V", "<Esc>", "v", "w", "$", "0", "/c1<CR>", "n", "zc", "zo", "zM", "zR", "J",
            "dac", "p", ":help<CR>", "<Space>o", ">>", ":set number!<CR>", "~"]

    def check_walk(self, seed: int, steps: int, **options):
        """What was painted piece by piece is what is painted from nothing."""
        chance = random.Random(seed)
        terminal = self.open_without_python(LONG, **options)
        taken = []
        for _ in range(steps):
            if chance.random() < 0.1:
                terminal.resize(chance.randint(3, 40), chance.randint(10, 110))
                taken.append("resize")
            taken.append(chance.choice(self.KEYS))
            screen = terminal.type(taken[-1])
            if chance.random() < 0.5:
                again = terminal.redraw()
                self.assertEqual((screen.rows, screen.visible, screen.shape), (again.rows, again.visible, again.shape), taken)
                if screen.visible and not options.get("environment"):  # not every terminal can hide its cursor
                    self.assertEqual(screen.cursor, again.cursor, taken)
        self.assertEqual(terminal.screen.unknown, [])

    def test_any_walk_leaves_the_same_picture_as_a_redraw(self):
        self.check_walk(1, 150)

    def test_the_same_in_synchronised_pictures(self):
        self.check_walk(2, 100, options=["--synchronised"])

    def test_the_same_on_a_terminal_without_scroll_regions_or_colours(self):
        self.check_walk(3, 60, environment={"TERM": "vt100"})
        self.check_walk(4, 60, environment={"TERM": "ansi"})

    def test_a_typed_key_costs_few_bytes(self):
        terminal = self.open_without_python(LONG)
        terminal.type("]]o")
        for key in "abcdef":
            start = terminal.written
            terminal.type(key)
            self.assertLessEqual(terminal.written - start, 200)

    def test_a_scrolled_line_costs_few_bytes(self):
        terminal = self.open_without_python(LONG)
        terminal.type("]]20j")
        for key in ("<C-e>", "<C-e>", "<C-y>"):
            start = terminal.written
            terminal.type(key)
            self.assertLessEqual(terminal.written - start, 2000)


class Slow(Case):
    def test_a_terminal_that_reads_byte_by_byte(self):
        terminal = self.open_without_python(LONG)
        terminal.ask("read", 1)
        terminal.paste(b"abc\n" * 5000)
        terminal.resize(30, 100)
        terminal.type("<Esc>u:w<CR>")
        self.assertIn("first = 1", terminal.type("gg").text)

    def test_a_terminal_that_is_stuck_holds_nothing_up_for_ever(self):
        """Both directions are full: the editor waits for the terminal, and the typed keys for the editor."""
        terminal = self.open_without_python(LONG)
        terminal.ask("read", 0)
        terminal.send("<C-l><C-f><C-b>" * 400 + "gg0i" + "z" * 20000 + "<Esc>")
        for size in ((40, 120), (24, 80)):
            terminal.ask("resize", *size)
        terminal.ask("read", 65536)
        terminal.quiet()
        terminal.type(":w<CR>")
        self.assertIn("    " + "z" * 20000 + "first = 1\n", self.path.read_text())


if __name__ == "__main__":
    unittest.main()
