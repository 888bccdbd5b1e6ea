"""Leaving, for a while or for good: the terminal and the shell get back what was theirs."""
import os
import signal
import unittest

from terminal import NOTEBOOK, TARN, Case, processes_of

BEFORE = "printf '\\033]2;before\\007'; echo before; stty -a >modes.1; "
AFTER = "; echo status $?; stty -a >modes.2; read line; echo \"got <$line>\""


# Private modes that are the shell's again: the mouse, focus, synchronised frames, pastes, clusters, its background.
MODES = (1000, 1002, 1003, 1004, 1006, 1049, 2004, 2026, 2027, 2031)


class Leave(Case):
    def shell(self, script=f"{TARN} nb.py --python /none", **options):
        """A shell that runs the editor, then prints, and reads a line."""
        self.path = self.write("nb.py")
        return self.terminal(program=["sh", "-c", BEFORE + script + AFTER], **options)

    def editor_pid(self):
        pids = [pid for pid, name in processes_of(self.folder) if name == "tarn"]
        return min(pids)  # the host came later

    def check_given_back(self, terminal, status: int, typed="abc"):
        """The shell's screen, title and modes; and nothing of the terminal's answers is typed at the shell."""
        screen = terminal.until(f"status {status}")
        self.assertEqual((screen.alternate, screen.title, screen.visible, screen.brackets, screen.mouse, screen.keyboard,
                          screen.other_keys), (False, "before", True, False, False, 0, 0))
        self.assertEqual([mode for mode in MODES if terminal.is_set(mode)], [])
        self.assertIn("before", screen.rows[0])
        self.assertNotIn("x = 1", screen.text)
        terminal.send(typed + "<CR>")
        self.assertIn(f"got <{typed}>", terminal.until("got <").text)
        self.assertEqual((self.folder / "modes.1").read_text(), (self.folder / "modes.2").read_text())
        return screen


class Quits(Leave):
    def test_quitting_restores_screen_modes_title_and_cursor(self):
        terminal = self.shell()
        terminal.quiet()
        terminal.type("i")
        terminal.send("<Esc>:q<CR>")
        screen = self.check_given_back(terminal, 0)
        self.assertIn(b"\x1b[0 q", terminal.output())
        self.assertEqual(screen.unknown, [])
        self.assertEqual(terminal.exit_status(), 0)
        self.wait_until_all_are_gone()

    def test_quitting_at_once_leaves_no_answer_on_the_shells_line(self):
        terminal = self.shell(options=["--synchronised"])
        terminal.until(lambda screen: screen.alternate)
        terminal.send(":q<CR>")
        self.check_given_back(terminal, 0)

    def test_a_terminal_that_never_answers_is_no_obstacle(self):
        terminal = self.shell(options=["--silent"])
        terminal.until("x = 1")
        terminal.send("A0<Esc>")
        terminal.until("x = 10")
        terminal.send(":wq<CR>")
        self.check_given_back(terminal, 0)
        self.assertIn("x = 10\n", self.path.read_text())

    def test_changes_that_are_not_saved_keep_it_open(self):
        terminal = self.open_without_python()
        screen = terminal.type("A0<Esc>:q<CR>")
        self.assertIn("E37", screen.text)
        self.assertIn("x = 10", screen.text)
        terminal.send(":q!<CR>")
        self.assertEqual(terminal.exit_status(), 0)
        self.assertEqual(self.path.read_text(), NOTEBOOK)

    def test_cq_fails_as_an_editor_of_commit_messages_must(self):
        terminal = self.open_without_python()
        terminal.send("A0<Esc>:cq<CR>")
        self.assertEqual(terminal.exit_status(), 1)
        self.assertEqual(self.path.read_text(), NOTEBOOK)

    def test_wq_leaves_when_it_is_written(self):
        terminal = self.open_without_python()
        terminal.send("A0<Esc>:w<CR>:q<CR>")
        self.assertEqual(terminal.exit_status(), 0)
        self.assertIn("x = 10\n", self.path.read_text())
        self.wait_until_all_are_gone()

    def test_a_save_that_fails_keeps_it_open(self):
        self.folder.joinpath("d").mkdir()
        terminal = self.open_without_python()
        screen = terminal.type("A0<Esc>:w d<CR>:q<CR>")
        self.assertIn("x = 10", screen.text)
        self.assertTrue(screen.alternate)


