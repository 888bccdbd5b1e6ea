"""Values that do their worst when they are shown: each is a short error or a bounded view, soon, and the interpreter lives."""

import json
import os
import sys
import unittest
from pathlib import Path

from wire import INTERRUPTED, OK, Session

TARN = os.environ["TARN"]
PYTHON = os.environ.get("PYTHON", sys.executable)

METHODS = (
    "_repr_html_", "_repr_markdown_", "_repr_svg_", "_repr_png_", "_repr_jpeg_", "_repr_json_", "_repr_latex_", "_repr_text_",
    "_repr_mimebundle_", "_mime_", "_display_",
)  # fmt: skip
ANSWERS = {
    "an exception": "raise ValueError('oops')",
    "an exception whose text fails": "raise type('E', (Exception,), {'__str__': lambda self: 1 / 0})",
    "the end of the program": "raise SystemExit(3)",
    "itself": "return getattr(self, NAME)()",
    "a quarter of a gigabyte": "return 'x' * (1 << 28)",
    "millions of lines": "return '<b>line</b>\\n' * (1 << 22)",
    "millions of open tags": "return '<p>' * (1 << 25)",
    "a number": "return 7",
    "nothing": "return None",
    "bytes": "return b'\\xff\\x00'",
    "a list": "return [1, [2]]",
    "what has no text": "return Bad()",
    "too many": "return (1, 2, 3)",
    "strange keys": "return {1: 2, None: b'x'}",
    "a type and a number": "return ('text/html', 7)",
    "a type and a gigabyte": "return ('text/html', '<p>' * (1 << 25))",
}
VALUES = {
    "a list in itself": "a = []; a.append(a); a",
    "a dict in itself": "a = {}; a['a'] = a; a",
    "a deep list": "a = []\nfor _ in range(100_000): a = [a]\na",
    "a deep dict": "a = {}\nfor _ in range(100_000): a = {'k': a}\na",
    "a list that is shown in itself": "a = [mo.md('x')]; a.append(a); a",
    "deep HTML": "mo.Html('<div>' * 100_000 + 'x')",
    "deep Markdown": "mo.md('> ' * 50_000 + 'x')",
    "a deep stack": "v = mo.md('x')\nfor _ in range(300): v = mo.vstack([v])\nv",
    "a wide stack": "mo.vstack([mo.md('x')] * 200_000)",
    "many sections": "mo.accordion({str(i): mo.md('x') for i in range(50_000)})",
    "many options": "mo.ui.dropdown([f'option {i}' for i in range(100_000)])",
    "many options at once": "mo.ui.radio([f'option {i}' for i in range(100_000)])",
    "many numbers": "mo.ui.matrix([[0] * 1000] * 1000)",
    "much JSON": "mo.json({str(i): list(range(100)) for i in range(20_000)})",
    "a tree in itself": "a = []; a.append(a); mo.tree(a)",
    "a long text": "mo.plain_text('x\\n' * (1 << 24))",
    "much Markdown": "mo.md('x ' * (1 << 25))",
    "a broken PNG": "mo.image(b'\\x89PNG\\r\\n\\x1a\\n' + b'junk' * 100)",
    "dicts with many names": "[{f'c{i}': 1 for i in range(100_000)}] * 3",
    "columns with control characters": "[{'\\x1b[2J': '\\x1b]0;title\\x07', 'a\\nb': '\\x00'}] * 2",
    "numbers without end": "[{'n': 10 ** 6000, 'x': float('nan'), 'e': '👩\u200d👩\u200d👧', 'b': Bad()}]",
}
MOST_BYTES = 6 << 20  # of an output on its way to the screen
CPU_SECONDS = 10  # of a run, on the slowest of machines


class BadOutputs(unittest.TestCase):
    def setUp(self):
        self.session = Session(TARN, PYTHON)
        self.addCleanup(self.session.__exit__)
        self.session.run(
            "import marimo as mo\nclass Bad:\n    def __str__(self): raise ValueError('str')\n"
            "    def __repr__(self): raise ValueError('repr')\n"
        )

    def spent(self):
        """Seconds of the interpreter's processor time."""
        fields = Path(f"/proc/{self.session.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def check(self, code):
        before, pid = self.spent(), self.session.pid
        done = self.session.run(code)
        text = json.dumps(done.output)
        self.assertEqual(OK, done.status, text[:500])
        self.assertLess(len(text), MOST_BYTES)
        self.assertLess(self.spent() - before, CPU_SECONDS)
        self.assertEqual("'alive'", self.session.run("'al' + 'ive'").shown)
        self.assertEqual(pid, self.session.pid)
        return text

    def test_whatever_a_method_answers_is_shown_within_bounds(self):
        for what, answer in ANSWERS.items():
            for method in METHODS:
                with self.subTest(f"{method}: {what}"):
                    body = answer.replace("NAME", repr(method))
                    self.check(f"class X:\n    def {method}(self):\n        {body}\nX()")

    def test_values_of_any_size_and_depth_are_shown_within_bounds(self):
        for what, code in VALUES.items():
            with self.subTest(what):
                self.check(code)

    def test_what_is_left_out_is_told(self):
        self.assertIn("million characters more", self.check("mo.plain_text('x\\n' * (1 << 24))"))
        self.assertIn("more", self.check("mo.vstack([mo.md('x')] * 200_000)"))
        self.assertIn("too much to be operated here", self.check("mo.ui.matrix([[0] * 1000] * 1000)"))
        self.assertIn("ValueError", self.check("class X:\n    def _repr_html_(self): raise ValueError('oops')\nX()"))

    def test_a_method_that_hangs_is_interrupted(self):
        for method in METHODS:
            with self.subTest(method):
                code = f"class X:\n    def {method}(self):\n        print('begun', flush=True)\n        while True: pass\nX()"
                run = self.session.begin(code)
                self.session.wait_for_console(run, b"begun")
                self.session.send("INTERRUPT", 1)
                self.assertEqual(INTERRUPTED, self.session.wait("DONE")[2])
                self.assertEqual("'alive'", self.session.run("'al' + 'ive'").shown)


if __name__ == "__main__":
    unittest.main()
