"""What marimo's configuration says of how cells run: tarn-config(5), FROM MARIMO."""
import unittest

from terminal import Case, notebook

PAIR = notebook("a = 3", "print('follows', a * 1111)")
USER, PROJECT = ".xdg/config/marimo/marimo.toml", "pyproject.toml"


class Configured(Case):
    def say(self, name: str, *lines: str):
        (self.folder / name).parent.mkdir(exist_ok=True)
        table = "runtime" if name.endswith("marimo.toml") else "tool.marimo.runtime"
        self.write(name, "\n".join([f"[{table}]", *lines, ""]))

    def option(self, name: str, *arguments: str) -> str:
        terminal = self.open(PAIR, "--python", "/none", *arguments)
        shown = terminal.type(f":set {name}?<CR>").rows[-1].strip()
        terminal.close()
        return shown


class OnCellChange(Configured):
    def test_lazy_makes_what_depends_on_a_cell_stale_until_it_is_asked_for(self):
        self.say(USER, 'on_cell_change = "lazy"')
        terminal = self.open(PAIR)
        terminal.type(":run all<CR>")
        screen = terminal.type("gg$r4:run<CR>")
        self.assertIn("follows 3333", screen.text)
        self.assertIn("stale", screen.text)
        self.assertIn("follows 4444", terminal.type(":run stale<CR>").text)

    def test_the_option_changes_it_while_the_notebook_is_open(self):
        terminal = self.open(PAIR)
        terminal.type(":set lazy<CR>:run all<CR>")
        self.assertIn("follows 3333", terminal.type("gg$r4:run<CR>").text)
        self.assertIn("follows 5555", terminal.type(":set nolazy<CR>gg$r5:run<CR>").text)

    def test_a_project_can_ask_for_lazy_but_take_it_back_only_where_it_is_trusted(self):
        self.say(USER, "on_cell_change = 'lazy'")
        self.say(PROJECT, "on_cell_change = 'autorun'")
        self.assertEqual(self.option("lazy"), "nolazy")
        self.trust()
        for user, project, shown in (("autorun", "lazy", "lazy"), ("lazy", "autorun", "lazy"), ("autorun", "autorun", "nolazy")):
            self.say(USER, f"on_cell_change = '{user}'")
            self.say(PROJECT, f"on_cell_change = '{project}'")
            self.assertEqual(self.option("lazy"), shown, (user, project))

    def test_tarnrc_is_stronger_and_the_command_line_stronger_than_that(self):
        self.say(USER, "on_cell_change = 'lazy'")
        (self.folder / ".xdg/config/tarn").mkdir()
        self.write(".xdg/config/tarn/tarnrc", "set nolazy\n")
        self.assertEqual(self.option("lazy"), "nolazy")
        self.assertEqual(self.option("lazy", "--lazy"), "lazy")
        self.assertEqual(self.option("lazy", "--clean"), "nolazy")

    def test_a_word_that_it_is_not_is_told_with_its_place(self):
        self.say(USER, "", "on_cell_change = 'never'")
        terminal = self.open(PAIR, "--python", "/none", size=(24, 160))
        self.assertIn("marimo.toml:3: on_cell_change = 'never': it is one of autorun, lazy", terminal.type(":messages<CR>").text)


class ReactiveTests(Configured):
    def test_false_leaves_cells_of_tests_alone(self):
        self.say(USER, "reactive_tests = false")
        terminal = self.open(notebook("def test_it():\n    assert False"))
        screen = terminal.type(":run all<CR>")
        self.assertNotIn("failed", screen.text)
        self.assertNotIn("pytest", screen.text)

    def test_a_project_that_is_not_trusted_can_switch_them_off_but_not_on(self):
        self.say(USER, "reactive_tests = false")
        self.say(PROJECT, "reactive_tests = true")
        self.assertEqual(self.option("reactivetests"), "reactivetests")
        self.trust()
        for user, project, shown in (("true", "false", "no"), ("false", "true", "no"), ("true", "true", "")):
            self.say(USER, f"reactive_tests = {user}")
            self.say(PROJECT, f"reactive_tests = {project}")
            self.assertEqual(self.option("reactivetests"), shown + "reactivetests", (user, project))


class LeftAlone(Configured):
    def test_files_that_came_along_change_neither_imports_nor_environment_even_if_they_are_trusted(self):
        self.say(PROJECT, "pythonpath = ['lib']", "dotenv = ['.env']", "output_max_bytes = 1",
                 "std_stream_max_bytes = 1", "default_sql_output = 'native'", "show_tracebacks = true")
        self.write(".env", "TOLD=by-a-file\n")
        terminal = self.open(notebook("import os, sys\nprint('told', os.environ.get('TOLD'), any('lib' == p[-3:] for p in sys.path))"))
        self.assertIn("told None False", terminal.type(":run all<CR>").text)

    def test_a_run_without_a_screen_does_not_ask(self):
        self.say(USER, "on_cell_change = 'never'", "auto_instantiate = false")
        self.write("nb.py", PAIR)
        terminal = self.terminal("exec", "nb.py")
        self.assertEqual(terminal.exit_status(), 0)
        self.assertIn("follows 3333", terminal.output().decode())


if __name__ == "__main__":
    unittest.main()