class Suspends(Leave):
    SCRIPT = f"set -m; {TARN} nb.py --python /none; echo stopped $?; read line; fg >/dev/null"

    def check_suspended(self, terminal):
        screen = terminal.until("stopped")
        self.assertEqual((screen.alternate, screen.title, screen.visible, screen.brackets, screen.mouse, screen.keyboard,
                          screen.other_keys), (False, "before", True, False, False, 0, 0))
        terminal.send("go on<CR>")
        screen = terminal.until(lambda screen: screen.alternate and "x = 10" in screen.text)
        terminal.ask("level")
        screen = terminal.type("A0<Esc>")
        self.assertIn("x = 100", screen.text)
        self.assertEqual((screen.title, screen.brackets, screen.mouse), ("nb.py + - tarn", True, True))
        terminal.send(":wq<CR>")
        self.check_given_back(terminal, 0)
        self.assertIn("x = 100\n", self.path.read_text())

    def test_with_its_key_and_goes_on_where_it_was(self):
        terminal = self.shell(self.SCRIPT)
        terminal.quiet()
        terminal.type("A0<Esc>")
        terminal.send("<C-z>")
        self.check_suspended(terminal)

    def test_with_a_signal(self):
        terminal = self.shell(self.SCRIPT)
        terminal.quiet()
        terminal.type("A0<Esc>")
        os.kill(self.editor_pid(), signal.SIGTSTP)
        self.check_suspended(terminal)

    def test_all_of_a_job_stops_not_the_editor_alone(self):
        """`git commit` waits for its editor: if that alone stopped, the shell would wait for ever."""
        terminal = self.shell(f"set -m; sh -c '{TARN} nb.py --python /none; true'; echo stopped; read line; fg >/dev/null")
        terminal.quiet()
        terminal.type("A0<Esc>")
        terminal.send("<C-z>")
        self.check_suspended(terminal)

    def test_stopped_from_outside_it_takes_the_terminal_again(self):
        """SIGSTOP gives no chance to leave the screen; the shell then writes over it and sets its own modes."""
        terminal = self.shell(f"set -m; {TARN} nb.py --python /none; printf '\\033[?1049l'; stty sane; echo stopped; "
                              "read line; fg >/dev/null")
        terminal.quiet()
        terminal.type("A0<Esc>")
        os.kill(self.editor_pid(), signal.SIGSTOP)
        terminal.until("stopped")
        terminal.send("go on<CR>")
        terminal.until(lambda screen: screen.alternate and "x = 10" in screen.text)
        terminal.ask("level")
        self.assertIn("x = 100", terminal.type("A0<Esc>").text)


class Keyboards(Suspends):
    """Each way out ends what the terminal was asked to tell of keys: check_given_back() and check_suspended() look."""
    def kept(self, terminal, keyboard=1, other_keys=0):
        screen = terminal.screen
        self.assertEqual((screen.keyboard, screen.other_keys), (keyboard, other_keys))

    def shell(self, script=f"{TARN} nb.py --python /none", options=("--keyboard",), **more):
        terminal = super().shell(script, options=options, **more)
        terminal.until(lambda screen: screen.keyboard or screen.other_keys)
        return terminal

    def test_quitting_ends_it(self):
        for options, kept in ((["--keyboard"], (1, 0)), ([], (0, 2))):
            terminal = self.shell(options=options)
            terminal.quiet()
            self.kept(terminal, *kept)
            terminal.send(":q<CR>")
            screen = self.check_given_back(terminal, 0)
            self.assertEqual(screen.unknown, [])

    def test_a_crash_ends_it(self):
        for options, kept in ((["--keyboard"], (1, 0)), ([], (0, 2))):
            terminal = self.shell(f"{TARN} nb.py --python /none 2>&1; status=$?; read ready; (exit $status)", options=options)
            terminal.quiet()
            self.kept(terminal, *kept)
            os.kill(self.editor_pid(), signal.SIGKILL)
            terminal.until(lambda screen: not screen.alternate and "before" in screen.text)
            self.wait_until_all_are_gone()
            terminal.send("<CR>")
            self.check_given_back(terminal, 137)

    def test_a_command_runs_without_it(self):
        terminal = self.shell()
        terminal.quiet()
        terminal.send(":!echo hi<CR>")
        terminal.until("[press Enter]")
        self.kept(terminal, 0)
        terminal.send("<CR>")
        terminal.until(lambda screen: screen.alternate and "x = 1" in screen.text and screen.keyboard)
        terminal.ask("level")
        terminal.quiet()
        self.kept(terminal)

    def test_taken_again_it_is_begun_once(self):
        terminal = self.shell(f"set -m; {TARN} nb.py --python /none; stty sane; echo stopped; read line; fg >/dev/null")
        terminal.quiet()
        os.kill(self.editor_pid(), signal.SIGSTOP)
        terminal.until("stopped")
        terminal.send("go on<CR>")
        terminal.until(lambda screen: screen.alternate and "x = 1" in screen.text)
        terminal.ask("level")
        terminal.quiet()
        self.kept(terminal)
        terminal.send(":q<CR>")
        self.check_given_back(terminal, 0)

    def test_one_that_never_answers_is_told_nothing(self):
        self.write("nb.py")
        terminal = self.terminal("nb.py", "--python", "/none", options=["--silent"])
        terminal.until("x = 1")
        terminal.type("A0<Esc>")
        self.kept(terminal, 0, 0)


