"""The file changes beside the editor: what another program wrote comes in, and nothing that was typed is lost."""
import os
import signal
import unittest

from terminal import Case, notebook

THREE = notebook("a = 1", "b = 2", "c = 3\nd = 4\ne = 5")



class Merged(Case):
    def replace(self, content: str):
        """As editors do it: a new file takes the name."""
        os.rename(self.write("nb.py.new", content), self.path)

    def saved(self, terminal) -> str:
        terminal.type(":w<CR>")
        return self.path.read_text()

    def test_a_cell_that_changed_comes_in_and_undo_leads_back(self):
        terminal = self.open_without_python(THREE)
        self.path.write_text(THREE.replace("b = 2", "b = 22"))
        screen = terminal.until("changed on disk: 1 cell changed")
        self.assertIn("b = 22", screen.text)
        self.assertEqual(terminal.quiet().title, "nb.py - tarn")  # nothing to be saved
        screen = terminal.type("u")
        self.assertIn("b = 2\n", screen.text + "\n")
        self.assertNotIn("b = 22", screen.text)
        self.assertEqual(screen.title, "nb.py + - tarn")
        self.assertIn("b = 2\n", self.saved(terminal))

    def test_one_that_takes_its_place_by_a_new_name_does_too(self):
        terminal = self.open_without_python(THREE)
        self.replace(THREE.replace("b = 2", "b = 22"))
        self.assertIn("b = 22", terminal.until("changed on disk: 1 cell changed").text)
        self.replace(THREE.replace("b = 2", "b = 23"))
        self.assertIn("b = 23", terminal.until("b = 23").text)

    def test_new_deleted_and_moved_cells_are_told(self):
        terminal = self.open_without_python(THREE)
        self.replace(notebook("c = 3\nd = 4\ne = 5", "a = 1", "new = 1", "more = 2"))
        screen = terminal.until("changed on disk: ")
        self.assertIn("changed on disk: 1 cell changed, 1 new, cells moved", screen.text)
        terminal.quiet()
        self.replace(notebook("a = 1"))
        self.assertIn("changed on disk: 3 deleted", terminal.until("3 deleted").text)

    def test_the_cursor_stays_on_its_line(self):
        terminal = self.open_without_python(THREE)
        terminal.type("Gk")
        self.assertEqual(terminal.screen.at_cursor, "d = 4")
        self.replace(notebook("zero = 0", "a = 1\naa = 1", "c = 33\nd = 4\ne = 5", "b = 2"))
        terminal.until("changed on disk")
        self.assertEqual(terminal.quiet().at_cursor, "d = 4")

    def test_what_is_typed_and_what_was_written_go_together(self):
        terminal = self.open_without_python(THREE)
        terminal.type("A0<Esc>")
        self.replace(THREE.replace("b = 2", "b = 22"))
        screen = terminal.until("changed on disk: 1 cell changed")
        self.assertIn("a = 10", screen.text)
        self.assertEqual(terminal.quiet().title, "nb.py + - tarn")
        saved = self.saved(terminal)
        self.assertIn("a = 10\n", saved)
        self.assertIn("b = 22\n", saved)
        self.assertEqual(terminal.screen.title, "nb.py - tarn")

    def test_lines_of_one_cell_go_together_if_one_lies_between(self):
        terminal = self.open_without_python(THREE)
        terminal.type("GA0<Esc>")
        self.replace(THREE.replace("c = 3", "c = 33"))
        screen = terminal.until("line by line")
        self.assertIn("c = 33", screen.text)
        self.assertIn("e = 50", screen.text)

    def test_undo_of_what_came_in_is_not_taken_for_what_is_saved(self):
        terminal = self.open_without_python(THREE)
        terminal.type("A0<Esc>")
        self.replace(THREE.replace("b = 2", "b = 22"))
        terminal.until("changed on disk: 1 cell changed")
        self.assertEqual(terminal.type("uu").title, "nb.py + - tarn")
        self.assertIn("E37", terminal.type(":q<CR>").text)

    def test_it_waits_while_somebody_is_typing(self):
        terminal = self.open_without_python(THREE)
        terminal.type("A0")
        self.replace(THREE.replace("b = 2", "b = 22"))
        screen = terminal.until("when you are back in normal mode")
        self.assertNotIn("b = 22", screen.text)
        screen = terminal.type("1<Esc>")
        self.assertIn("a = 101", screen.text)
        self.assertIn("b = 22", screen.text)

    def test_its_own_saves_are_no_changes(self):
        terminal = self.open_without_python(THREE)
        for _ in range(3):
            self.assertIn("written", terminal.type("A0<Esc>:w<CR>").text)
        self.assertIn("a = 1000\n", self.path.read_text())
        self.assertNotIn("changed on disk", terminal.type(":messages<CR>").text)

    def test_a_touched_file_is_none_either(self):
        terminal = self.open_without_python(THREE)
        os.utime(self.path, (1, 1))
        self.replace(THREE)
        self.replace(THREE.replace("b = 2", "b = 22"))
        terminal.until("b = 22")
        self.assertEqual(terminal.type(":messages<CR>").text.count("on disk"), 1)

    def test_what_nobody_told_of_is_found_by_the_save(self):
        """Written by another name of the file, in a folder that nobody watches; on a network it is so with any change."""
        terminal = self.open_without_python(THREE)
        (self.folder / "elsewhere").mkdir()
        os.link(self.path, self.folder / "elsewhere/nb.py")
        with open(self.folder / "elsewhere/nb.py", "r+") as file:
            file.write(THREE.replace("b = 2", "b = 9"))
        screen = terminal.type("A0<Esc>:w<CR>")
        self.assertIn("not saved: changed on disk: 1 cell changed; :w again", screen.text)
        self.assertIn("b = 9", screen.text)
        self.assertNotIn("a = 10\n", self.path.read_text())
        terminal.type(":w<CR>")
        self.assertIn("a = 10\n", self.path.read_text())
        self.assertIn("b = 9\n", self.path.read_text())

    def test_a_notebook_that_gets_its_name_later_is_watched_from_then_on(self):
        terminal = self.terminal("--python", "/none")
        terminal.quiet()
        terminal.type("ia = 1<Esc>:w new.py<CR>")
        path = self.folder / "new.py"
        path.write_text(path.read_text().replace("a = 1", "a = 2"))
        self.assertIn("a = 2", terminal.until("changed on disk: 1 cell changed").text)

    def test_a_link_is_followed(self):
        (self.folder / "elsewhere").mkdir()
        real = self.write("elsewhere/real.py", THREE)
        (self.folder / "link.py").symlink_to("elsewhere/real.py")
        terminal = self.terminal("link.py", "--python", "/none")
        terminal.quiet()
        real.write_text(THREE.replace("b = 2", "b = 22"))
        terminal.until("b = 22")
        other = self.write("other.py", THREE.replace("b = 2", "b = 33"))
        (self.folder / "link.new").symlink_to(other)
        os.rename(self.folder / "link.new", self.folder / "link.py")
        terminal.until("b = 33")
        other.write_text(THREE.replace("b = 2", "b = 44"))
        terminal.until("b = 44")

    def test_results_stay_with_their_cells_and_changed_ones_become_stale(self):
        terminal = self.open(notebook("print('first')", "print('second')"))
        terminal.type(":run all<CR>")
        self.replace(notebook("zero = 0", "print('first')", "print('second!')"))
        terminal.until("changed on disk: 1 cell changed, 1 new")
        screen = terminal.quiet()
        self.assertIn("› first", screen.text)
        self.assertIn("› second", screen.text)
        self.assertNotIn("› second!", screen.text)
        self.assertIn("stale", screen.text)

    def test_they_run_if_that_is_wanted(self):
        terminal = self.open(notebook("print('first')", "print('second')"))
        terminal.type(":set runchanged<CR>:run all<CR>")
        self.replace(notebook("print('first')", "print('sec' + 'ond!')"))
        terminal.until("› second!")


    def say(self, name: str, table: str, value: str):
        (self.folder / name).parent.mkdir(exist_ok=True)
        self.write(name, f'[{table}]\nwatcher_on_save = "{value}"  # as you like it\n')

    def test_they_run_if_the_user_told_marimo_so(self):
        self.say(".xdg/config/marimo/marimo.toml", "runtime", "autorun")
        terminal = self.open(notebook("print('first')"))
        self.replace(notebook("print('sec' + 'ond!')"))
        terminal.until("› second!")

    def test_a_project_that_is_not_trusted_can_forbid_that_but_not_ask_for_it(self):
        self.trust()
        for user, project, option in (("autorun", "lazy", "no"), ("lazy", "autorun", "no"), ("autorun", "autorun", "  ")):
            self.say(".marimo.toml", "runtime", user)
            self.say("pyproject.toml", "tool.marimo.runtime", project)
            terminal = self.open_without_python(THREE)
            self.assertIn(option + "runchanged", terminal.type(":set runchanged?<CR>").text)
            terminal.send(":q<CR>")
            terminal.exit_status()

    def test_a_notebook_can_forbid_it_itself(self):
        self.say(".marimo.toml", "runtime", "autorun")
        own = '# /// script\n# [tool.marimo.runtime]\n# watcher_on_save = "lazy"\n# ///\n'
        terminal = self.open_without_python(own + THREE)
        self.assertIn("norunchanged", terminal.type(":set runchanged?<CR>").text)


