"""Modules beside the notebook that change while it is open."""
import os
import unittest

from terminal import NOTEBOOK, Case

HEADER = NOTEBOOK[:NOTEBOOK.index("@app.cell")]
CELLS = """\
@app.cell
def _():
    import helper
    return (helper,)


@app.cell
def _(helper):
    y = "value " + str(helper.f())
    y
    return (y,)


if __name__ == "__main__":
    app.run()
"""


class Reload(Case):
    def save(self, text: str, name="helper.py"):
        """As vim does with 'backupcopy=no': a new file takes the name of the old one."""
        self.write(name + "~", text)
        os.rename(self.folder / (name + "~"), self.folder / name)

    def open_importing(self, mode: str, **options):
        config = self.folder / ".xdg" / "config" / "tarn"
        config.mkdir()
        (config / "tarnrc").write_text(f"set autoreload={mode}\n")
        self.save("def f():\n    return 1\n")
        terminal = self.open(HEADER + CELLS, **options)
        self.assertIn("value 1", terminal.type(":run all<CR>").text)
        return terminal

    def test_autorun_repaints_the_output_of_what_depends_on_it(self):
        terminal = self.open_importing("autorun")
        self.save("def f():\n    return 2\n")
        terminal.until("value 2")
        screen = terminal.quiet()
        self.assertNotIn("value 1", screen.text)
        self.assertNotIn("stale", screen.text)
        self.assertIn("helper.py changed: 2 cells run again", screen.text)
        self.save("def f():\n    return 3\n")  # and again
        terminal.until("value 3")

    def test_lazy_marks_it_stale_and_runs_it_when_it_is_asked_for(self):
        terminal = self.open_importing("lazy")
        self.save("def f():\n    return 2\n")
        terminal.until("helper.py changed: 2 cells are stale")
        screen = terminal.quiet()
        self.assertIn("value 1", screen.text)
        self.assertRegex(screen.text, r"─ stale ─\n.*import helper\n.*─ stale ─\n.*helper\.f")
        screen = terminal.type(":run stale<CR>")
        self.assertIn("value 2", screen.text)
        self.assertNotIn("─ stale ─", screen.text)

    def test_a_module_that_does_not_parse_is_told_with_its_place(self):
        terminal = self.open_importing("autorun")
        self.save("def f():\n    return (2\n")
        screen = terminal.until("helper.py:2: ")
        self.assertIn("value 1", terminal.quiet().text)
        self.assertIn("are stale", screen.text)
        self.save("def f():\n    return 2\n")
        terminal.until("value 2")

    def test_off_is_off(self):
        terminal = self.open_importing("off")
        self.save("def f():\n    return 2\n")
        screen = terminal.type("]]:run<CR>")
        self.assertIn("value 1", screen.text)
        self.assertNotIn("helper.py changed", screen.text)

    def test_a_wrong_word_in_tarnrc_is_told_with_its_line(self):
        config = self.folder / ".xdg" / "config" / "tarn"
        config.mkdir()
        (config / "tarnrc").write_text("\nset autoreload=on\n")
        terminal = self.open(size=(24, 160))
        self.assertRegex(terminal.screen.text, r"tarnrc:2: .*autoreload=on.*off, lazy, autorun")


if __name__ == "__main__":
    unittest.main()
