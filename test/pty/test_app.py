"""tarn run: a notebook as an app, on a real terminal and where there is none."""
import importlib.util
import json
import re
import subprocess
import sys
import unittest

from terminal import PYTHON, TARN, Case, notebook

CELLS = ("import marimo as mo", "mo.md('# Title')", "size = mo.ui.slider(0, 10, value=3)\nsize",
         "import os\nmo.md(f'{size.value * 100} in {mo.app_meta().mode} of {os.getpid() > 0}')")


TEST_PYTHON = sys.executable
HAS_COMPANIONS = all(importlib.util.find_spec(name) for name in ("fastapi", "uvicorn", "polars"))


def count_of(screen):
    found = re.search(r"(\d+) requests since", screen.text)
    return int(found[1]) if found else 0


class App(Case):
    def run_app(self, content=notebook(*CELLS), *arguments, **options):
        self.write("nb.py", content)
        return self.terminal("run", "--python", PYTHON, *arguments, "nb.py", **options)

    def test_all_cells_have_run_and_a_key_moves_a_slider(self):
        terminal = self.run_app()
        first = terminal.until("300 in run of True")
        self.assertIn("Title", first.text)
        self.assertIn("APP", first.text)
        self.assertNotIn("import", first.text)
        self.assertNotIn("size.value", first.text)
        self.assertFalse(first.visible)
        self.assertIn("500 in run", terminal.type("<Tab>2l").text)
        terminal.send("<Esc>q")
        self.assertEqual(terminal.exit_status(), 0)
        self.assertFalse(terminal.screen.alternate)

    def test_the_keymap_of_tarnrc_chooses_the_keys_of_an_app(self):
        for keymap, scrolls, leaves in (("plain", "the arrows scroll", "<C-q>"), ("emacs", "<C-n> and <C-p> scroll", "<C-x><C-c>")):
            (self.folder / ".xdg/config/tarn").mkdir(parents=True, exist_ok=True)
            self.write(".xdg/config/tarn/tarnrc", f"set keymap={keymap}\nnnoremap q j\n")
            terminal = self.run_app()
            self.assertIn(scrolls, terminal.until("300 in run").text)
            self.assertIn("500 in run", terminal.type("<Tab><Right><Right>").text)
            terminal.send("<Esc>" if keymap == "plain" else "<C-g>")
            terminal.send(leaves)
            self.assertEqual(terminal.exit_status(), 0)

    def test_control_c_leaves_from_anywhere(self):
        for keys in ("", "<Tab>", "jj<Tab><Tab>"):
            terminal = self.run_app()
            terminal.until("300 in run")
            terminal.type(keys)
            terminal.send("<C-c>")
            self.assertEqual(terminal.exit_status(), 0)
            self.assertFalse(terminal.screen.alternate)

    def test_nothing_edits_it(self):
        terminal = self.run_app()
        terminal.until("300")
        for keys in ("ddixyz<Esc>oabc<Esc>", "u<C-r>p.", ":s/size/x/<CR>", ":d<CR>", ":w<CR>"):
            terminal.type(keys)
        self.assertIn("only shown", terminal.paste(b"pasted").text)
        terminal.send("ZZ")
        self.assertEqual(terminal.exit_status(), 0)  # by ZZ
        self.assertEqual((self.folder / "nb.py").read_text(), notebook(*CELLS))

    def test_what_fails_is_told_in_short_and_the_rest_goes_on(self):
        terminal = self.run_app(notebook("1 / 0", "'after' * 2"))
        screen = terminal.until("ZeroDivisionError: division by zero")
        self.assertIn("afterafter", terminal.until("afterafter").text)
        self.assertNotIn("line 1", screen.text)

    def test_a_cell_may_ask(self):
        terminal = self.run_app(notebook("name = input('who? ')", "'hello ' + name"))
        terminal.until("who?")
        terminal.send("you<CR>")
        self.assertIn("hello you", terminal.until("hello you").text)

    def test_with_its_code(self):
        terminal = self.run_app(notebook(*CELLS), "--include-code")
        terminal.until("300 in run")
        self.assertIn("size = mo.ui.slider", terminal.screen.text)
        terminal.type("dd")
        self.assertIn("APP", terminal.screen.text)

    def test_watched_it_runs_what_changes_in_the_file(self):
        terminal = self.run_app(notebook("x = 1", "x + 40"), "--watch")
        terminal.until("41")
        self.write("nb.py", notebook("x = 2", "x + 40"))
        self.assertIn("42", terminal.until("42").text)

    def test_several_are_tabs_each_with_its_interpreter(self):
        self.write("b.py", notebook("import sys", "x = 5", "f'{x * 2} of {sys.argv[1:]}'"))
        self.write("nb.py", notebook("x = 4", "f'first {x}'"))
        terminal = self.terminal("run", "--python", PYTHON, "nb.py", "b.py", "--", "--fast")
        first = terminal.until("first 4")
        self.assertIn("1 nb.py", first.rows[0])
        self.assertIn("2 b.py", first.rows[0])
        terminal.send("gt")
        self.assertIn("10 of ['--fast']", terminal.until("10 of").text)
        self.assertIn("first 4", terminal.type("gT").text)
        terminal.send("2gt")
        terminal.until("10 of")
        self.assertIn("first 4", terminal.type("gt").text)  # round
        terminal.send("q")
        self.assertEqual(terminal.exit_status(), 0)

    def test_the_last_screen_stays_as_text_if_asked(self):
        terminal = self.run_app(notebook(*CELLS), "--leave-text")
        terminal.until("300 in run")
        terminal.type("<Tab>l<Esc>")
        terminal.until("400 in run")
        terminal.send("q")
        self.assertEqual(terminal.exit_status(), 0)
        self.assertFalse(terminal.screen.alternate)
        self.assertIn("400 in run of True", terminal.screen.text)
        self.assertIn("Title", terminal.screen.text)
        self.assertNotIn("APP", terminal.screen.text)

    def test_cells_are_where_the_layout_says(self):
        self.write("grid.json", json.dumps({"type": "grid", "data": {"columns": 2, "cells": [
            {"position": None}, {"position": [1, 0, 1, 1]}, {"position": [0, 0, 1, 1]}, {"position": [0, 1, 2, 1]}]}}))
        content = notebook(*CELLS).replace("marimo.App()", "marimo.App(layout_file='grid.json')")
        self.assertIn("layout_file", content)
        terminal = self.run_app(content)
        terminal.until("300 in run")
        row = next(row for row in terminal.screen.rows if "Title" in row)
        self.assertLess(row.index("●"), row.index("Title"))
        self.assertIn("500 in run", terminal.type("<Tab>2l").text)
        terminal.send("<Esc>q")
        self.assertEqual(terminal.exit_status(), 0)

    def test_the_mouse_finds_an_element_where_the_layout_put_it(self):
        self.write("grid.json", json.dumps({"type": "grid", "data": {"columns": 2, "cells": [
            {"position": None}, {"position": [0, 0, 1, 1]}, {"position": [1, 0, 1, 1]}, {"position": [0, 1, 2, 1]}]}}))
        terminal = self.run_app(notebook(*CELLS).replace("marimo.App()", "marimo.App(layout_file='grid.json')"))
        screen = terminal.until("300 in run")
        row, line = next((row, line) for row, line in enumerate(screen.rows) if "●" in line)
        self.assertGreater(line.index("●"), 40)
        end = line.rindex("─")
        terminal.send(b"\x1b[<0;%d;%dM\x1b[<0;%d;%dm" % (end + 1, row + 1, end + 1, row + 1))
        self.assertIn("1000 in run", terminal.until("1000 in run").text)

    def test_a_bad_layout_is_named_by_its_line_and_changes_nothing(self):
        for text, why in (("{\n nonsense", "grid.json:2:"), (None, "nb.py:4: layout_file:"),
                          ('{"type": "grid",\n"data": {"columns": "x"}}', 'grid.json:2: "columns"')):
            (self.folder / "grid.json").unlink(missing_ok=True)
            if text:
                self.write("grid.json", text)
            content = notebook(*CELLS).replace("marimo.App()", "marimo.App(layout_file='grid.json')")
            terminal = self.run_app(content)
            screen = terminal.until(why)
            self.assertIn("one below", screen.text)
            terminal.until("300 in run")
            terminal.send("q")
            self.assertEqual(terminal.exit_status(), 0)
            self.assertEqual((self.folder / "nb.py").read_text(), content)
            self.assertEqual((self.folder / "grid.json").read_text() if text else None, text)

    def test_slides(self):
        self.write("slides.json", '{"type": "slides", "data": {}}')
        terminal = self.run_app(notebook(*CELLS).replace("marimo.App()", "marimo.App(layout_file='slides.json')"))
        self.assertNotIn("300", terminal.until("slide 1/3").text)
        self.assertIn("300 in run", terminal.type("G  ").text)
        self.assertIn("Title", terminal.type("9h").text)
        self.assertIn("slide 3/3", terminal.type("2<Right>").text)

    def test_at_any_size(self):
        terminal = self.run_app()
        terminal.until("300")
        for size in ((12, 40), (1, 1), (3, 10), (5, 20), (50, 200), (24, 80)):
            screen = terminal.resize(*size)
            self.assertEqual(screen.unknown, [])
        self.assertIn("300", screen.text)