class Recovered(Case):
    def test_what_came_in_and_what_was_typed_survive_a_crash(self):
        terminal = self.open(THREE)
        terminal.type("A0<Esc>")
        self.path.write_text(THREE.replace("b = 2", "b = 22"))
        terminal.until("changed on disk: 1 cell changed")
        terminal.type("Gone = 1<Esc>")
        terminal.signal(signal.SIGHUP)  # nobody can be asked: what is unsaved is in the journal
        terminal.exit_status()
        again = self.terminal("nb.py")
        again.until(":recover?")
        screen = again.type(":recover<CR>")
        for line in ("a = 10", "b = 22", "ne = 1"):
            self.assertIn(line, screen.text)

    def test_after_a_change_that_came_in_alone_there_is_nothing_to_recover(self):
        terminal = self.open(THREE)
        self.path.write_text(THREE.replace("b = 2", "b = 22"))
        terminal.until("changed on disk: 1 cell changed")
        terminal.signal(signal.SIGHUP)  # nobody can be asked: what is unsaved is in the journal
        terminal.exit_status()
        self.assertNotIn("recover", self.terminal("nb.py").quiet().text)


class Conflicts(Case):
    def conflict(self, keys="A0<Esc>", theirs=THREE.replace("a = 1", "a = 7").replace("b = 2", "b = 22")):
        terminal = self.open_without_python(THREE)
        terminal.type(keys)
        self.path.write_text(theirs)
        terminal.until("changed on disk and here")
        terminal.quiet()
        return terminal

    def test_a_cell_that_both_changed_stays_and_is_marked(self):
        terminal = self.conflict()
        screen = terminal.screen
        self.assertIn("a = 10", screen.text)
        self.assertIn("b = 22", screen.text)
        self.assertIn("changed here and on disk", screen.text)
        self.assertIn("1 conflict", screen.text)

    def test_it_is_not_saved_before_it_is_decided(self):
        terminal = self.conflict()
        for command in (":w<CR>", ":wq<CR>", ":x<CR>"):
            self.assertIn("not saved: 1 cell was changed here and on disk", terminal.type(command).text)
        self.assertIn("a = 7\n", self.path.read_text())
        screen = terminal.type(":w!<CR>")
        self.assertIn("a = 10\n", self.path.read_text())
        self.assertNotIn("conflict", screen.text)

    def test_taking_theirs(self):
        terminal = self.conflict()
        screen = terminal.type("G]xgxt")
        self.assertIn("no conflict is left", screen.text)
        self.assertEqual(screen.at_cursor, "a = 7")
        self.assertEqual(terminal.type(":w<CR>").title, "nb.py - tarn")
        self.assertIn("a = 7\n", self.path.read_text())

    def test_undo_asks_again(self):
        terminal = self.conflict()
        screen = terminal.type("gxtu")
        self.assertIn("a = 10", screen.text)
        self.assertIn("1 conflict", screen.text)

    def test_keeping_ours(self):
        terminal = self.conflict()
        self.assertIn("no conflict is left", terminal.type("gxo").text)
        terminal.type(":w<CR>")
        self.assertIn("a = 10\n", self.path.read_text())

    def test_keeping_both(self):
        terminal = self.conflict()
        terminal.type("gxb:w<CR>")
        saved = self.path.read_text()
        self.assertLess(saved.index("a = 10\n"), saved.index("a = 7\n"))
        self.assertIn("4/4", terminal.type("G").text)

    def test_looking_at_the_difference(self):
        screen = self.conflict().type("gxx")
        self.assertIn("- a = 10", screen.text)
        self.assertIn("+ a = 7", screen.text)

    def test_a_cell_that_was_changed_here_and_deleted_there(self):
        terminal = self.conflict(theirs=notebook("b = 2", "c = 3\nd = 4\ne = 5"))
        self.assertIn("changed here, deleted on disk", terminal.screen.text)
        self.assertNotIn("a = 10", terminal.type("gxt").text)
        self.assertIn("a = 10", terminal.type("u").text)
        terminal.type("gxo:w<CR>")
        self.assertIn("a = 10\n", self.path.read_text())

    def test_a_cell_that_was_deleted_here_and_changed_there(self):
        terminal = self.conflict("dac", THREE.replace("a = 1", "a = 12"))
        self.assertIn("deleted here, changed on disk", terminal.type("gg").text)
        terminal.type("gxo:w<CR>")
        self.assertNotIn("a = 12\n", self.path.read_text())

    def test_a_later_change_on_disk_is_what_is_taken_then(self):
        terminal = self.conflict()
        self.path.write_text(THREE.replace("a = 1", "a = 8"))
        terminal.until("b = 2\n")
        self.assertIn("1 conflict", terminal.quiet().text)
        self.assertEqual(terminal.type("gg]xgxt").at_cursor, "a = 8")


