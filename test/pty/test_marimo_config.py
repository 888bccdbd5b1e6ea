"""What marimo's configuration says of how cells run: tarn-config(5), FROM MARIMO."""
import os
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


class Snippets(Configured):
    def test_folders_of_snippets_are_read_and_nothing_in_them_runs(self):
        code = "open('ran', 'w')"
        (self.folder / "my own").mkdir()
        self.write("my own/two.py", notebook('mo.md("# Two things")', code))
        self.write("pyproject.toml", "[tool.marimo.snippets]\ncustom_paths = ['my own', '/x|!touch ran']\n")
        self.trust()
        terminal = self.open(PAIR, "--python", "/none")
        self.assertIn(code, terminal.type("<Space>ITwo things").text)
        self.assertIn("3 ", terminal.type("<CR>").text)
        self.assertIn(code, terminal.screen.text)
        self.assertFalse((self.folder / "ran").exists())

    def test_a_bad_file_is_told_with_its_line(self):
        (self.folder / ".xdg/config/tarn/snippets").mkdir(parents=True)
        self.write(".xdg/config/tarn/snippets/python.json", '{\n  "x": 1\n}')
        terminal = self.open(PAIR, "--python", "/none", size=(24, 150))
        self.assertIn('python.json:2: "x" has no "body"', terminal.type("<Space>I").text)


class Vimrc(Configured):
    def test_that_of_the_user_is_sourced_before_tarnrc(self):
        (self.folder / ".xdg/config/marimo").mkdir(parents=True)
        self.write(USER, "[keymap]\npreset = 'vim'\nvimrc = 'my vimrc'\n")
        self.write(".xdg/config/marimo/my vimrc", 'set ts=3 sw=3\nsyntax on\nnnoremap gA Amapped<Esc>\n')
        (self.folder / ".xdg/config/tarn").mkdir(parents=True)
        self.write(".xdg/config/tarn/tarnrc", "set ts=7\n")
        self.assertEqual(self.option("sw"), "shiftwidth=3")
        self.assertEqual(self.option("ts"), "tabstop=7")
        self.assertIn("a = 3mapped", self.open(PAIR, "--python", "/none").type("gA").text)

    def test_one_that_is_not_there_is_told(self):
        (self.folder / ".xdg/config/marimo").mkdir(parents=True)
        self.write(USER, "[keymap]\nvimrc = '/nowhere/vimrc'\n")
        terminal = self.open(PAIR, "--python", "/none")
        self.assertIn("Can't open file /nowhere/vimrc", terminal.type(":messages<CR>").text)

    def test_a_project_names_none_however_it_is_trusted(self):
        self.write("vimrc", "set ts=3\n")
        self.write("pyproject.toml", "[tool.marimo.keymap]\nvimrc = 'vimrc'\n")
        self.trust()
        self.assertEqual(self.option("ts"), "tabstop=4")


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


class Surroundings(Configured):
    ASKED = notebook("import os, sys\nprint('told', os.environ.get('TOLD'), any('lib' == p[-3:] for p in sys.path), os.environ.get('HERE'))")

    def told(self, *arguments, run=":run all<CR>", **more) -> str:
        terminal = self.open(self.ASKED, *arguments, **more)
        shown = [row for row in terminal.type(run).rows if "› told" in row][-1].partition("told ")[2].strip()
        terminal.close()
        return shown

    def test_variables_of_a_file_are_there_but_those_that_are_there_stay(self):
        self.write(".env", "# secrets\nTOLD=by-a-file # it is\nexport HERE='other'\n")
        self.assertEqual(self.told(), "None False None")  # it is the home folder's
        self.write(PROJECT, "")
        self.assertEqual(self.told(environment={"HERE": "mine"}), "by-a-file False mine")
        self.assertEqual(self.told("--clean"), "None False None")

    def test_the_project_says_which_files_and_folders(self):
        self.say(PROJECT, "pythonpath = [", "  'lib',  # ours", "]", "dotenv = ['first.env', 'none.env', 'second.env']",
                 "output_max_bytes = 1", "std_stream_max_bytes = 1", "default_sql_output = 'native'", "show_tracebacks = true")
        (self.folder / "lib").mkdir()
        self.write(".env", "TOLD=nobody-asked\n")
        self.write("first.env", "TOLD=first\n")
        self.write("second.env", "TOLD=second\nHERE=${TOLD}-${NONE:-else}\n")
        self.assertEqual(self.told(), "first True first-else")
        self.say(PROJECT, "dotenv = []")
        self.assertEqual(self.told(), "None False None")

    def test_a_folder_that_nobody_spoke_of_gives_nothing_before_it_is_trusted(self):
        self.write(".env", "TOLD=by-a-file\n")
        self.write(PROJECT, "")
        self.trust()
        terminal = self.open(self.ASKED)
        self.assertIn("told None", terminal.type(":run all<CR>").text)
        terminal.type(":trust<CR>")
        self.assertIn("told by-a-file", terminal.type(":run all<CR>").text)

    def test_a_file_that_cannot_be_read_is_told_of(self):
        if os.getuid() == 0:
            self.skipTest("root reads everything")
        self.write(".env", "")
        (self.folder / ".env").chmod(0)
        terminal = self.open(self.ASKED)
        self.assertIn(".env: Permission denied", terminal.type(":messages<CR>").text)

    def test_an_app_has_them_and_a_script_has_what_it_was_started_in(self):
        self.write(".env", "TOLD=by-a-file\n")
        self.write(PROJECT, "")
        self.write("nb.py", notebook("import os\n['told', os.environ.get('TOLD')]"))
        self.trust()
        self.assertIn("by-a-file", self.terminal("run", "nb.py").quiet().text)
        terminal = self.terminal("exec", "nb.py")
        self.assertEqual(terminal.exit_status(), 0)
        self.assertIn("'told', None", terminal.output().decode())


class LeftAlone(Configured):
    def test_a_run_without_a_screen_does_not_ask(self):
        self.say(USER, "on_cell_change = 'never'", "auto_instantiate = false")
        self.write("nb.py", PAIR)
        terminal = self.terminal("exec", "nb.py")
        self.assertEqual(terminal.exit_status(), 0)
        self.assertIn("follows 3333", terminal.output().decode())


if __name__ == "__main__":
    unittest.main()