class Tutorials(Case):
    def show(self, name, *arguments):
        return self.terminal("tutorial", name, "--python", TEST_PYTHON, *arguments, size=(40, 120))

    def test_a_dashboard_in_the_editor_and_as_an_app(self):
        terminal = self.show("machine")
        self.assertIn("This machine", terminal.quiet().text)
        self.assertNotIn("cpu all", terminal.screen.text)  # nothing has run yet
        terminal.send(":q!<CR>")
        self.assertEqual(terminal.exit_status(), 0)
        terminal = self.show("machine", "--app")
        self.assertIn("APP", terminal.until("cpu all").text)
        terminal.send("q")
        self.assertEqual(terminal.exit_status(), 0)
        self.assertEqual([path.name for path in self.folder.glob("*.py")], [])

    @unittest.skipUnless(HAS_COMPANIONS, "fastapi, uvicorn or polars is not installed")
    def test_a_service_under_load_is_watched(self):
        terminal = self.show("api", "--app")
        terminal.until("/items/")  # of the slowest routes: somebody has used it
        self.assertRegex(terminal.screen.text, r"200 +\d+")
        before = count_of(terminal.screen)
        for _ in range(3):
            before = self.until_more(terminal, before)
        terminal.send("q")
        self.assertEqual(terminal.exit_status(), 0)

    def until_more(self, terminal, before):
        """A refresh more: they come by themselves."""
        return count_of(terminal.until(lambda screen: count_of(screen) > before))


