"""Renaming a name of the notebook in all cells, where it is that name."""
import unittest

from terminal import Case, notebook


class Renames(Case):
    def rename(self, cells, to="total", keys=""):
        terminal = self.open_without_python(notebook(*cells))
        return terminal, terminal.type(f"{keys}:rename {to}<CR>")

    def cells_after(self, cells, to="total", keys=""):
        terminal, screen = self.rename(cells, to, keys)
        self.assertIn("u takes it back", screen.text)
        terminal.type(":w<CR>")
        text = (self.folder / "nb.py").read_text()
        terminal.type("u:w<CR>")
        after = (self.folder / "nb.py").read_text()
        for cell in cells:
            for line in cell.splitlines():
                self.assertIn(line, after)
        return text

    def test_definitions_and_uses_in_all_cells(self):
        text = self.cells_after(["s = 1", "t = s + 1\nt", "print(s, t, s)"])
        for line in ("total = 1", "t = total + 1", "print(total, t, total)"):
            self.assertIn(line, text)

    def test_what_is_another_name_stays(self):
        text = self.cells_after([
            "s = 1",
            "def f(s, x=s):\n    return s + x\n\n\nclass C:\n    s = 2\n    t = s",
            "d = dict(s=s)\nd.s = [s for s in range(3)]\nprint('s', s, lambda s: s, d['s'])",
            "def g():\n    s = 1\n    def h():\n        return s\n    return h",
            "def k():\n    global s\n    s = 3",
            "def m():\n    for i in range(3):\n        if i:\n            print(s, i)\n        s = i",
            "def n():\n    return [s for i in range(s)]",
        ])
        for line in ("def f(s, x=total):", "    return s + x", "    s = 2", "    t = s", "d = dict(s=total)",
                     "d.s = [s for s in range(3)]", "print('s', total, lambda s: s, d['s'])", "    s = 1",
                     "        return s", "    global total", "    total = 3",
                     "            print(s, i)", "        s = i", "    return [total for i in range(total)]"):
            self.assertIn(line + "\n", text)

    def test_inside_of_strings_with_values(self):
        text = self.cells_after(["s = 1", 'a = f"s {s} {{s}} {s!r:>{s}}"'])
        self.assertIn('a = f"s {total} {{s}} {total!r:>{total}}"', text)

    def test_imports_keep_what_they_import(self):
        text = self.cells_after(["import os, json as js\nfrom sys import path", "os.sep, path"], "o", "w")
        self.assertIn("import os as o, json as js\n", text)
        self.assertIn("o.sep, path\n", text)
        text = self.cells_after(["import os, json as js", "js.dumps(1)"], "j", "$")
        self.assertIn("import os, json as j\n", text)
        self.assertIn("j.dumps(1)\n", text)

    def test_functions_and_classes(self):
        text = self.cells_after(["f = print\n\n\n@f\ndef f(x=1):\n    return f", "f()"], "g")
        for line in ("g = print\n", "@g\n", "def g(x=1):\n", "return g\n", "g()\n"):
            self.assertIn(line, text)

    def test_what_cannot_be_done_is_refused_and_nothing_changes(self):
        for cells, to, why in (
            (["s = 1", "total = 2"], "total", "cell 2 has a name total already"),
            (["s = 1", "def f():\n    total = 2\n    return s"], "total", "cell 2: the new name is used there already"),
            (["s = 1"], "_s", "local to its cell"),
            (["s = 1"], "for", "is no name"),
            (["s = 1"], "a.b", "is no name"),
            (["print(1)"], "x", "print is no name that a cell defines"),
            (["s = 1", 'f"{s} {[s for s in (1, 2)]}"'], "total", "f-string"),
        ):
            _, screen = self.rename(cells, to)
            self.assertIn(why, screen.text)
            self.assertNotIn("+ -", screen.title)


if __name__ == "__main__":
    unittest.main()
