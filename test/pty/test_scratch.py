"""The scratchpad beside the notebook: what runs there, and what becomes of it."""
import unittest

from terminal import Case, notebook

CELLS = notebook("x = [1, 2]", "import time\nopen('go', 'w').close()\ntime.sleep(100)")


class Scratch(Case):
    def open_it(self, *arguments, keys="<CR>", **options):
        terminal = self.open(CELLS, *arguments, size=(40, 120), **options)
        terminal.type(keys)
        return terminal

    def right(self, screen) -> str:
        """What the panel shows."""
        return "\n".join(row.split("│", 1)[-1] if "──" not in row[:3] else row for row in
                         (line[71:].rstrip() for line in screen.text.split("\n")))

    def test_code_runs_on_the_names_and_binds_none(self):
        terminal = self.open_it()
        terminal.type("<Space>>len(x)<CR>")
        self.assertIn("┊ 2", self.right(terminal.screen))
        terminal.type("x = 5; print('here')<CR>")
        self.assertIn("› here", self.right(terminal.screen))
        terminal.type("x<CR>nothing<CR>")
        self.assertIn("1, 2", self.right(terminal.screen))
        self.assertIn("NameError", self.right(terminal.screen))
        self.assertNotIn("stale", terminal.screen.text)
        terminal.send("<Esc>:wqa<CR>")
        self.assertEqual(terminal.exit_status(), 0)
        self.assertEqual(self.path.read_text().count("@app.cell"), 2)

    def test_it_waits_behind_a_cell_and_can_be_taken_back(self):
        terminal = self.open_it()
        terminal.send("g<CR>")
        terminal.until("running cell 2")
        terminal.send("<Space>>x<CR>")
        terminal.until("waits for cell 2")
        terminal.until("queued")
        terminal.send("<C-c>")
        terminal.until("interrupted")
        self.assertIn("running", terminal.screen.text)
        terminal.send("<Esc><C-w>w<C-c>")
        terminal.until("KeyboardInterrupt")
        terminal.quiet()

    def test_what_it_runs_is_interrupted(self):
        terminal = self.open_it()
        terminal.send("<Space>>while True: pass<CR>")
        terminal.until("running")
        terminal.send("<CR>")
        terminal.until("running")
        terminal.send("<C-c>")
        terminal.until("KeyboardInterrupt")
        terminal.quiet()

    def test_an_output_is_copied_and_an_entry_becomes_a_cell(self):
        terminal = self.open_it()
        terminal.type("<Space>>sum(x)<CR>")
        terminal.type("<Esc>ky")
        self.assertIn("copied 1 character", terminal.screen.text)
        terminal.type("\x1b\r")
        self.assertIn("it is cell 3 of the notebook now", terminal.screen.text)
        terminal.type("<C-w>w:w<CR>")
        self.assertIn("    sum(x)\n", self.path.read_text())

    def test_the_history_outlives_the_session(self):
        terminal = self.open_it()
        terminal.type("<Space>>'ä' * 3<CR>if x:<CR>x<CR><CR><Esc>q")
        terminal.send(":q!<CR>")
        self.assertEqual(terminal.exit_status(), 0)
        terminal = self.open_it("--keymap", "plain", keys="\x0b>")
        self.assertIn("if x:", self.right(terminal.type("<Up>")))
        self.assertIn("'ä' * 3", self.right(terminal.type("<Up>")))

    def test_a_click_leads_there_and_a_line_is_read(self):
        terminal = self.open_it()
        terminal.type("<Space>><Esc><C-w>w")
        self.assertIn("nb.py", terminal.screen.text)
        terminal.type(b"\x1b[<0;90;3M\x1b[<0;90;3m")
        self.assertIn("scratchpad", terminal.screen.rows[38])
        terminal.send("iprint(input('who? ') + '!')<CR>")
        terminal.until("waits for input")
        terminal.until("CONSOLE")
        terminal.type("me<CR>")
        self.assertIn("me!", self.right(terminal.screen))
        self.assertIn("INSERT", terminal.screen.rows[38])

    def test_names_are_completed_from_the_objects(self):
        terminal = self.open_it()
        terminal.type("<Space>>x.appen\x00")
        terminal.until("append function")
        terminal.quiet()

    def test_help_of_a_name_is_read_on_the_whole_screen(self):
        terminal = self.open_it()
        terminal.type("<Space>>len<Esc>K")
        terminal.until("Return the number of items")
        terminal.quiet()

    def test_a_line_is_waited_for_until_keys_come_back(self):
        terminal = self.open_it()
        terminal.send("<Space>>import time; time.sleep(0.5); print(input('who? ') + '!')<CR>")
        terminal.until("running")
        terminal.send("<Esc><C-w>w")
        terminal.until("who? ")
        terminal.send("<C-w>w")
        terminal.until("CONSOLE")
        terminal.type("me<CR>")
        self.assertIn("me!", self.right(terminal.screen))

    def test_saving_there_saves_the_notebook(self):
        terminal = self.open_it()
        terminal.type("ccy = 1<Esc><Space>><Esc><Space>w")
        self.assertIn("    y = 1\n", self.path.read_text())
        terminal.type("<C-w>wcc3<Esc><C-w>w<Esc>")
        terminal.send("ZZ")
        self.assertEqual(terminal.exit_status(), 0)
        self.assertIn("    3\n", self.path.read_text())

    def test_a_command_there_leaves_the_notebook_alone(self):
        terminal = self.open_it()
        terminal.type(":nnoremap Q :w<lt>Bar>d<lt>CR><CR>:vnoremap gA :w !cat<lt>CR><CR>")
        terminal.type("ccy = 1<Esc>Vj<Esc><Space>>aaa<CR>")
        terminal.type("bbb = (<CR>ccc<Esc>QVgA")
        self.assertIn("bbb = (", terminal.screen.text)
        self.assertNotIn("ccc", terminal.screen.text)
        terminal.type("q")
        self.assertIn("y = 1", terminal.screen.text)

    def test_a_line_that_is_waited_for_when_it_is_shown_again(self):
        terminal = self.open_it()
        terminal.send("<Space>>import time; time.sleep(0.5); print(input('who? ') + '!')<CR>")
        terminal.until("running")
        terminal.send("<Esc>q")
        terminal.until("waits for input")
        terminal.send("<Space>>")
        terminal.until("CONSOLE")
        terminal.type("me<CR>")
        self.assertIn("me!", self.right(terminal.screen))

    def test_a_table_is_for_a_cell(self):
        terminal = self.open_it()
        terminal.type("<Space>>[{'a': 1}, {'a': 2}]<CR>")
        terminal.send("<Esc>k<Space>T")
        terminal.until("a table is looked at in a cell")
        terminal.quiet()


if __name__ == "__main__":
    unittest.main()
