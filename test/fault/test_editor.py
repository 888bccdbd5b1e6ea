"""The editor is killed, loses its terminal, its file, its folder or its disk: the text is there afterwards."""
from __future__ import annotations

import os
import random
import re
import signal
import sys
import time
import unittest

from editor import Editor, Home, cell_code

THOROUGH = os.environ.get("THOROUGH") == "1"
OFFER = "unsaved edits of a session that broke off"
PROMISE = 1.0  # seconds from a key to the journal


def saved(home: Home) -> str:
    return home.notebook.read_text()


def recover(editor: Editor, *shown: str, offered: str = "") -> None:
    """Takes what is offered; `shown` is on the screen after it, `offered` before."""
    editor.until(OFFER, offered)
    editor.keys(":recover<CR>")
    editor.until(*shown)


class Killed(unittest.TestCase):
    def lines_on(self, text: str) -> int:
        """Of the numbered lines that the test types, how many are in the picture's text."""
        return len(re.findall(r"line_(\d+) = \1", text))

    def type_and_die(self, home: Home, number: int, moment: float) -> tuple[int, int]:
        """Types numbered lines for so long, then the signal.  How many were on the screen a second before, and at last."""
        seen: list[tuple[float, int]] = [(0, 0)]
        with Editor(home) as editor:
            editor.until("x = 1", "NORMAL")
            editor.keys("o")
            start, typed = time.monotonic(), 0
            while time.monotonic() - start < moment:
                typed += 1
                editor.keys(f"line_{typed} = {typed}<CR>")
                editor.until(f"line_{typed} = {typed}")
                seen.append((time.monotonic(), typed))
            killed = time.monotonic()
            editor.kill(number)
        return max(count for when, count in seen if when <= killed - PROMISE), typed

    def recovered_lines(self, home: Home) -> int:
        with Editor(home) as editor:
            recover(editor, "recovered; u takes it back")
            editor.keys(":w<CR>")
            editor.until("written")
            lines = self.lines_on(saved(home))
            editor.quit()
        with Editor(home) as editor:  # the save was the answer
            editor.until("line_1 = 1", " idle")  # the engine has looked
            editor.keys(":recover<CR>")
            editor.until("there is nothing to recover")
            editor.quit()
        return lines

    def test_kill_9_in_mid_edit_costs_a_second_at_most(self):
        # Not sleeping but typing for so long; the moments straddle the journal's delay.
        moments = [1.3, 1.9] if not THOROUGH else [random.uniform(0.7, 4) for _ in range(20)]
        for moment in moments:
            with self.subTest(moment=moment), Home("x = 1") as home:
                before, typed = self.type_and_die(home, signal.SIGKILL, moment)
                self.assertEqual(self.lines_on(saved(home)), 0)
                if before == 0:
                    continue
                lines = self.recovered_lines(home)
                self.assertGreaterEqual(lines, before)
                self.assertLessEqual(lines, typed)

    def test_undo_of_what_was_saved_goes_on_after_a_kill_9(self):
        with Home("x = 1") as home:
            with Editor(home) as editor:
                editor.until("x = 1", "NORMAL")
                editor.keys("A0<C-c>A1<C-c>:w<CR>")
                editor.until("written")
                editor.quiet()
                editor.keys("A2<C-c>")
                editor.until("x = 1012")
                editor.kill(signal.SIGKILL)
            self.assertIn("x = 101\n", saved(home))
            with Editor(home) as editor:
                editor.until("x = 101", "NORMAL")
                editor.quiet()
                editor.keys("u")
                editor.until("undo goes on with 2 changes of earlier sessions", gone="x = 101")
                editor.keys("u")
                editor.until("x = 1", gone="x = 10")
                editor.quit()

    def test_a_lost_terminal_or_a_shutdown_costs_nothing(self):
        for number in (signal.SIGHUP, signal.SIGTERM):
            with self.subTest(signal=number), Home("x = 1") as home:
                _, typed = self.type_and_die(home, number, 0.3)
                self.assertEqual(self.lines_on(saved(home)), 0)
                self.assertEqual(self.recovered_lines(home), typed)

    def test_a_terminal_that_vanishes_costs_nothing(self):
        with Home("x = 1") as home:
            editor = Editor(home)
            editor.until("x = 1", "NORMAL")
            editor.keys("oline_1 = 1<CR>")
            editor.until("line_1 = 1")
            os.close(editor.master)
            editor.process.wait(30)
            editor.master = os.open("/dev/null", os.O_RDWR)
            editor.close()
            self.assertEqual(self.recovered_lines(home), 1)


