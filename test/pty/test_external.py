"""Another editor for a cell: $VISUAL or $EDITOR gets the terminal and the cell's text, and what it leaves is the cell."""
import signal
import unittest

from terminal import Case, notebook

KEYS = "<Space>!"


class External(Case):
    def script(self, name, body) -> str:
        path = self.write(name, f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)
        return str(path)

    def opened(self, body, cells=("x = 1\ny = 2", "z = 3"), **environment):
        environment = {"EDITOR": self.script("ed.sh", body), "VISUAL": None, "TMPDIR": str(self.folder), **environment}
        return self.open_without_python(notebook(*cells), environment=environment)

    def back(self, terminal, wanted="NORMAL"):
        screen = terminal.until(lambda screen: screen.alternate and wanted in screen.text)
        terminal.ask("level")
        return screen

    def left(self):
        return [path for path in self.folder.glob("tarn-*")]

    def test_it_has_the_terminal_and_the_text_and_leaves_a_text_that_one_undo_takes_back(self):
        terminal = self.opened('stty -a | grep -o " icanon"; cat "$1"; echo "editing ${1##*/}"; read line\n'
                               'printf "x = 10\\n# %s\\n" "$line" >"$1"')
        terminal.type("jA0<Esc>")  # not saved yet: what is on the screen is what is edited
        terminal.send(KEYS)
        screen = terminal.until("editing")
        self.assertFalse(screen.alternate)
        self.assertRegex(screen.text, r"(?m)^ icanon\nx = 1\ny = 20\nediting cell-1\.py$")
        terminal.send("said<CR>")
        screen = self.back(terminal, "# said")
        self.assertNotIn("y = 20", screen.text)
        self.assertIn("z = 3", screen.text)
        terminal.send("u")
        terminal.until("y = 20")
        terminal.type("<C-r>:w<CR>")
        self.assertIn("    x = 10\n    # said\n    return", self.path.read_text())
        self.assertEqual(self.left(), [])

    def test_VISUAL_comes_first_and_may_have_arguments(self):
        visual = self.script("visual.sh", 'echo "$1" >"$2"')
        terminal = self.opened("exit 3", VISUAL=f"{visual} '# by visual'")
        terminal.send(KEYS)
        self.back(terminal, "# by visual")

    def test_one_that_fails_changes_nothing(self):
        """As `:cq` of Vim does."""
        terminal = self.opened('echo junk >"$1"; exit 1')
        terminal.send(KEYS)
        screen = self.back(terminal, "exit status 1")
        self.assertIn("x = 1", screen.text)
        self.assertNotIn("junk", screen.text)
        self.assertNotIn("+", terminal.screen.title)
        self.assertEqual(self.left(), [])

    def test_one_that_changes_nothing_is_no_change(self):
        terminal = self.opened("true")
        terminal.send(KEYS)
        self.back(terminal)
        terminal.until(lambda screen: screen.title == "nb.py - tarn")

    def test_one_that_is_not_there_is_told(self):
        terminal = self.opened("true", EDITOR="/none/such")
        terminal.send(KEYS)
        screen = self.back(terminal, "exit status 127")
        self.assertIn("x = 1", screen.text)

    def test_what_cannot_be_taken_is_kept_and_told(self):
        for body, why in (('printf "\\377\\n" >"$1"', "not UTF-8"), ('echo "# typed" >"$1"; kill -SEGV $$', "signal 11"),
                          ('rm "$1"', "gone")):
            terminal = self.opened(body)
            terminal.send(KEYS)
            screen = self.back(terminal, why)
            self.assertIn("x = 1", screen.text)
            self.assertEqual(len(self.left()), why != "gone", why)
            for path in self.left():
                self.assertEqual(path.stat().st_mode & 0o777, 0o700)
                (path / "cell-1.py").unlink()
                path.rmdir()
            terminal.close()

    def test_it_can_be_stopped_and_go_on(self):
        terminal = self.opened("echo ready; read line; echo '# later' >\"$1\"")
        terminal.send(KEYS)
        terminal.until("ready")
        terminal.send("<C-c>")  # ends that editor, not tarn
        self.back(terminal, "signal 2")
        self.assertNotIn("nterrupt", terminal.type(":messages<CR>").text)

    def test_a_termination_while_it_is_there_is_heard(self):
        terminal = self.opened("echo ready; read line")
        terminal.type("A0<Esc>")
        terminal.send(KEYS)
        terminal.until("ready")
        terminal.signal(signal.SIGTERM)
        terminal.send("<CR>")
        self.assertEqual(terminal.exit_status(), 143)

    def test_not_where_nothing_may_be_changed(self):
        self.write("nb.py", notebook("import marimo as mo\nmo.md('shown')"))
        terminal = self.terminal("run", "nb.py", environment={"EDITOR": self.script("ed.sh", "echo junk >$1")})
        terminal.until("shown")
        terminal.type(":external<CR>")
        self.assertNotIn("junk", terminal.screen.text)


if __name__ == "__main__":
    unittest.main()