MARKED = THREE.replace("    a = 1\n", "<<<<<<< HEAD\n    a = 10\n=======\n    a = 11\n>>>>>>> other\n").replace(
    "    e = 5\n", "<<<<<<< HEAD\n    e = 50\n=======\n    e = 51\n    f = 6\n>>>>>>> other\n")


class Markers(Case):
    """A file in which Git left conflict markers is two notebooks."""

    def test_it_opens_as_ours_with_a_choice_for_each_cell(self):
        terminal = self.open_without_python(MARKED)
        screen = terminal.screen
        self.assertIn("a merge of Git was left undecided: 2 conflicts", terminal.type(":messages<CR>").text)
        self.assertIn("a = 10", screen.text)
        self.assertIn("e = 50", screen.text)
        self.assertNotIn("<<<<", screen.text)
        self.assertIn("2 conflicts", screen.text)

    def test_it_is_saved_when_all_is_decided(self):
        terminal = self.open_without_python(MARKED)
        self.assertIn("E37", terminal.type(":q<CR>").text)
        self.assertIn("not saved: 2 cells", terminal.type(":w<CR>").text)
        self.assertEqual(self.path.read_text(), MARKED)
        terminal.type("gxt]xgxb:w<CR>")
        saved = self.path.read_text()
        self.assertNotIn("<<<<", saved)
        for line in ("a = 11\n", "e = 50\n", "e = 51\n", "f = 6\n"):
            self.assertIn(line, saved)
        self.assertNotIn("a = 10\n", saved)
        terminal.send(":q<CR>")
        self.assertEqual(terminal.exit_status(), 0)

    def test_a_file_that_gets_them_while_it_is_open_can_be_read_anew(self):
        terminal = self.open_without_python(THREE)
        self.path.write_text(MARKED)
        terminal.until("a conflict marker on disk")
        screen = terminal.type(":e!<CR>")
        self.assertIn("2 conflicts", screen.text)
        self.assertEqual(terminal.type("G]xgxt").at_cursor, "a = 11")

    def test_who_decides_in_another_editor_is_seen(self):
        terminal = self.open_without_python(MARKED)
        self.path.write_text(THREE.replace("a = 1", "a = 11"))
        terminal.until("on disk")
        screen = terminal.quiet()
        self.assertIn("a = 10", screen.text)
        self.assertIn("conflict", screen.text)
        terminal.type("gg]xgxt]xgxt:w<CR>")
        self.assertIn("a = 11\n", self.path.read_text())

    def test_two_sides_that_are_no_notebooks_are_refused_with_the_file_and_its_line(self):
        terminal = self.terminal(self.write("nb.py", "<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n"))
        self.assertEqual(terminal.exit_status(), 2)
        self.assertIn("conflict markers", terminal.screen.text)