class InLine(Leave):
    """tarn --inline: on the shell's screen, of which nothing is lost."""
    def test_the_last_picture_stays_and_what_was_there_before_it(self):
        terminal = self.shell(f"seq 5; {TARN} --inline nb.py --python /none")
        screen = terminal.quiet()
        self.assertFalse(screen.alternate)
        self.assertIn("x = 1", screen.rows[1])
        self.assertEqual(screen.behind, ["before", "1", "2", "3", "4", "5", ""])
        # what is tried out before the first picture is gone before that is: a terminal may keep what it clears
        self.assertIn(b"\x1b[6n\x1b[2K", terminal.output())
        terminal.send("A0<Esc>:wq<CR>")
        screen = terminal.until("status 0")
        self.assertIn("x = 10", screen.text)
        self.assertEqual((screen.title, screen.visible, screen.mouse), ("before", True, False))
        terminal.send("abc<CR>")
        terminal.until("got <abc>")
        self.assertEqual([mode for mode in MODES if terminal.is_set(mode)], [])
        self.assertEqual((self.folder / "modes.1").read_text(), (self.folder / "modes.2").read_text())

    def test_it_stops_and_goes_on_below_what_the_shell_said(self):
        terminal = self.shell(f"set -m; {TARN} --inline nb.py --python /none; echo stopped; read line; fg >/dev/null")
        terminal.quiet()
        terminal.send("<C-z>")
        terminal.until("stopped")
        terminal.send("go on<CR>")
        screen = terminal.until(lambda screen: "stopped" not in screen.text and "x = 1" in screen.text)
        self.assertIn("stopped", screen.behind)
        terminal.ask("level")
        terminal.send(":q<CR>")
        terminal.until("status 0")


class Shell(Leave):
    def test_a_command_has_the_terminal_until_enter(self):
        terminal = self.open_without_python()
        terminal.type("A0<Esc>")
        cooked = terminal.modes
        terminal.send(":!echo hi; stty -a | grep -c ' icanon'<CR>")
        screen = terminal.until("[press Enter]")
        self.assertRegex(screen.text, r"(?m)^hi\n1$")
        self.assertFalse(screen.alternate)
        terminal.send("<CR>")
        screen = terminal.until(lambda screen: screen.alternate and "x = 10" in screen.text)
        self.assertEqual(screen.title, "nb.py + - tarn")
        self.assertEqual(terminal.modes, cooked)

    def test_the_commands_interrupt_is_not_ours(self):
        terminal = self.open_without_python()
        terminal.send(":!echo ready; exec sleep 1000<CR>")
        terminal.until("ready")
        terminal.send("<C-c>")
        terminal.until("[press Enter]")
        terminal.send("<CR>")
        terminal.until(lambda screen: screen.alternate and "x = 1" in screen.text)
        terminal.ask("level")
        self.assertNotIn("nterrupt", terminal.type(":messages<CR>").text)

    def test_a_command_that_is_suspended_suspends_the_editor_with_it(self):
        os.mkfifo(self.folder / "fifo")
        terminal = self.shell(f"set -m; {TARN} nb.py --python /none; echo stopped; read line; fg >/dev/null")
        terminal.quiet()
        terminal.send(":!echo ready; exec cat fifo<CR>")
        terminal.until("ready")
        terminal.send("<C-z>")
        terminal.until("stopped")
        terminal.send("go on<CR>")
        (self.folder / "fifo").write_text("purr\n")
        terminal.until("purr\n\n[press Enter]")
        terminal.send("<CR>")
        terminal.until(lambda screen: screen.alternate and "x = 1" in screen.text)

    def test_a_signal_at_the_prompt_ends_it(self):
        terminal = self.open_without_python()
        terminal.send(":!true<CR>")
        terminal.until("[press Enter]")
        terminal.signal(signal.SIGTERM)
        self.assertEqual(terminal.exit_status(), 143)


