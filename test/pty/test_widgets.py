"""Elements of mo.ui in a real terminal: a key moves them, and what reads them is repainted."""
import unittest

from terminal import Case, notebook

SLIDER = "import marimo as mo\nsize = mo.ui.slider(0, 10, value=3)\nsize"


class Widgets(Case):
    def test_a_slider_that_moves_repaints_what_reads_it_and_nothing_else(self):
        terminal = self.open(notebook(SLIDER, "size.value * 100", "import os\nos.getpid()"))
        terminal.type(":run all<CR>")
        before = terminal.type("gg]w")
        self.assertIn("300", before.text)
        self.assertIn("WIDGET", before.text)
        after = terminal.type("2l")
        self.assertIn("500", after.text)
        changed = [row for row, (old, new) in enumerate(zip(before.rows, after.rows)) if old != new]
        moved = [row for row in changed if "●" in after.rows[row] or "500" in after.rows[row]]
        times = [row for row in changed if "size.value" in after.rows[row]]  # how long the reader took
        self.assertEqual(sorted(set(moved + times)), changed)
        self.assertIn("NORMAL", terminal.type("<Esc>").text)

    def test_lazily_what_reads_it_becomes_stale(self):
        terminal = self.open(notebook(SLIDER, "size.value * 100"), "--lazy")
        terminal.type(":run all<CR>")
        after = terminal.type("gg]w2l")
        self.assertIn(" 5", next(row for row in after.rows if "●─" in row))
        self.assertIn("300", after.text)
        self.assertIn("stale", after.text)
        self.assertIn("500", terminal.type("<Esc>:run stale<CR>").text)

    def test_what_reads_it_waits_visibly_while_another_cell_runs(self):
        terminal = self.open(notebook(SLIDER, "size.value * 100", "import os, time\nwhile not os.path.exists('go'): time.sleep(0.01)"))
        terminal.send(":run all<CR>")
        terminal.until(lambda screen: "300" in screen.text and "running" in screen.text)
        terminal.send("gg]wl")
        terminal.until(lambda screen: any("size.value" in row and "…" in row for row in screen.rows))
        (self.folder / "go").write_text("")
        self.assertNotIn("queued", terminal.until("400").text + terminal.quiet().text)

    def test_a_restart_leaves_no_element_that_can_be_operated(self):
        terminal = self.open(notebook(SLIDER))
        terminal.type(":run all<CR>")
        terminal.type(":restart<CR>")
        after = terminal.type("gg]wl")
        self.assertIn("run cell 1 first", after.text)
        self.assertIn("●", after.text)

    CHAT = """import marimo as mo
import os, time

def model(messages, config):
    yield "I" + " see "
    while not os.path.exists("go"):
        time.sleep(0.01)
    yield messages[-1].content

chat = mo.ui.chat(model, prompts=["How are you?"])
chat"""

    def open_chat(self):
        terminal = self.open(notebook(self.CHAT, "len(chat.value)"), size=(40, 80))
        terminal.type(":run all<CR>")
        self.assertIn("• How are you?", terminal.type("gg]w").text)
        return terminal

    def test_an_answer_is_seen_as_it_comes_and_then_it_is_a_value(self):
        terminal = self.open_chat()
        terminal.send("ihello<CR>")
        screen = terminal.until("┊ I see")
        self.assertNotIn("I see hello", screen.text)
        self.assertNotIn("• How are you?", screen.text)
        terminal.send("ifurther<CR>")  # what is said meanwhile is said in its turn
        (self.folder / "go").write_text("")
        terminal.until("I see hello")
        self.assertIn("┊ 4", terminal.until("I see further").text + terminal.quiet().text)

    def test_an_answer_is_interrupted_and_the_interpreter_lives(self):
        terminal = self.open_chat()
        for word in ("one", "two"):  # twice: it is not asked to end
            terminal.send(f"i{word}<CR>")
            terminal.until(lambda screen: f"┊ {word}" in screen.text and "┊ I see" in screen.text and "interrupted" not in screen.text)
            terminal.send("<C-c>")
            terminal.until("interrupted")
        self.assertIn("┊ 0", terminal.quiet().text)
        (self.folder / "go").write_text("")
        terminal.send("ithree<CR>")
        self.assertIn("┊ 4", terminal.until("I see three").text + terminal.quiet().text)

    def test_what_was_typed_and_not_said_can_be_typed_on(self):
        terminal = self.open_chat()
        (self.folder / "go").write_text("")
        terminal.type("ihal<Esc>")
        self.assertIn("• How are you?", terminal.screen.text)
        terminal.type("if<CR>")
        self.assertIn("I see half", terminal.screen.text)
        terminal.type("<Space><CR> Really?<CR>")
        self.assertIn("I see How are you? Really?", terminal.screen.text)
        self.assertIn("┊ 4", terminal.screen.text)
        self.assertIn("┊ 0", terminal.type("X").text)


if __name__ == "__main__":
    unittest.main()
