"""Going back to a checkpoint: what is on the screen then, and what it says of itself."""
import os
import select
import unittest

from terminal import Case, NOTEBOOK, notebook, processes_of

CRASH = "import os as _os\n_os._exit(3)"


def cells(*pairs):
    """Cells that share names: (parameters, code)."""
    body = "".join(f"@app.cell\ndef _({needs}):\n" + "".join(f"    {line}\n" for line in code.split("\n")) + f"    return {gives}\n\n\n"
                   for needs, code, gives in pairs)
    return NOTEBOOK[:NOTEBOOK.index("@app.cell")] + body + NOTEBOOK[NOTEBOOK.index("if __name__"):]


DEAR = cells(("", "dear = [1, 2]\ndear", "(dear,)"), ("dear", "more = dear + [3]\nmore", "(more,)"), ("", CRASH, ""))


class Checkpoint(Case):
    def checkpoint(self, terminal):
        terminal.send(":checkpoint<CR>")
        terminal.until("checkpoint: whatever kills Python, it comes back to this")

    def back(self, terminal):
        terminal.until("back at the checkpoint of")
        return terminal.quiet()

    def test_a_crash_leads_back_to_the_variables_and_marks_what_ran_since(self):
        terminal = self.open(DEAR, size=(30, 100))
        terminal.type("gg:run<CR>")
        self.checkpoint(terminal)
        terminal.type("]]:run<CR>")
        terminal.send("]]:run<CR>")
        screen = self.back(terminal)
        self.assertRegex(screen.text, "back at the checkpoint of ..:..:.., 2 cells are stale: Python ended [(]exit code 3[)]")
        self.assertIn("the interpreter died: Python ended (exit code 3); it is back at", screen.text)
        self.assertIn("idle", screen.rows[-2])
        self.assertIn("[1, 2, 3]", screen.text)  # what it showed stays...
        self.assertEqual([row[6] for row in screen.rows if "│ more =" in row or "│ dear =" in row], ["✓", "●"])  # ...and says of what
        self.assertIn("[1, 2]", terminal.type(":py dear<CR>").text)
        self.assertIn("NameError", terminal.type("<Esc>:py more<CR>").text)
        terminal.type("<Esc>")
        self.assertEqual(terminal.type("[[").text.count("stale"), 1)
        screen = terminal.type(":run<CR>")
        self.assertIn("[1, 2, 3]", screen.text)
        self.assertNotIn("stale", screen.text)
        self.assertIn("[1, 2, 3]", terminal.type(":py more<CR>").text)

    def test_one_can_go_back_by_a_command_and_without_one_is_told(self):
        terminal = self.open(cells(("", "box = [1]", "(box,)"), ("box", "box.append(2)\nbox", "")))
        terminal.type(":run<CR>")
        terminal.send(":rollback<CR>")
        terminal.until("there is none to go back to")
        self.checkpoint(terminal)
        terminal.type("]]:run<CR>")
        terminal.send(":rollback<CR>")
        screen = self.back(terminal)
        self.assertIn(", 1 cell is stale", screen.text)
        self.assertIn("[1]", terminal.type(":py box<CR>").text)

    def test_work_of_some_time_makes_one_by_itself(self):
        terminal = self.open(cells(("", "import time\ntime.sleep(1.2)\nslow = 41", "(slow,)"), ("slow", "slow + 1", ""), ("", CRASH, "")))
        terminal.type(":set checkpointafter=1<CR>gg:run<CR>")
        terminal.send("G:run<CR>")
        self.back(terminal)
        self.assertIn("41", terminal.type(":py slow<CR>").text)

    def test_what_keeps_it_from_being_made_is_said(self):
        terminal = self.open(notebook("import socket\n_s = socket.socket()\nkept = [_s]"))
        terminal.send(":run<CR>:checkpoint<CR>")
        terminal.until("no checkpoint: a socket")
        terminal.send(":set checkpoints=0<CR>:checkpoint<CR>")
        terminal.until("no checkpoint: the option checkpoints is 0")

    def test_without_an_interpreter_there_is_nothing_to_keep(self):
        terminal = self.open_without_python()
        for command in (":checkpoint<CR>", ":rollback<CR>"):
            self.assertIn("there is no interpreter", terminal.type(command).text)

    def test_a_widget_keeps_the_value_that_it_was_given_since(self):
        terminal = self.open(cells(("", "import marimo as mo", "(mo,)"), ("mo", "s = mo.ui.slider(0, 10, value=3)\ns", "(s,)"),
                                   ("s", "'it is %d' % s.value", ""), ("", CRASH, "")), size=(30, 100))
        self.assertIn("it is 3", terminal.type("gg:run<CR>]]:run<CR>]]:run<CR>[[").text)
        self.checkpoint(terminal)
        terminal.type("gg]wl")
        self.assertIn("it is 4", terminal.type("<Esc>").text)
        terminal.send("G:run<CR>")
        self.back(terminal)
        self.assertIn("4", terminal.type(":py 'value', s.value<CR>").text)

    def with_slider(self):
        terminal = self.open(cells(("", "import marimo as mo", "(mo,)"), ("mo", "s = mo.ui.slider(0, 10, value=3)\ns", "(s,)"),
                                   ("s", "print('read', s.value, flush=True)\n'it is %d' % s.value", ""), ("", CRASH, "")), size=(30, 100))
        terminal.type(":set checkpoints=0<CR>")
        self.assertIn("it is 3", terminal.type("gg:run<CR>]]:run<CR>]]:run<CR>[[").text)
        terminal.type("gg]w4l")
        self.assertIn("it is 7", terminal.type("<Esc>").text)
        return terminal

    def test_after_a_death_a_widget_has_its_value_before_anybody_reads_it(self):
        terminal = self.with_slider()
        terminal.send("G:run<CR>")
        terminal.until("restart starts a new one")
        text = terminal.type(":cell 3<CR>:run<CR>").text
        self.assertIn("it is 7", text)
        self.assertIn("─ 7", text)
        self.assertIn("read 7", text)
        self.assertNotIn("read 3", text)
        self.assertIn("it is 8", terminal.type("gg]wl<Esc>").text)
        self.assertIn("it is 8", terminal.type(":cell 2<CR>:run<CR>").text)  # made anew, it keeps the value
        terminal.send("G:run<CR>")
        terminal.until("restart starts a new one")
        self.assertIn("it is 8", terminal.type(":cell 3<CR>:run<CR>").text)

    def test_what_was_pressed_is_not_pressed_again(self):
        terminal = self.open(cells(("", "import marimo as mo", "(mo,)"), ("mo", "b = mo.ui.run_button(label='go')\nb", "(b,)"),
                                   ("b", "print('pressed' if b.value else 'not so', flush=True)", ""), ("", CRASH, "")), size=(30, 100))
        terminal.type(":set checkpoints=0<CR>gg:run<CR>]]:run<CR>]]:run<CR>[[")
        self.assertIn("› pressed", terminal.type("gg]w<Space><Esc>").text)
        terminal.send("G:run<CR>")
        terminal.until("restart starts a new one")
        self.assertIn("› not so", terminal.type(":cell 3<CR>:run<CR>").text)

    def with_parts(self, made, *reads):
        """Elements that are parts of others: `made` makes them in `whole`."""
        readers = [("whole", f"print({read}, flush=True)", "") for read in reads]
        terminal = self.open(cells(("", "import marimo as mo", "(mo,)"), ("mo", f"slider = lambda: mo.ui.slider(0, 9, value=3)\nwhole = {made}\nwhole", "(whole,)"),
                                   *readers, ("", CRASH, "")), size=(40, 100))
        terminal.type(":set checkpoints=0<CR>gg:run<CR>]]:run<CR>" + "]]:run<CR>" * len(reads) + "gg")
        return terminal

    def after_a_death(self, terminal, cell=3):
        terminal.send("G:run<CR>")
        terminal.until("restart starts a new one")
        return terminal.type(f":cell {cell}<CR>:run<CR>").text

    def test_after_a_death_the_parts_of_groups_have_their_values(self):
        for made, before, after in (("mo.ui.array([slider(), slider()])", "[6, 4]", "[7, 4]"),
                                    ("mo.ui.dictionary({'a': slider(), 'b': slider()})", "{'a': 6, 'b': 4}", "{'a': 7, 'b': 4}"),
                                    ("mo.md('{a} and {b}').batch(a=slider(), b=slider())", "{'a': 6, 'b': 4}", "{'a': 7, 'b': 4}"),
                                    ("mo.ui.dictionary({'a': mo.ui.array([slider(), slider()])})", "{'a': [6, 4]}", "{'a': [7, 4]}")):
            with self.subTest(made):
                terminal = self.with_parts(made, "'read', whole.value")
                self.assertIn("read " + before, terminal.type("gg]w3l<Tab>l<Esc>").text)
                text = self.after_a_death(terminal)
                self.assertIn("read " + before, text)
                self.assertNotIn("3", text.partition("read ")[2].partition("\n")[0])
                self.assertIn("read " + after, terminal.type("gg]wl<Esc>").text)
                terminal.send(":q!<CR>")
                terminal.exit_status()

    def test_after_a_death_a_form_has_what_was_submitted_and_shows_what_was_not(self):
        terminal = self.with_parts("mo.ui.array([slider(), slider()]).form()", "'read', whole.value, whole.element.value")
        self.assertIn("read None", terminal.type("gg]w3l<Esc>").text)
        self.assertIn("read [6, 3] [6, 3]", terminal.type("gg]w<Tab><Tab><CR><Esc>").text)
        terminal.type("gg]w<Tab>2l<Esc>")
        text = self.after_a_death(terminal)
        self.assertIn("read [6, 3] [6, 5]", text)
        terminal.type(":cell 2<CR>:run<CR>")
        self.assertIn("read None [6, 5]", terminal.type(":cell 3<CR>:run<CR>").text)  # as whenever its cell runs
        self.assertIn("read None [6, 5]", self.after_a_death(terminal))

    def test_a_form_that_was_cleared_stays_so(self):
        for options, keys in (("show_clear_button=True", "<CR>X"), ("clear_on_submit=True", "<CR>")):
            with self.subTest(options):
                terminal = self.with_parts(f"slider().form({options})", "'read', whole.value, whole.element.value")
                terminal.type(f"gg]w3l<Tab>{keys}<Esc>")
                wanted = "read None 3" if "show" in options else "read 6 3"
                self.assertIn(wanted, terminal.type(":cell 3<CR>:run<CR>").text)
                self.assertIn(wanted, self.after_a_death(terminal))
                terminal.send(":q!<CR>")
                terminal.exit_status()

    def test_not_if_the_code_that_makes_it_is_another(self):
        terminal = self.with_slider()
        terminal.send("G:run<CR>")
        terminal.until("restart starts a new one")
        terminal.type(":cell 2<CR>:s/value=3/value=5/<CR>")
        self.assertIn("it is 5", terminal.type(":cell 3<CR>:run<CR>").text)

    def test_nor_after_a_restart_that_was_asked_for(self):
        terminal = self.with_slider()
        terminal.type(":restart<CR>")
        self.assertIn("it is 3", terminal.type(":cell 3<CR>:run<CR>").text)

    def test_nobody_is_left_behind(self):
        terminal = self.open(DEAR)
        terminal.type("gg:run<CR>")
        self.checkpoint(terminal)
        self.assertIn("tarn checkpoint", [name for _, name in processes_of(self.folder)])
        terminal.send(":q<CR>")
        self.assertEqual(terminal.exit_status(), 0)
        self.wait_until_all_are_gone()

    def test_an_editor_that_comes_later_finds_what_ran_since_as_lost(self):
        terminal = self.open(cells(("", "dear = [1, 2]\ndear", "(dear,)"), ("", "1 + 1", ""),
                                   ("", "import time as _t, os as _os\nprint('go')\nopen('begun', 'w').close()\nwhile not _os.path.exists('crash'): _t.sleep(0.01)\n_os._exit(3)", "")),
                             "--session-ttl", "60")
        terminal.type("gg:run<CR>")
        self.checkpoint(terminal)
        terminal.type("]]:run<CR>")
        terminal.send("]]:run<CR>")
        terminal.until(lambda _: (self.folder / "begun").exists())
        terminal.send(":detach<CR>")
        self.assertEqual(terminal.exit_status(), 0)
        python = [pid for pid, name in processes_of(self.folder) if name.startswith("python")]
        descriptors = [os.pidfd_open(pid) for pid in python]
        (self.folder / "crash").touch()
        self.assertTrue(select.select(descriptors, [], [], 20)[0])
        terminal = self.terminal("nb.py", "--session-ttl", "0")
        screen = terminal.quiet()
        self.assertIn("the interpreter died", screen.text)
        self.assertIn("[1, 2]", terminal.type(":py dear<CR>").text)


if __name__ == "__main__":
    unittest.main()
