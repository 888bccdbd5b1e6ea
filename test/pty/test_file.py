"""The file: another program's hand on it is noticed, and nothing is overwritten unasked."""
import os
import signal
import unittest

from terminal import NOTEBOOK, Case, notebook

THEIRS = NOTEBOOK.replace("x = 1", "x = 2  # theirs")


class Places(Case):
    def test_names_are_meant_where_tarn_was_started_and_cells_run_there(self):
        within = self.folder / "within"
        within.mkdir()
        (within / "helper.py").write_text("x = 7\n")
        self.write("within/nb.py", notebook("import os, helper\n(os.path.relpath(os.getcwd(), %r), helper.x, os.path.relpath(__file__, %r))"
                                            % (str(self.folder), str(self.folder))))
        terminal = self.terminal("within/nb.py")
        terminal.quiet()
        screen = terminal.type("g<CR>")
        self.assertIn("('.', 7, 'within/nb.py')", screen.text)
        terminal.type(":w other.py<CR>")
        self.assertTrue((self.folder / "other.py").exists())
        self.assertFalse((within / "other.py").exists())


class Others(Case):
    def test_it_is_not_overwritten_unless_by_force(self):
        terminal = self.open_without_python()
        terminal.type("A0<Esc>")
        self.path.write_text(THEIRS)
        terminal.until("changed on disk and here")
        screen = terminal.type(":w<CR>")
        self.assertIn("not saved", screen.text)
        self.assertEqual(self.path.read_text(), THEIRS)
        self.assertIn("E37", terminal.type(":q<CR>").text)
        terminal.type(":w!<CR>")
        self.assertEqual(self.path.read_text(), NOTEBOOK.replace("x = 1", "x = 10"))
        terminal.send(":q<CR>")
        self.assertEqual(terminal.exit_status(), 0)

    def test_one_that_keeps_size_and_time_is_seen_too(self):
        terminal = self.open_without_python()
        before = self.path.stat()
        other = self.write("other.py", NOTEBOOK.replace("x = 1", "x = 7"))
        os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
        os.rename(other, self.path)
        terminal.until("x = 7")

    def test_reading_anew_takes_it_and_undo_leads_back(self):
        terminal = self.open_without_python()
        terminal.type("A0<Esc>")
        self.path.write_text(THEIRS)
        terminal.until("changed on disk and here")
        self.assertIn("E37", terminal.type(":e<CR>").text)
        screen = terminal.type(":e!<CR>")
        self.assertIn("x = 2  # theirs", screen.text)
        self.assertEqual(screen.title, "nb.py - tarn")
        self.assertIn("x = 10", terminal.type("u").text)
        terminal.type(":w<CR>")
        self.assertIn("x = 10\n", self.path.read_text())

    def test_reading_anew_what_is_no_notebook_any_more_changes_nothing(self):
        terminal = self.open_without_python()
        terminal.type("A0<Esc>")
        self.path.write_text("print(1)\n")
        terminal.until("not a notebook on disk")
        screen = terminal.type(":e!<CR>")
        self.assertIn("nb.py:1: ", screen.text)
        self.assertIn("x = 10", screen.text)

    def test_a_file_that_is_deleted_is_told_and_written_again(self):
        terminal = self.open_without_python()
        self.path.unlink()
        terminal.until("deleted by another program")
        terminal.type("A0<Esc>:w!<CR>")
        self.assertIn("x = 10\n", self.path.read_text())


class ReadOnly(Case):
    """tarn -R: what is typed is not lost, and not written either unless by force."""
    def test_the_file_is_written_by_force_alone_and_any_other_as_ever(self):
        terminal = self.open_without_python(NOTEBOOK)
        terminal.close()
        terminal = self.terminal("-R", "nb.py", "--python", "/none")
        self.assertIn("nb.py read-only", terminal.quiet().text)
        self.assertIn("W10: Warning: Changing a readonly file", terminal.type("A").text)
        for keys in ("0<Esc>:w<CR>", ":wq<CR>", ":x<CR>", "ZZ"):
            self.assertIn("E45: 'readonly' option is set", terminal.type(keys).text)
        self.assertIn("'readonly' is set", terminal.type(":wa<CR>").text)
        self.assertEqual(self.path.read_text(), NOTEBOOK)
        terminal.type(":w other.py<CR>")
        self.assertIn("x = 10\n", (self.folder / "other.py").read_text())
        terminal.type(":w!<CR>")
        self.assertIn("x = 10\n", self.path.read_text())
        terminal.send(":q<CR>")
        self.assertEqual(terminal.exit_status(), 0)


