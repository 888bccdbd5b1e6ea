"""Outputs that are as large, as wide and as deep as they may be: the editor stays as quick as it was."""
import os
import unittest

from terminal import Case, notebook

VALUES = {
    "many options at once": "mo.ui.radio([f'option {i}' for i in range(100_000)])",
    "many options": "mo.ui.dropdown([f'option {i}' for i in range(100_000)])",
    "deep Markdown": "mo.md('> ' * 50_000 + 'x')",
    "deep lists in Markdown": "mo.md('\\n'.join('  ' * i + '- x' for i in range(2000)))",
    "deep HTML": "mo.Html('<ul><li>' * 20_000 + 'x')",
    "a deep stack": "v = mo.md('x')\nfor _ in range(150): v = mo.vstack([v])\nv",
    "a deep row": "v = mo.md('x')\nfor _ in range(90): v = mo.hstack([v, 'y'])\nv",
    "a wide row": "mo.hstack([mo.md('x')] * 10_000)",
    "a wide stack": "mo.vstack([mo.md('x')] * 200_000)",
    "one long line": "mo.plain_text('x' * 10_000_000)",
    "many lines": "mo.plain_text('x\\n' * 10_000_000)",
    "one long word of Markdown": "mo.md('x' * 10_000_000)",
    "much mathematics": "mo.md('$' + '\\\\frac{1}{' * 5000 + '}' * 5000 + '$')",
    "many columns": "[{f'c{i}': i for i in range(100_000)}] * 3",
}
CPU_SECONDS = 6  # for all of it, with sanitisers on a slow machine; a key that lays a million lines out costs more


class BadOutputs(Case):
    def spent(self, terminal):
        """Seconds of the editor's processor time."""
        with open(f"/proc/{terminal.pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def test_keys_are_answered_beside_any_output(self):
        for what, code in VALUES.items():
            with self.subTest(what):
                terminal = self.open(notebook(f"import marimo as mo\n{code}", "last = 1"), size=(30, 100))
                terminal.type(":run all<CR>")
                for key in "jkjkjkGg":
                    terminal.type(key * (1 + (key == "g")))
                terminal.type(":cell 2<CR>ofurther = 2<Esc>")
                self.assertIn("further = 2", terminal.screen.text)
                self.assertLess(self.spent(terminal), CPU_SECONDS)
                terminal.close()


if __name__ == "__main__":
    unittest.main()
