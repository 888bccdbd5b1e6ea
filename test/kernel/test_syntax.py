"""The interpreter that runs a cell is the judge of its syntax: `tarn exec` with PYTHON, whatever Python tarn embeds."""

import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

TARN = os.environ["TARN"]
PYTHON = os.environ.get("PYTHON", "/usr/bin/python3")
VERSION = tuple(
    json.loads(subprocess.check_output([PYTHON, "-c", "import sys; print(list(sys.version_info[:2]))"], text=True))
)

# The version that has it first, the code, what a cell that reads `x` then shows.
NEW = [
    ((3, 8), "if (x := 5) > 3: pass", "5"),
    ((3, 9), "x = {'a': 1} | {'b': 2}", "{'a': 1, 'b': 2}"),
    ((3, 10), "match [1, 2]:\n    case [x, _]:\n        pass", "1"),
    ((3, 11), "try:\n    raise ExceptionGroup('g', [ValueError(7)])\nexcept* ValueError as e:\n    x = str(e.exceptions[0])",
     "'7'"),
    ((3, 12), "type Pair[T] = tuple[T, T]\ndef f[T](p: Pair[T]) -> T:\n    return p[0]\nx = f((4, 5))", "4"),
    ((3, 12), "names = {'a': 'b'}\nx = f'{names['a']} {'\\n'}'", "'b \\n'"),
    ((3, 12), "x = f'{1 + # one\n2}'", "'3'"),
    ((3, 13), "class Box[T = int]:\n    pass\nx = Box.__name__", "'Box'"),
]


def notebook(cells, setup=""):
    cell = "@app.cell\ndef _():\n{}\n    return\n\n\n"
    lines = ["    " + code.replace("\n", "\n    ") for code in cells]
    return "import marimo\n\napp = marimo.App()\n\n\n" + setup + "".join(map(cell.format, lines))


class Syntax(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "nb.py"

    def execute(self, text):
        self.file.write_text(text)
        done = subprocess.run([TARN, "exec", "--json", "--python", PYTHON, self.file], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)["cells"]

    def test_syntax_runs_from_its_version_on(self):
        for since, code, shown in NEW:
            with self.subTest(code=code):
                definer, reader = self.execute(notebook([code, "x"]))
                if VERSION >= since:
                    self.assertEqual(definer["status"], "ok", definer["errors"])
                    self.assertEqual(reader["output"]["text"], shown)
                else:
                    self.assertIn(definer["status"], ("error", "invalid"))
                    error = definer["errors"][0]
                    self.assertTrue(error["kind"] == "syntax" or error["type"] == "SyntaxError", error)

    def test_one_such_cell_costs_no_other(self):
        cells = self.execute(notebook(["x = = 1", "type y = int" if VERSION >= (3, 12) else "y = 2", "1 + 1"]))
        self.assertEqual([cell["status"] for cell in cells], ["invalid", "ok", "ok"])

    @unittest.skipIf(VERSION < (3, 12), "this Python has no type parameters")
    def test_functions_and_the_setup_cell_stay_what_they_are(self):
        setup = "with app.setup:\n    type T = int\n    k: list[T] = [1]\n\n\n@app.function\ndef f[U](a: U) -> U:\n    return a\n\n\n"
        cells = self.execute(notebook(["await g(f(k))", "async def g(z): return f'{z[0]} {'!'}'"], setup))
        self.assertEqual([cell["status"] for cell in cells], ["ok"] * 4)
        self.assertEqual([cell["name"] for cell in cells], ["setup", "f", "_", "_"])
        self.assertEqual(cells[2]["output"]["text"], "'1 !'")


if __name__ == "__main__":
    unittest.main()