class Refused(Case):
    """What is on disk is no notebook: the text stays as it is, and the message says why."""

    def stays(self, terminal, message: str):
        terminal.until(message)
        screen = terminal.quiet()
        self.assertIn("a = 10", screen.text)
        self.assertIn("c = 3", screen.text)

    def opened(self):
        terminal = self.open_without_python(THREE)
        terminal.type("A0<Esc>")
        return terminal

    def test_an_empty_file(self):
        terminal = self.opened()
        self.path.write_text("")
        self.stays(terminal, "nb.py is empty on disk")
        self.assertIn("not saved", terminal.type(":w<CR>").text)
        terminal.type(":w!<CR>")
        self.assertIn("a = 10\n", self.path.read_text())

    def test_a_file_that_is_cut_off(self):
        terminal = self.opened()
        for cut in (THREE[:THREE.index("b = 2") + 3], THREE[:THREE.index("@app.cell", THREE.index("b = 2"))]):
            self.path.write_text(cut)
            self.stays(terminal, "nb.py is cut off on disk")
            self.assertIn("not saved", terminal.type(":w<CR>").text)
            self.assertEqual(self.path.read_text(), cut)
            self.path.write_text(THREE)
            terminal.until("on disk again as it was")
        self.path.write_text(THREE.replace("b = 2", "b = 22"))
        terminal.until("changed on disk: 1 cell changed")
        self.stays(terminal, "b = 22")

    def test_most_of_the_cells_are_gone(self):
        eight = notebook(*(f"v{n} = {n}" for n in range(8)))
        terminal = self.open_without_python(eight)
        self.path.write_text(notebook("v0 = 0", "v5 = 5", "new = 1"))
        terminal.until("5 of 8 cells are gone on disk")
        self.assertIn("v3 = 3", terminal.quiet().text)
        self.assertIn("not saved", terminal.type(":w<CR>").text)
        terminal.type(":e!<CR>")
        self.assertNotIn("v3 = 3", terminal.until("new = 1").text)

    def test_another_program(self):
        terminal = self.opened()
        self.path.write_text("print(1)\n")
        self.stays(terminal, "not a notebook on disk: nb.py:1:")
        self.assertIn("not saved", terminal.type(":w<CR>").text)
        self.assertEqual(self.path.read_text(), "print(1)\n")

    def test_a_folder(self):
        terminal = self.opened()
        self.path.unlink()
        self.path.mkdir()
        self.stays(terminal, "not readable on disk")
        self.assertIn("not saved", terminal.type(":w<CR>").text)

    def test_a_file_that_vanishes_and_comes_back(self):
        terminal = self.opened()
        self.path.unlink()
        self.stays(terminal, "nb.py was deleted by another program")
        self.path.write_text(THREE.replace("b = 2", "b = 22"))
        terminal.until("changed on disk: 1 cell changed")
        self.stays(terminal, "b = 22")
        self.path.unlink()
        terminal.until("nb.py was deleted by another program")
        terminal.type(":w<CR>")
        self.assertIn("b = 22\n", self.path.read_text())

    def test_a_writer_that_truncates_is_waited_for(self):
        terminal = self.opened()
        with open(self.path, "w") as file:
            file.write(THREE[:len(THREE) // 2])
            file.flush()
            self.assertNotIn("on disk", terminal.type("j").text)
            file.write(THREE[len(THREE) // 2:].replace("c = 3", "c = 33"))
        terminal.until("changed on disk: 1 cell changed")
        self.stays(terminal, "c = 33")

    def test_conflict_markers(self):
        terminal = self.opened()
        marked = THREE.replace("    b = 2\n", "<<<<<<< HEAD\n    b = 2\n=======\n    b = 3\n>>>>>>> other\n")
        self.path.write_text(marked)
        self.stays(terminal, "nb.py:15: a conflict marker on disk")
        self.assertIn("not saved", terminal.type(":w<CR>").text)
        self.assertEqual(self.path.read_text(), marked)
        self.path.write_text(THREE.replace("b = 2", "b = 3"))
        terminal.until("changed on disk: 1 cell changed")
        self.stays(terminal, "b = 3")


if __name__ == "__main__":
    unittest.main()
