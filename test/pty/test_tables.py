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

    def open_editor(self, *cells):
        editor = "import marimo as mo\nrows = [{'n': i, 'name': f'row {i}'} for i in range(4)]\nsheet = mo.ui.data_editor(rows)\nsheet"
        terminal = self.open(notebook(editor, "[f\"{row['n']}/{row['name']}\" for row in sheet.value]", *cells))
        terminal.type(":run all<CR>")
        terminal.send("gg]w<CR>")
        terminal.until("4 rows × 2 columns")
        return terminal

    def test_a_cell_is_edited_and_what_reads_it_runs(self):
        terminal = self.open_editor()
        terminal.send("jli more<CR>h<CR><C-u>70<CR>")
        terminal.until("70  row 1 more")
        terminal.send("oi9<CR>")  # what is typed next is about the new row
        terminal.until("9  ∅")
        terminal.send("ggdd")
        terminal.until("4 rows")
        terminal.send("q")
        terminal.until("'70/row 1 more', '2/row 2', '3/row 3', '9/None'")
        terminal.type("]w<CR>")
        terminal.until("4 rows")
        terminal.send("uuu")
        terminal.until("0  row 0")
        terminal.send("q")
        terminal.until("'0/row 0', '70/row 1 more', '2/row 2', '3/row 3']")

    def test_an_edit_whose_table_was_left_at_once_is_made(self):
        terminal = self.open_editor()
        terminal.send("i42<CR>q")
        terminal.until("'42/row 0'")

    def test_what_a_column_cannot_hold_is_refused(self):
        terminal = self.open_editor()
        terminal.send("i<C-u>many<CR>")
        terminal.until("many is no number")
        terminal.type("i<Esc>")
        self.assertIn("0 edits", terminal.type("q").text)

    def test_edits_wait_for_the_cell_that_runs(self):
        terminal = self.open_editor("import os, time\ndef wait():\n    while not os.path.exists('go'):\n        time.sleep(0.01)")
        terminal.type("q")
        terminal.send(":py wait()<CR>")
        terminal.until("busy")
        terminal.send("<Esc>gg<Space>T")
        terminal.until("waits")
        (self.folder / "go").write_text("")
        terminal.until("4 rows × 2 columns")
        terminal.send("i<C-u>11<CR>jli!<CR>q")
        terminal.until("'11/row 0', '1/row 1!'")

    def test_a_table_that_is_not_edited_says_so(self):
        terminal = self.open_table(ROWS)
        self.assertIn("mo.ui.data_editor", terminal.type("i").text)
        self.assertIn("TABLE", terminal.screen.text)

    def open_element(self, arguments, shown="[repr(each) for each in t.value]"):
        element = f"import marimo as mo\nt = mo.ui.table([{{'n': i, 'name': f'row {{i}}'}} for i in range(9)], {arguments})\nt"
        terminal = self.open(notebook(element, shown), size=(40, 80))
        terminal.type(":run all<CR>")
        terminal.send("gg]w<CR>")
        terminal.until(lambda screen: "9 rows × " in screen.text and "row 8" in screen.text)
        return terminal

    def test_the_value_of_an_element_is_picked_when_it_is_opened(self):
        terminal = self.open_element("initial_selection=[2]", "[each['n'] for each in t.value]")
        self.assertEqual(1, terminal.screen.text.count("●"))
        terminal.type("4j<Space>")
        terminal.send("<CR>")
        terminal.until("2 rows chosen")
        self.assertIn("[2, 4]", terminal.type("q").text)
        terminal.type("]w<CR>")
        terminal.until(lambda screen: "9 rows × " in screen.text and "row 8" in screen.text)
        self.assertEqual(2, terminal.screen.text.count("●"))
        terminal.type("U<CR>")
        self.assertIn("┊ []", terminal.type("q").text)

    def test_what_is_picked_stays_picked_in_another_order(self):
        terminal = self.open(notebook("import marimo as mo", "tab = mo.ui.table([{'n': i, 'm': -i} for i in range(9)])\ntab",
                                      "print('chosen', sorted(row['n'] for row in tab.value))"))
        terminal.type(":run all<CR>")
        terminal.send("]w<CR>")
        terminal.until("q closes")
        terminal.type("jj<Space><Space><CR>")
        terminal.send("gglf<C-u>n != 3<CR>")
        terminal.until("8 rows")
        terminal.send("[")  # by m, descending or not: 8 comes first in one of them
        terminal.until(lambda screen: "▼" in screen.text or "▲" in screen.text)
        terminal.until(lambda screen: screen.text.count("●") == 1)
        terminal.send("]")
        terminal.until(lambda screen: screen.text.count("●") == 1)
        terminal.send("G")
        terminal.send("<Space><CR>")
        terminal.until("3 rows chosen")
        terminal.send("q")
        screen = terminal.until(lambda screen: "chosen [" in screen.text and "2, 3" in screen.text)
        self.assertRegex(screen.text, r"chosen \[(0, 2, 3|2, 3, 8)\]")

    def test_cells_are_chosen_where_the_element_is_of_cells(self):
        terminal = self.open_element("selection='multi-cell'", "[(each.row, each.column, each.value) for each in t.value]")
        terminal.type("j<Space>l2j<Space>")
        terminal.send("<CR>")
        terminal.until("2 cells chosen")
        terminal.send("q")
        terminal.until("[('1', 'n', 1), ('3', 'name', 'row 3')]")

    def test_a_table_looks_as_its_element_says(self):
        terminal = self.open_element("hidden_columns=['n']", "1")
        self.assertIn("1 hidden", terminal.screen.text)

    def test_without_an_interpreter_it_says_so(self):
        terminal = self.open_table(ROWS, "import os")
        terminal.send("q:python os._exit(3)<CR>")
        terminal.until("dead")
        terminal.send("<Esc>gg<Space>T")
        terminal.until("run its cell")


if __name__ == "__main__":
    unittest.main()