class Offered(unittest.TestCase):
    def crash(self, home: Home) -> None:
        with Editor(home) as editor:
            editor.until("x = 1", "NORMAL")
            editor.keys("otyped = 2<C-c>")
            editor.until("typed = 2", "NORMAL")
            editor.kill(signal.SIGHUP)

    def test_what_is_offered_can_be_looked_at_first(self):
        with Home("x = 1") as home:
            self.crash(home)
            with Editor(home) as editor:
                editor.until(OFFER, ":recover diff")
                editor.keys(":recover diff<CR>").until("+ typed = 2", "  x = 1", "what :recover brings")
                editor.keys("q").until(gone="+ typed")
                editor.keys(":recover dif<CR>").until("E488")
                editor.keys(":recover<CR>").until("typed = 2", "1 cell recovered")
                editor.quit()

    def test_undo_takes_a_recovery_back_and_redo_brings_it_again(self):
        with Home("x = 1") as home:
            self.crash(home)
            with Editor(home) as editor:
                editor.until(OFFER)
                self.assertNotIn("typed = 2", editor.text())
                editor.keys(":recover<CR>")
                editor.until("typed = 2", "1 cell recovered")
                editor.keys("u")
                editor.until("x = 1", gone="typed = 2")
                editor.keys("<C-r>")
                editor.until("typed = 2")
                editor.quit()

    def test_an_offer_stays_until_it_is_answered(self):
        with Home("x = 1") as home:
            self.crash(home)
            for _ in range(2):
                with Editor(home) as editor:
                    editor.until(OFFER)
                    editor.quit()
            with Editor(home) as editor:  # recovered, but not saved: killed again
                recover(editor, "typed = 2")
                editor.kill(signal.SIGHUP)
            with Editor(home) as editor:
                editor.until(OFFER)
                editor.keys(":recover!<CR>")
                editor.until("thrown away")
                editor.quit()
            with Editor(home) as editor:
                editor.until("x = 1", " idle")
                editor.keys(":recover<CR>")
                editor.until("there is nothing to recover")
                editor.quit()

    def test_a_save_is_no_answer(self):
        with Home("x = 1", "y = 1") as home:
            self.crash(home)
            with Editor(home) as editor:
                editor.until("x = 1", "NORMAL")
                editor.keys("]]ofurther = 3<C-c>:w<CR>")  # maybe before anybody could see the offer
                editor.until("further = 3", "written")
                editor.quit()
            with Editor(home) as editor:
                recover(editor, "typed = 2", "further = 3", offered="further = 3")
                editor.keys(":w<CR>")
                editor.until("written")
                editor.quit()
            with Editor(home) as editor:
                editor.until("typed = 2", " idle")
                editor.quiet()
                self.assertNotIn(":recover?", editor.text())
                editor.quit()

    def test_cells_of_a_file_that_is_gone_are_recovered_whole(self):
        for gone in (lambda path: path.unlink(), lambda path: path.write_text("")):
            with Home("x = 1", "untouched = 7") as home:
                self.crash(home)
                gone(home.notebook)
                with Editor(home) as editor:
                    recover(editor, "typed = 2", "untouched = 7")
                    editor.keys(":w!<CR>")
                    editor.until("written")
                    self.assertIn("untouched = 7", saved(home))
                    self.assertIn("typed = 2", saved(home))
                    editor.quit()

    def test_a_file_that_became_a_link_meanwhile_is_the_same(self):
        with Home("x = 1") as home:
            self.crash(home)
            home.notebook.rename(home.work / "real.py")
            home.notebook.symlink_to("real.py")
            for _ in range(2):
                with Editor(home) as editor:
                    recover(editor, "typed = 2")
                    editor.quit()

    def conflict(self, home: Home) -> None:
        """Killed when both have changed the cell, and that was on the disk."""
        with Editor(home) as editor:
            editor.until("x = 1", "NORMAL")
            editor.quiet()
            editor.keys("omine = 1<C-c>")
            editor.until("mine = 1", "NORMAL")
            home.notebook.write_text(cell_code("x = 1\ntheirs = 2"))
            editor.until("changed on disk and here")
            self.until_kept(home, b"mine = 1", b"x = 1\ntheirs = 2")
            editor.kill()

    def until_kept(self, home: Home, ours: bytes, theirs: bytes) -> None:
        """A journal with ours, written after the file was merged: what is undecided is not in it as theirs."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            texts = [each.read_bytes() for each in (home.folder / "state/tarn/journal").glob("*.journal")]
            if any(ours in text and theirs not in text for text in texts):
                return
        raise AssertionError("it is in no journal")

    def test_a_conflict_that_nobody_decided_is_one_again(self):
        with Home("x = 1") as home:
            self.conflict(home)
            for _ in range(2):  # recovered, and killed again before it was decided
                with Editor(home) as editor:
                    recover(editor, "mine = 1", "1 cell recovered, 1 changed on disk and here")
                    editor.keys(":w<CR>")
                    editor.until("not saved: 1 cell was changed here and on disk")
                    self.assertIn("theirs = 2", saved(home))
                    editor.kill(signal.SIGTERM)
            with Editor(home) as editor:
                recover(editor, "1 changed on disk and here")
                editor.keys(":keep-both<CR>:w<CR>")
                editor.until("written")
                self.assertIn("theirs = 2", saved(home))
                self.assertIn("mine = 1", saved(home))
                editor.quit()

    def test_what_is_written_between_a_crash_and_the_recovery_is_merged(self):
        with Home("x = 1", "y = 1") as home:
            self.crash(home)
            home.notebook.write_text(cell_code("x = 1", "y = 1\ntheirs = 2"))
            with Editor(home) as editor:
                recover(editor, "typed = 2", "theirs = 2", "1 cell recovered")
                editor.keys(":w<CR>")
                editor.until("written")
                self.assertIn("theirs = 2", saved(home))
                self.assertIn("typed = 2", saved(home))
                editor.quit()
            home.notebook.write_text(cell_code("x = 1", "y = 1"))
            self.crash(home)
            home.notebook.write_text(cell_code("x = 1\ntheirs = 2", "y = 1"))
            with Editor(home) as editor:
                recover(editor, "1 changed on disk and here")
                editor.keys(":w<CR>")
                editor.until("not saved")
                self.assertNotIn("typed = 2", saved(home))
                editor.quit()

    def test_a_notebook_without_a_name_is_offered_again(self):
        with Home() as home:
            with Editor(home, "--") as editor:
                editor.until("[no name]", "NORMAL")
                editor.keys("ityped = 2<C-c>")
                editor.until("typed = 2", "NORMAL")
                editor.kill(signal.SIGHUP)
            with Editor(home, "--") as editor:
                recover(editor, "typed = 2", "recovered")
                editor.keys(f":w {home.notebook}<CR>")
                editor.until("written")
                self.assertIn("typed = 2", saved(home))
                editor.quit()
            with Editor(home, "--") as editor:
                editor.until("[no name]", " idle")  # the engine has looked
                editor.keys(":recover<CR>")
                editor.until("there is nothing to recover")
                editor.quit()

    def test_a_new_notebook_is_offered_before_its_first_save(self):
        with Home() as home:
            with Editor(home) as editor:
                editor.until("is new", "NORMAL")
                editor.keys("ityped = 2<C-c>")
                editor.until("typed = 2", "NORMAL")
                editor.kill(signal.SIGTERM)
            self.assertFalse(home.notebook.exists())
            with Editor(home) as editor:
                recover(editor, "typed = 2", "recovered")
                editor.keys(":w<CR>")
                editor.until("written")
                self.assertIn("typed = 2", saved(home))
                editor.quit()


class TwoHands(unittest.TestCase):
    def test_a_second_editor_is_told_and_cannot_clobber(self):
        with Home("x = 1") as home, Editor(home) as first:
            first.until("x = 1", "NORMAL")
            first.quiet()
            with Editor(home, "other.py") as second:  # by its name it would be asked
                second.until("NORMAL")
                second.keys(":e nb.py<CR>")
                second.until("another tarn has this notebook open")
                second.keys("osecond = 2<C-c>")
                second.until("second = 2")
                first.keys("ofirst = 1<C-c>:w<CR>")
                first.until("written")
                second.keys(":w<CR>")
                second.until("not saved", ":w!")
                self.assertIn("first = 1", saved(home))
                self.assertNotIn("second = 2", saved(home))
                second.quit()
            first.keys("ofurther = 3<C-c>:w<CR>")
            first.until("further = 3", "written")
            self.assertIn("further = 3", saved(home))
            first.quit()

    def test_a_change_by_another_is_noticed_and_not_overwritten(self):
        with Home("x = 1") as home, Editor(home) as editor:
            editor.until("x = 1", "NORMAL")
            editor.quiet()
            editor.keys("omine = 1<C-c>")
            editor.until("mine = 1")
            home.notebook.write_text(cell_code("theirs = 2"))
            editor.until("changed on disk and here")
            editor.keys(":w<CR>")
            editor.until("not saved", "changed here and on disk")
            self.assertIn("theirs = 2", saved(home))
            editor.keys(":e!<CR>")
            editor.until("theirs = 2", gone="mine = 1")
            editor.keys("omine = 2<C-c>:w<CR>")
            editor.until("written")
            self.assertIn("mine = 2", saved(home))
            editor.keys("omine = 3<C-c>")
            editor.until("mine = 3")
            home.notebook.write_text(cell_code("theirs = 3"))
            editor.until("changed on disk and here")
            editor.keys(":w!<CR>")
            editor.until("written")
            self.assertIn("mine = 3", saved(home))
            self.assertNotIn("theirs = 3", saved(home))
            editor.quit()

    def test_a_change_that_comes_while_the_editor_starts_is_not_overwritten(self):
        """Between what the screen was read from and what the engine compares with."""
        for _ in range(10 if THOROUGH else 3):
            with Home("x = 1") as home, Editor(home) as editor:
                editor.until("x = 1")  # the first picture: the engine starts only now
                home.notebook.write_text(cell_code("theirs = 2"))
                editor.keys("omine = 1<C-c>:w<CR>")
                editor.until("not saved")
                self.assertIn("theirs = 2", saved(home))
                editor.quit()


class Disks(unittest.TestCase):
    def refused(self, editor: Editor, home: Home, why: str) -> None:
        """The save fails and says why, the text stays."""
        editor.keys("otyped = 2<C-c>:w<CR>")
        editor.until("not saved", why)
        editor.until("typed = 2", "●")

    def test_the_folder_vanishes(self):
        with Home("x = 1") as home, Editor(home, cwd=home.folder) as editor:
            editor.until("x = 1", "NORMAL")
            editor.quiet()
            home.work.rename(home.folder / "elsewhere")
            self.refused(editor, home, "No such file or directory")
            (home.folder / "elsewhere").rename(home.work)
            editor.keys(":w<CR>")
            editor.until("written")
            self.assertIn("typed = 2", saved(home))
            editor.quit()

    def test_the_file_becomes_a_folder(self):
        with Home("x = 1") as home, Editor(home) as editor:
            editor.until("x = 1", "NORMAL")
            editor.quiet()
            home.notebook.unlink()
            home.notebook.mkdir()
            self.refused(editor, home, "")
            editor.keys(":w!<CR>")
            editor.until("is a directory")
            home.notebook.rmdir()
            editor.keys(":w!<CR>")
            editor.until("written")
            self.assertIn("typed = 2", saved(home))
            editor.quit()

    def test_the_file_is_removed(self):
        with Home("x = 1") as home, Editor(home) as editor:
            editor.until("x = 1", "NORMAL")
            editor.quiet()
            home.notebook.unlink()
            editor.until("deleted by another program")
            editor.keys(":w<CR>")
            editor.until("written")
            self.assertIn("x = 1", saved(home))
            editor.quit()

    @unittest.skipIf(os.geteuid() == 0, "root may write everywhere; test_the_disk_fails has EROFS by injection")
    def test_a_read_only_file(self):
        with Home("x = 1") as home, Editor(home) as editor:
            editor.until("x = 1", "NORMAL")
            home.notebook.chmod(0o444)
            self.refused(editor, home, "Permission denied")
            editor.quit()

    def test_the_disk_fails_and_recovers(self):
        """Full, read-only or gone: the save is refused, the next one works when it is over; also of the journal."""
        for number, why in ((28, "No space left"), (30, "Read-only file system"), (5, "Input/output error")):
            for below in ("work", "state"):
                with self.subTest(why=why, below=below), Home("x = 1") as home:
                    switch = home.folder / "fault"
                    with Editor(home, LD_PRELOAD=os.environ["FAULTFS"], FAULTFS_BELOW=str(home.folder / below),
                                FAULTFS_SWITCH=str(switch), FAULTFS_ERRNO=str(number)) as editor:
                        editor.until("x = 1", "NORMAL")
                        editor.quiet()
                        switch.touch()
                        if below == "work":
                            self.refused(editor, home, why)
                            self.assertNotIn("typed = 2", saved(home))
                        else:
                            editor.keys("otyped = 2<C-c>")
                            editor.until("the journal cannot be kept", why)
                        switch.unlink()
                        if below == "state":
                            editor.until("the journal is kept again")
                        editor.keys(":w<CR>")
                        editor.until("written")
                        self.assertIn("typed = 2", saved(home))
                        self.assertEqual(sorted(os.listdir(home.work)), ["nb.py"])
                        editor.quit()


if __name__ == "__main__":
    sys.path.insert(0, os.path.dirname(__file__))
    unittest.main()
