"""A table on the whole screen: its rows stay in the interpreter, which may be busy, slow, or gone."""
import unittest

from terminal import Case, notebook

ROWS = "[{'n': i, 'name': f'row {i}'} for i in range(100_000)]"


class Tables(Case):
    def open_table(self, *cells):
        terminal = self.open(notebook(*cells))
        terminal.type(":run all<CR>")
        terminal.send("gg<Space>T")
        terminal.until("100 000 rows")
        return terminal

    def test_the_last_row_is_as_near_as_the_first(self):
        terminal = self.open_table(ROWS)
        terminal.send("G")
        terminal.until("row 99999")
        terminal.send("gg")
        terminal.until("row 13")
        terminal.send(":54321<CR>")
        screen = terminal.until("row 54320")
        self.assertIn("row 54321  column 1/2", screen.text)
        self.assertIn("NORMAL", terminal.type("q").text)

    def test_it_waits_for_the_cell_that_runs(self):
        terminal = self.open_table(ROWS, "import os, time\ndef wait():\n    while not os.path.exists('go'):\n        time.sleep(0.01)")
        terminal.send("q")
        terminal.quiet()
        terminal.send(":py wait()<CR>")
        terminal.until("busy")
        terminal.send("<Esc>gg<Space>T]")
        terminal.until("waits")
        (self.folder / "go").write_text("")
        self.assertIn("row 99999", terminal.until("100 000 rows").text)

    def test_a_filter_that_takes_forever_is_interrupted(self):
        terminal = self.open_table(ROWS, "import itertools\ndef forever(n):\n    open('began', 'w').close()\n    for _ in itertools.count():\n        pass")
        terminal.send("fforever(n)<CR>")
        terminal.until(lambda screen: "where forever(n)  asking" in screen.text)
        while not (self.folder / "began").exists():
            terminal.screen
        terminal.send("<C-c>")
        terminal.until("interrupted")
        terminal.send("f<C-u>n > 99997<CR>")
        self.assertIn("2 rows", terminal.until("row 99999").text)

    def test_rows_are_copied_to_the_clipboard(self):
        terminal = self.open_table(ROWS)
        before = terminal.written
        terminal.send("2y")
        terminal.until("2 lines copied")
        self.assertIn(b"\x1b]52;c;", terminal.output(before))
        terminal.send("qGp")
        self.assertIn("0\trow 0".expandtabs(4), terminal.quiet().text.replace("│ ", ""))

    def test_an_export_is_written(self):
        terminal = self.open_table(ROWS)
        terminal.send("]wout.csv<CR>")
        terminal.until("100000 rows written")
        lines = (self.folder / "out.csv").read_text().split("\n")
        self.assertEqual(["n,name", "99999,row 99999"], lines[:2])
        terminal.send("wout.csv<CR>")
        terminal.until("is there already")

    def test_without_an_interpreter_it_says_so(self):
        terminal = self.open_table(ROWS, "import os")
        terminal.send("q:python os._exit(3)<CR>")
        terminal.until("dead")
        terminal.send("<Esc>gg<Space>T")
        terminal.until("run its cell")


if __name__ == "__main__":
    unittest.main()