class Elsewhere(Case):
    def run_piped(self, *arguments):
        done = subprocess.run([TARN, "run", "--python", PYTHON, *map(str, arguments)], cwd=self.folder, text=True,
                              capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
        return done.returncode, done.stdout, done.stderr

    def test_without_a_terminal_it_prints_as_exec_does(self):
        self.write("nb.py", notebook("import sys", "print('printed')", "sys.argv[1:]"))
        status, out, _ = self.run_piped("nb.py", "--", "a", "--b")
        self.assertEqual((status, out), (0, "printed\n['a', '--b']\n"))
        self.write("nb.py", notebook("1 / 0"))
        self.assertEqual(self.run_piped("--print", "nb.py")[0], 1)

    def test_what_is_wrong_is_said_and_exits_with_2(self):
        self.write("nb.py", notebook("1"))
        for arguments, why in (([], "wants a notebook"), (["none.py"], "none.py"), (["nb.py", "other.py"], "other.py"),
                               (["--nonsense", "nb.py"], "nonsense"), ([""], "empty")):
            status, _, error = self.run_piped(*arguments)
            self.assertEqual(status, 2, arguments)
            self.assertIn(why, error)

    def test_a_missing_file_is_no_new_notebook(self):
        terminal = self.terminal("run", "--python", PYTHON, "none.py")
        self.assertEqual(terminal.exit_status(), 2)
        self.assertFalse((self.folder / "none.py").exists())


if __name__ == "__main__":
    unittest.main()