class Own(Case):
    def test_a_save_elsewhere_is_a_copy(self):
        terminal = self.open_without_python()
        terminal.type("A0<Esc>")
        screen = terminal.type(":w copy.py<CR>")
        self.assertEqual(screen.title, "nb.py + - tarn")
        self.assertIn("x = 10\n", (self.folder / "copy.py").read_text())
        self.assertEqual(self.path.read_text(), NOTEBOOK)
        terminal.type("A0<Esc>:w<CR>")
        self.assertIn("x = 100\n", self.path.read_text())
        self.assertIn("x = 10\n", (self.folder / "copy.py").read_text())

    def test_another_name_is_that_of_the_notebook_from_then_on(self):
        terminal = self.open_without_python()
        screen = terminal.type("A0<Esc>:f other.py<CR>")
        self.assertIn('"other.py" [Modified][Not edited]', screen.text)
        self.assertEqual(screen.title, "other.py + - tarn")
        self.path.write_text(THEIRS)  # that is another's now
        screen = terminal.type(":w<CR>")
        self.assertEqual(screen.title, "other.py - tarn")
        self.assertNotIn("[Not edited]", terminal.type(":f<CR>").text)
        self.assertEqual(self.path.read_text(), THEIRS)
        other = self.folder / "other.py"
        self.assertEqual(other.read_text(), NOTEBOOK.replace("x = 1", "x = 10"))
        other.write_text(NOTEBOOK.replace("x = 1", "x = 11"))
        self.assertIn("x = 11", terminal.until("changed on disk: 1 cell changed").text)
        terminal.type("A1<Esc>:w<CR>")
        self.assertIn("x = 111\n", other.read_text())

    def test_a_name_that_another_file_has_needs_force(self):
        terminal = self.open_without_python()
        other = self.write("other.py", THEIRS)
        terminal.type(":f other.py<CR>")
        self.assertIn("not saved: other.py exists (:w! overwrites it)", terminal.type(":w<CR>").text)
        self.assertIn("x = 1\n", terminal.screen.text + "\n")
        self.assertEqual(other.read_text(), THEIRS)
        terminal.type(":w!<CR>")
        self.assertEqual(other.read_text(), NOTEBOOK)
        self.assertEqual(self.path.read_text(), NOTEBOOK)

    def test_a_name_that_another_notebook_has_is_refused(self):
        terminal = self.open_without_python()
        self.write("other.py", THEIRS)
        terminal.type(":e other.py<CR>")
        screen = terminal.type(":f nb.py<CR>")
        self.assertIn("E95", screen.text)
        self.assertEqual(screen.title, "other.py - tarn")

    def test_what_was_typed_is_kept_by_the_new_name(self):
        terminal = self.open_without_python()
        terminal.type("A0<Esc>:f other.py<CR>")
        terminal.signal(signal.SIGHUP)
        terminal.exit_status()
        terminal = self.terminal("nb.py")
        self.assertNotIn("unsaved edits", terminal.quiet().text)
        terminal.send(":q<CR>")
        terminal.exit_status()
        terminal = self.terminal("other.py")
        terminal.until("unsaved edits")
        self.assertIn("x = 10", terminal.type(":recover<CR>").text)

    def test_a_save_over_another_file_needs_force(self):
        other = self.write("other.txt", "precious\n")
        terminal = self.open_without_python()
        terminal.type(":w other.txt<CR>")
        self.assertEqual(other.read_text(), "precious\n")

    def test_a_folder_that_may_not_be_written_keeps_the_text(self):
        terminal = self.open_without_python()
        screen = terminal.type("A0<Esc>:w /proc/nb.py<CR>")
        self.assertIn("not saved", screen.text)
        self.assertIn("+", screen.title)

    def test_a_link_stays_a_link(self):
        self.write("real.py")
        (self.folder / "link.py").symlink_to("real.py")
        terminal = self.terminal("link.py", "--python", "/none")
        terminal.quiet()
        terminal.type("A0<Esc>:w<CR>")
        self.assertTrue((self.folder / "link.py").is_symlink())
        self.assertIn("x = 10\n", (self.folder / "real.py").read_text())

    def test_another_notebook_is_opened_in_place(self):
        self.write("two.py", THEIRS)
        terminal = self.open_without_python()
        screen = terminal.type(":e two.py<CR>")
        self.assertIn("# theirs", screen.text)
        self.assertEqual(screen.title, "two.py - tarn")
        terminal.type("A!<Esc>:w<CR>")
        self.assertIn("# theirs!\n", (self.folder / "two.py").read_text())
        self.assertEqual(self.path.read_text(), NOTEBOOK)

    def test_a_command_line_of_two_editors_on_one_file_loses_nothing(self):
        first = self.open_without_python()
        self.write("two.py")
        second = self.terminal("two.py", "--python", "/none")
        second.type(":e nb.py<CR>")  # from the shell it would be asked which of them writes
        first.type("A0<Esc>:w<CR>")
        second.until("changed on disk: 1 cell changed")
        second.type("A5<Esc>:w<CR>")
        self.assertIn("x = 105\n", self.path.read_text())
        first.until("x = 105")


if __name__ == "__main__":
    unittest.main()
