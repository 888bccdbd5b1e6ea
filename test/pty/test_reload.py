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

    def check_configured(self, wanted: str, **files):
        """What the option begins with, given these files; `_` stands for `/`, `__` for `.`."""
        for name, text in files.items():
            self.write(name.replace("__", ".").replace("_", "/"), text)
        terminal = self.open_without_python(self.notebook)
        self.assertIn(f"autoreload={wanted}", terminal.type(":set autoreload?<CR>").text)
        terminal.close()

    notebook = NOTEBOOK

    def test_marimos_configuration_counts(self):
        self.trust()
        (self.folder / ".xdg" / "config" / "marimo").mkdir()
        self.check_configured("off")
        own = '[display]\nauto_reload = "lazy"\n[runtime]  # of mine\nauto_reload = "autorun"  # always\n'
        self.check_configured("autorun", __xdg_config_marimo_marimo__toml=own)
        project = "[tool.marimo]\nruntime . auto_reload = 'autorun'"
        self.check_configured("autorun", pyproject__toml=project)  # the user says so, too
        self.check_configured("lazy", __xdg_config_marimo_marimo__toml=own.replace("autorun", "off"))
        self.check_configured("off", pyproject__toml="[tool.marimo.runtime]\nauto_reload='off'")
        self.notebook = '# /// script\n# [tool.marimo.runtime]\n# auto_reload = "autorun"\n# ///\n' + NOTEBOOK
        self.check_configured("lazy")
        self.assertIn("autoreload=off", self.open(self.notebook, "--clean").type(":set autoreload?<CR>").text)
        self.trust(self.folder)
        self.check_configured("autorun")

    def test_a_file_in_the_working_directory_is_not_the_users_own_but_that_of_the_home_is(self):
        self.trust()
        self.environment["HOME"] = str(self.folder / ".xdg")
        self.check_configured("lazy", __marimo__toml='[runtime]\nauto_reload = "autorun"\n')
        self.environment["HOME"] = str(self.folder)
        self.check_configured("autorun")

    def test_tarnrc_wins_over_marimo_and_a_word_that_marimo_does_not_know_is_told(self):
        config = self.folder / ".xdg" / "config" / "tarn"
        config.mkdir()
        self.write("pyproject.toml", "[tool.marimo.runtime]\n\nauto_reload = 'always'\n")
        self.assertIn("pyproject.toml:3: auto_reload = 'always': it is one of off, lazy, autorun",
                      self.open(size=(24, 160)).screen.text)
        (config / "tarnrc").write_text("set autoreload=lazy\n")
        self.check_configured("lazy", pyproject__toml="[tool.marimo.runtime]\nauto_reload = 'off'\n")

    def test_a_wrong_word_in_tarnrc_is_told_with_its_line(self):
        config = self.folder / ".xdg" / "config" / "tarn"
        config.mkdir()
        (config / "tarnrc").write_text("\nset autoreload=on\n")
        terminal = self.open(size=(24, 160))
        self.assertRegex(terminal.screen.text, r"tarnrc:2: .*autoreload=on.*off, lazy, autorun")


if __name__ == "__main__":
    unittest.main()