class Dies(Leave):
    def check_recovery(self):
        """The next start offers what was typed, and takes it."""
        self.wait_until_all_are_gone()
        self.assertEqual(self.path.read_text(), NOTEBOOK)
        terminal = self.terminal("nb.py", "--python", "/none")
        terminal.quiet()
        self.assertIn(":recover", terminal.type(":messages<CR>").text)
        terminal.type("<CR>")
        self.assertIn(":recover?", terminal.type("jk").text)  # the message has gone, the offer has not
        screen = terminal.type(":recover<CR>")
        self.assertIn("x = 10", screen.text)
        self.assertNotIn(":recover?", screen.text)
        terminal.type(":w<CR>")
        self.assertIn("x = 10\n", self.path.read_text())

    def test_a_lost_connection_loses_no_text(self):
        terminal = self.open_without_python()
        terminal.type("A0")
        terminal.ask("hang_up")
        self.assertEqual(terminal.until_status("exited")["status"], 129)
        self.check_recovery()

    def test_a_hangup_signal_leaves_the_screen_and_loses_no_text(self):
        terminal = self.shell()
        terminal.quiet()
        terminal.type("A0<Esc>")
        os.kill(self.editor_pid(), signal.SIGHUP)
        self.check_given_back(terminal, 129)
        self.check_recovery()

    def test_a_termination_leaves_the_screen_and_loses_no_text(self):
        terminal = self.shell()
        terminal.quiet()
        terminal.type("A0<Esc>")
        os.kill(self.editor_pid(), signal.SIGTERM)
        self.check_given_back(terminal, 143)
        self.check_recovery()

    def test_a_kill_that_leaves_no_chance_is_repaired_by_the_guard(self):
        terminal = self.shell(f"{TARN} nb.py --python /none 2>&1; status=$?; read ready; (exit $status)")
        terminal.quiet()
        terminal.type("A0<Esc>")
        os.kill(self.editor_pid(), signal.SIGKILL)
        terminal.until(lambda screen: not screen.alternate and "before" in screen.text)
        self.wait_until_all_are_gone()  # the guard has done its work, and ends
        terminal.send("<CR>")
        self.check_given_back(terminal, 137)

    def test_however_it_dies_the_terminal_is_what_it_was(self):
        """What a program of its own can do, and what its guard does for it."""
        numbers = (signal.SIGTERM, signal.SIGHUP, signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGQUIT,
                   signal.SIGILL, signal.SIGFPE, signal.SIGKILL)
        asan = "handle_segv=0:handle_abort=0:handle_sigbus=0:handle_sigill=0:handle_sigfpe=0"
        for number in numbers:
            with self.subTest(number.name):
                terminal = self.shell(f"ulimit -c 0; ASAN_OPTIONS={asan} {TARN} nb.py --python /none 2>&1; status=$?; "
                                      "read ready; (exit $status)", options=["--keyboard", "--synchronised", "--clusters"])
                terminal.quiet()
                terminal.type("i")
                self.assertLessEqual({1002, 1004, 1006, 2004, 2027, 2031}, {m for m in MODES if terminal.is_set(m)})
                os.kill(self.editor_pid(), number)
                terminal.until(lambda screen: not screen.alternate and "before" in screen.text)
                self.wait_until_all_are_gone()
                terminal.send("<CR>")
                self.check_given_back(terminal, 128 + number)
                terminal.close()

    def test_output_that_is_no_terminal_any_more_is_no_endless_loop(self):
        terminal = self.open_without_python()
        terminal.ask("hang_up")
        self.assertEqual(terminal.until_status("exited")["status"], 129)
        self.wait_until_all_are_gone()


if __name__ == "__main__":
    unittest.main()
