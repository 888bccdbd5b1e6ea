"""Undo in the next session: where it goes on, what it belongs to, and what becomes of it where nothing can be written."""
import os
import signal
import stat
import unittest
from pathlib import Path

from terminal import NOTEBOOK, Case


class KeptUndo(Case):
    def edit(self, *arguments, name="nb.py"):
        terminal = self.terminal(name, "--python", "/none", *arguments)
        terminal.quiet()  # it has said that there is no Python
        return terminal

    def session(self, keys: str, *arguments, **options):
        """Types, and leaves; the screen before the last key of that."""
        with self.edit(*arguments, **options) as terminal:
            screen = terminal.type(keys)
            terminal.send(":q!<CR>")
            self.assertEqual(terminal.exit_status(), 0)
        return screen

    def kept(self):
        return sorted((self.states / "undo").glob("*"))

    def setUp(self):
        super().setUp()
        self.path = self.write("nb.py")
        self.states = Path(self.environment["XDG_STATE_HOME"]) / "tarn"


class GoesOn(KeptUndo):
    def test_u_goes_on_where_the_last_session_ended_and_redo_comes_back(self):
        self.session("A0<Esc>A1<Esc>:w<CR>")
        with self.edit() as terminal:
            terminal.until("x = 101")
            screen = terminal.type("u")
            self.assertIn("undo goes on with 2 changes of earlier sessions", screen.text)
            self.assertIn("x = 10", screen.text)
            self.assertNotIn("x = 101", screen.text)
            screen = terminal.type("uu")
            self.assertIn("already at the oldest change", screen.text)
            terminal.send(":wq<CR>")
            self.assertEqual(terminal.exit_status(), 0)
        self.assertEqual(self.path.read_text(), NOTEBOOK)
        self.assertIn("x = 101", self.session("<C-r><C-r>").text)

    def test_keys_that_are_typed_at_once_wait_for_what_was_kept(self):
        self.session("A0<Esc>A1<Esc>:w<CR>")
        self.session("uu:w<CR>")
        self.assertEqual(self.path.read_text(), NOTEBOOK)

    def test_the_file_is_the_users_alone(self):
        self.session("A0<Esc>:w<CR>")
        [file] = self.kept()
        self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(file.parent.stat().st_mode), 0o700)

    def test_what_the_file_leaves_out_is_undone_first(self):
        self.session("A0<Esc>o<CR><Esc>:w<CR>")  # blank lines at the end of a cell are not written
        screen = self.session("9u")
        self.assertIn("x = 1", screen.text)
        self.assertNotIn("x = 10", screen.text)

    def test_cells_come_back(self):
        self.session(":new<CR>itwo = 2<Esc>:name second<CR>:move-cell-up<CR>:w<CR>")
        with self.edit() as terminal:
            terminal.until("two = 2")
            screen = terminal.type("9u")
            self.assertNotIn("two = 2", screen.text)
            terminal.send("9<C-r>:wq<CR>")
            self.assertEqual(terminal.exit_status(), 0)
        self.assertIn("def second():\n    two = 2", self.path.read_text())

    def test_a_notebook_that_is_new(self):
        self.path.unlink()
        self.session("ifirst = 1<Esc>:w<CR>A0<Esc>:w<CR>")
        self.assertNotIn("first", self.session("9u").text)

    def test_a_recovered_session_goes_on_to_what_was_kept(self):
        self.session("A0<Esc>:w<CR>")
        with self.edit() as terminal:
            terminal.until("x = 10")
            terminal.type("A1<Esc>")
            terminal.signal(signal.SIGHUP)  # nobody can be asked: what is unsaved is in the journal
            terminal.exit_status()
        screen = self.session(":recover<CR>uu")
        self.assertIn("undo goes on with 1 change of earlier sessions", screen.text)
        self.assertNotIn("x = 10", screen.text)


class BelongsTo(KeptUndo):
    def test_a_file_that_another_program_changed(self):
        self.session("A0<Esc>:w<CR>")
        self.path.write_text(self.path.read_text().replace("10", "7"))
        screen = self.session("u")
        self.assertIn("undo ends here", screen.text)
        self.assertIn("x = 7", screen.text)
        self.session("A8<Esc>:w<CR>")
        self.assertIn("x = 7", self.session("uu").text)

    def test_another_file_gets_nothing_and_a_new_name_takes_it_along(self):
        self.session("A0<Esc>:w other.py<CR>")
        self.assertEqual(self.kept(), [])
        self.session("A0<Esc>:w<CR>:f third.py<CR>:w<CR>")
        self.assertEqual(len(self.kept()), 2)
        self.assertNotIn("x = 10", self.session("u", name="third.py").text)
        self.assertNotIn("x = 10", self.session("u").text)

    def test_noundofile_takes_it_away(self):
        self.session("A0<Esc>:w<CR>")
        self.session(":set noundofile<CR>A1<Esc>:w<CR>")
        self.assertEqual(self.kept(), [])
        self.assertIn("already at the oldest change", self.session("u").text)

    def test_a_watcher_writes_nothing(self):
        self.session("A0<Esc>:w<CR>")
        [file] = self.kept()
        before = file.read_bytes()
        with self.edit() as first:
            first.until("x = 10")
            self.session("A5<Esc>:w<CR>", "--watch")
            self.assertEqual(file.read_bytes(), before)


class Trouble(KeptUndo):
    def test_a_file_that_is_broken_is_told_and_replaced_by_the_next_save(self):
        self.session("A0<Esc>:w<CR>")
        [file] = self.kept()
        for bad in (b"", b"tarn undo 1\n", file.read_bytes()[:-1], os.urandom(400)):
            file.write_bytes(bad)
            screen = self.session("u")
            self.assertIn("undo ends here", screen.text)
            self.assertIn("x = 10", screen.text)
        self.session("A1<Esc>:w<CR>")
        self.assertIn("undo goes on with 1 change of", self.session("u").text)

    def test_where_nothing_can_be_written_the_notebook_is_saved(self):
        (self.states / "undo").write_text("no folder")
        screen = self.session("A0<Esc>:w<CR>")
        self.assertIn("saved, but undo cannot be kept", screen.text)
        self.assertIn("x = 10", self.path.read_text())
        self.assertIn("already at the oldest change", self.session("u").text)


del KeptUndo

if __name__ == "__main__":
    unittest.main()
