"""What is sent over the line: a few bytes a key, and nothing when nothing changes."""
import statistics
import subprocess
import unittest

from terminal import TARN, Case, notebook

A_KEY, A_LINE = 60, 250  # bytes, of the median
THE_WORST_KEY = 130      # one that colours what was there before, too
CELLS = [cell for i in range(20) for cell in (
    f"def f{i}(a, b={i}):\n    \"\"\"Text of {i}.\"\"\"\n    # a comment of {i}\n    total = sum(range(a)) + {i} * b\n"
    f"    if total > 3 and a in (1, 2):\n        return 'word %d' % total\n    return [x for x in range({i})]",
    f"v{i} = {{'key': {i}, 'more': 'text' * {i % 5}}}\nprint('line', {i})\nv{i}")]
TYPED = "result = compute(12, 'abc') # said"


def themes() -> list[str]:
    """As they are told to who asks for one that is not there."""
    refused = subprocess.run([TARN, "edit", "--theme", "?"], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    return refused.stderr.partition("there are ")[2].strip().split(", ")


class Bytes(Case):
    def sent(self, terminal, keys) -> list[int]:
        """How many bytes each of the keys was answered with."""
        counts = []
        for key in keys:
            before = terminal.written
            terminal.type(key)
            counts.append(terminal.written - before)
        return counts

    def check_cheap(self, terminal, theme, rows, line=A_LINE):
        with self.subTest(theme):
            terminal.type(f":theme {theme}<CR>ggj^o")
            typed = self.sent(terminal, TYPED)
            terminal.type("<Esc>u20G")
            lines = self.sent(terminal, ["<C-e>"] * 12 + ["<C-y>"] * 12)
            pages = self.sent(terminal, ["<C-f>"] * 4)
            self.assertLessEqual(statistics.median(typed), A_KEY, typed)
            self.assertLessEqual(max(typed), THE_WORST_KEY, typed)
            self.assertLessEqual(statistics.median(lines), line, lines)
            self.assertGreater(min(lines), 0)  # they did scroll
            self.assertLessEqual(max(pages), line * rows, pages)

    def test_in_each_theme_with_all_colours(self):
        names = themes()
        self.assertGreaterEqual(len(names), 6)
        for run in (False, True):
            terminal = self.open(notebook(*CELLS), *([] if run else ["--python", "/none"]), options=["--synchronised"],
                                 environment={"COLORTERM": "truecolor"})
            if run:
                self.assertIn("┊", terminal.type(":run all<CR>gg").text)
            for name in names:
                self.check_cheap(terminal, name, rows=24)
            terminal.close()

    def test_on_one_that_answers_no_question_and_has_256_colours(self):
        terminal = self.open_without_python(notebook(*CELLS), options=["--silent"])
        for name in themes():
            self.check_cheap(terminal, name, rows=24)

    def test_nothing_is_sent_when_nothing_changes(self):
        terminal = self.open_without_python(notebook(*CELLS), options=["--synchronised"])
        terminal.type("5G")
        self.assertEqual(self.sent(terminal, ["<Esc>", "<Esc>", ":nohlsearch<CR>"])[:2], [0, 0])
        terminal.type("gg")
        self.assertEqual(self.sent(terminal, ["k", "h", "gg", "<Esc>"]), [0, 0, 0, 0])

    def test_a_sign_is_sent_once_where_the_terminal_can_write_it_again(self):
        rule = "─" * 40
        for options, many in (([], False), (["--silent"], True)):
            terminal = self.open_without_python(options=options)
            start = terminal.written
            terminal.redraw()
            self.assertIn(rule, terminal.screen.text)
            self.assertEqual(rule in terminal.output(start).decode(), many)
            terminal.close()


if __name__ == "__main__":
    unittest.main()
