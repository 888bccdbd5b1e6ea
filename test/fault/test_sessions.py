"""Sessions that outlive their editor: killed, hung up, detached, taken over; and nobody is left at the end."""
from __future__ import annotations

import json
import os
import signal
import subprocess
import time
import unittest
from pathlib import Path

from editor import TARN, Editor, Home, cell_code, has_ended, host_and_interpreter, nobody_is_left, processes_of

GO = "import os\nwhile not os.path.exists('go'): pass\n"


class Sessions(unittest.TestCase):
    def setUp(self):
        self.home = Home()
        self.addCleanup(self.clean)

    def clean(self):
        """Whatever a test did, its sessions end."""
        try:
            self.tarn("kill", "--all")
            nobody_is_left(self.home)
        finally:
            self.home.__exit__()

    def tarn(self, *arguments, status=0):
        done = subprocess.run([TARN, *arguments], env=self.environment(), cwd=self.home.work, capture_output=True, text=True)
        if status is not None:
            self.assertEqual(done.returncode, status, done.stderr)
        return done.stdout if status == 0 else done.stderr

    def environment(self):
        return self.home.environment(TARN_SESSION_TTL="600")

    def notebook(self, *cells):
        self.home.notebook.write_text(cell_code(*cells))

    def editor(self, *arguments):
        editor = Editor(self.home, *arguments, TARN_SESSION_TTL="600")
        self.addCleanup(editor.close)
        return editor

    def sessions(self):
        return json.loads(self.tarn("sessions", "--json"))

    def until_state(self, state):
        end = time.monotonic() + 60
        while (now := self.sessions()) and now[0]["state"] != state:
            self.assertLess(time.monotonic(), end, now)

    def go(self):
        (self.home.work / "go").touch()

    def test_a_killed_editor_leaves_everything(self):
        self.notebook("x = 6\nprint('prin' + 'ted', x)\nx * 7", "y = x + 1\n'y is %d' % y")
        first = self.editor()
        first.keys(":run all<CR>").until("42", "printed 6", "y is 7")
        host, python = host_and_interpreter(first)
        first.kill()
        with self.editor() as second:
            text = second.until("42", "printed 6", "y is 7", "results of 2 cells")
            self.assertNotIn("stale", text.lower())
            second.keys("Gox += 0  # :nothing<C-c>u")
            second.keys(":python print(x * 100 + y)<CR>").until("607")
            self.assertEqual(self.sessions()[0]["pid"], host)
            second.quit()
        self.assertTrue(has_ended(host) and has_ended(python))
        nobody_is_left(self.home)

    def test_what_is_asked_before_it_is_back_is_answered_then(self):
        self.notebook("x = 6\nx * 7", *["y%d = %d" % (n, n) for n in range(300)])
        first = self.editor()
        first.keys(":run all<CR>").until("42")
        first.until("idle")
        first.kill()
        for _ in range(5):
            with self.editor() as second:
                second.keys(":py x + 1000<CR>").until("1006")
                second.kill()
        with self.editor() as second:
            second.until("NORMAL")
            second.keys("ix = 7 ##<C-c>:run<CR>:py x + 1000<CR>").until("1007")
            second.quit()

    def test_a_long_cell_goes_on_and_so_does_what_follows(self):
        self.notebook("print('be' + 'gun', flush=True)\n" + GO + "x = 1\nprint('en' + 'ded')", "y = x + 1\n'y is %d' % y", "1 / (y - 2)\nw = 1", "'never %d' % w")
        first = self.editor()
        first.keys(":run all<CR>").until("begun")
        first.kill()
        self.until_state("running")
        self.go()
        self.until_state("idle")
        with self.editor() as second:
            second.until("ended", "y is 2", "ZeroDivisionError", "not run: cell 3 failed")
            second.quit()

    def test_one_comes_back_while_it_runs(self):
        self.notebook("print('be' + 'gun', flush=True)\n" + GO + "x = 1\nprint('en' + 'ded')", "y = x + 1\n'y is %d' % y")
        first = self.editor()
        first.keys(":run all<CR>").until("begun")
        first.kill(signal.SIGHUP)
        with self.editor() as second:
            second.until("begun", "results of 2 cells")
            second.keys(":q<CR>").until(":q! ends it")
            self.go()
            second.until("ended", "y is 2")
            second.keys(":q<CR>")
            self.assertEqual(second.wait(), 0)
        nobody_is_left(self.home)

    def test_a_run_that_was_found_can_be_interrupted(self):
        self.notebook("print('be' + 'gun', flush=True)\nwhile True: pass", "2")
        first = self.editor()
        first.keys(":run all<CR>").until("begun")
        first.kill()
        with self.editor() as second:
            second.until("begun", "results of")
            second.keys("<C-c>").until("KeyboardInterrupt")
            second.quit()

    def lost_loop(self):
        """An editor that is back while a cell runs that only the journal has, and another waits behind it."""
        self.notebook("x = 6\n'x is %d' % x")
        first = self.editor()
        first.keys(":run all<CR>").until("x is 6")
        first.keys(":new<CR>iprint('be' + 'gun', flush=True)<CR>while True: pass<C-c>").until("while True")
        first.keys(":new<CR>iopen('third', 'w').close()<C-c>:run all<CR>").until("begun", "1 waits")
        time.sleep(1.2)  # the journal is written within a second
        first.kill()
        editor = self.editor()
        editor.until("x is 6", ":recover")
        return editor

    def test_a_cell_that_is_not_here_keeps_the_interpreter_busy(self):
        with self.lost_loop() as editor:
            self.assertNotIn("idle", editor.until("busy"))
            editor.keys(":1<CR>:run<CR>").until("busy, 1 waits")
            editor.keys("<C-c>").until("interrupted before its turn", "idle")
            editor.keys(":run<CR>").until("x is 6", "idle", gone="interrupted before its turn")
            editor.quit()

    def test_an_interrupt_drops_what_waits_behind_a_cell_that_is_not_here(self):
        with self.lost_loop() as editor:
            editor.keys("<C-c>").until("idle")
            editor.keys(":recover<CR>").until("begun", "KeyboardInterrupt", "open('third'", "interrupted before its turn")
            editor.keys(":py x + 1000<CR>").until("1006")
            self.assertFalse((self.home.work / "third").exists())
            editor.keys(":run stale<CR>").until("KeyboardInterrupt", gone="interrupted before its turn")
            editor.quit()

    def test_what_waits_behind_a_cell_that_is_not_here_runs_when_that_ends(self):
        ran = self.home.work / "ran"
        self.notebook("x = 6\nprint('.', end='', file=open('ran', 'a'))\n'x is %d' % x")
        first = self.editor()
        first.keys(":run all<CR>").until("x is 6")
        first.keys(":new<CR>iimport os<CR>while not os.path.exists('go'): pass<C-c>:run<CR>").until("running cell 2")
        time.sleep(1.2)  # the journal is written within a second
        first.kill()
        second = self.editor()
        second.until("x is 6", "busy")
        second.keys(":1<CR>:run<CR>").until("busy, 1 waits")
        second.kill()
        with self.editor() as third:
            third.until("busy, 1 waits")
            third.keys(":py x + 1000<CR>")
            self.assertEqual(ran.read_text(), ".")
            self.go()
            third.until("1006", "idle")
            self.assertEqual(ran.read_text(), "..")
            third.quit()

    def test_detach_and_attach(self):
        self.notebook("x = 6\nx * 7")
        first = self.editor()
        first.keys(":run all<CR>").until("42")
        first.keys("Goz = 1<C-c>:detach<CR>")
        self.assertEqual(first.wait(), 0)
        self.assertIn("the session of nb.py goes on (idle)", first.text())
        [about] = self.sessions()
        self.assertEqual((about["path"], about["state"], about["editor"]), (str(self.home.notebook), "idle", False))
        self.assertGreater(about["memory"], 1 << 20)
        self.assertIn(about["id"], self.tarn("sessions"))
        with self.editor(about["path"]) as second:
            second.until("42", ":recover")  # what was typed is in the journal
            second.keys(":recover<CR>").until("z = 1")
            second.keys(":w<CR>").until("written")
            second.quit()
        nobody_is_left(self.home)

    def test_who_cannot_open_it_leaves_it_alone(self):
        """No terminal, no such theme: the session that was found for it goes on."""
        self.notebook("x = 6\nx * 7")
        first = self.editor()
        first.keys(":run<CR>").until("42")
        first.keys(":detach<CR>")
        first.wait()
        host = self.sessions()[0]["pid"]
        self.assertIn("must be a terminal", self.tarn("attach", status=2))
        self.assertIn("no theme", self.tarn("--theme", "none", str(self.home.notebook), status=2))
        self.assertEqual([session["pid"] for session in self.sessions()], [host])
        with self.editor() as second:
            second.keys(":py x + 1000<CR>").until("1006")
            second.quit()

    def test_recovered_cells_find_their_results(self):
        self.notebook("x = 6\nx * 7")
        first = self.editor()
        first.keys(":run all<CR>").until("42").strip()
        first.keys(":new<CR>iy = x + 1<CR>'y is %d' % y<C-c>:run all<CR>").until("y is 7")
        first.quiet()
        time.sleep(1.2)  # the journal is written within a second
        first.kill()
        with self.editor() as second:
            second.until("42", ":recover", gone="y is 7")
            second.keys(":recover<CR>").until("y is 7")
            second.quit()

    def test_what_was_edited_meanwhile_is_stale(self):
        self.notebook("x = 6\n'x is %d' % x", "y = x + 1\n'y is %d' % y")
        first = self.editor()
        first.keys(":run all<CR>").until("x is 6", "y is 7")
        first.kill()
        self.notebook("x = 8\n'x is %d' % x", "y = x + 1\n'y is %d' % y")
        with self.editor() as second:
            second.until("x is 6", "y is 7", "x = 8")
            second.keys(":run stale<CR>").until("x is 8", "y is 9")
            second.quit()

    def test_the_death_of_the_interpreter_is_told(self):
        self.notebook("x = 6\n'x is %d' % x", GO + "os._exit(3)")
        first = self.editor()
        first.keys(":run all<CR>").until("x is 6")
        self.until_state("running")
        first.kill()
        self.go()
        self.until_state("dead")
        with self.editor() as second:
            second.until("x is 6", "the interpreter died")
            second.quit()

    def test_sigterm_is_as_a_lost_line(self):
        self.notebook("6 * 7")
        first = self.editor()
        first.keys(":run all<CR>").until("42")
        first.kill(signal.SIGTERM)
        self.assertEqual(self.sessions()[0]["state"], "idle")
        self.tarn("kill", "nb.py")
        self.assertEqual(self.sessions(), [])
        nobody_is_left(self.home)

    def test_an_editor_in_which_nothing_ran_leaves_nothing(self):
        self.notebook("6 * 7")
        first = self.editor()
        first.until("6 * 7")
        first.quiet()
        first.kill()
        nobody_is_left(self.home)

    def test_the_second_editor_takes_over_or_watches(self):
        self.notebook("x = 6\nx * 7")
        first = self.editor()
        first.keys(":run all<CR>").until("42")
        first.keys("Goz = 1<C-c>").until("z = 1")
        self.assertIn("another tarn has it open", self.tarn("edit", "nb.py", status=2))
        watcher = self.editor()
        watcher.until("(w)atch it").strip()
        watcher.keys("w").until("x * 7")  # one key is enough
        watcher.keys(":run all<CR>").until("nothing can run here")
        watcher.keys(":w<CR>").until("only watches")
        watcher.keys(":takeover<CR>").until("42", "results of 1 cell", "idle")
        first.until("took this notebook over")
        watcher.keys(":py x + 1000<CR>").until("1006")
        watcher.keys(":takeover<CR>").until("no other tarn")
        first.keys(":takeover<CR>").until("E37")
        first.keys(":takeover!<CR>").until("42", ":recover")
        watcher.until("took this notebook over")
        first.keys(":recover<CR>").until("z = 1")
        watcher.quit()
        with self.editor() as second:
            second.until("(t)ake it over")
            second.keys("t<CR>").until("42", ":recover")
            first.until("took this notebook over")
            first.keys(":w<CR>").until("not saved")
            second.keys(":python print(x + 1000)<CR>").until("1006")
            self.assertEqual(first.quit(), 0)
            second.keys(":recover<CR>").until("z = 1")
            second.quit()
        nobody_is_left(self.home)

    def distrust(self):
        (self.home.folder / "state/tarn/trust").write_text("")

    def test_it_is_taken_over_where_nothing_is_trusted(self):
        self.distrust()
        self.notebook("x = 6\nx * 7")
        first = self.editor()
        first.keys(":run all<CR>").until("42")
        with self.editor() as second:
            second.until("(t)ake it over")
            second.keys("t<CR>").until("42")
            first.until("took this notebook over")
            first.keys(":w<CR>").until("not saved")
            second.keys(":python print(x + 1000)<CR>").until("1006")
            self.assertEqual(first.quit(), 0)
            third = self.editor("--take-over", "nb.py")
            third.until("42")
            second.until("took this notebook over")
            third.quit()
        nobody_is_left(self.home)

    def test_where_nothing_ran_the_journal_is_taken_over(self):
        self.distrust()
        self.notebook("x = 6\nx * 7")
        first = self.editor()
        first.until("x * 7")
        first.keys("Goz = 1<C-c>").until("z = 1")
        self.assertIn("another tarn has it open", self.tarn("edit", "nb.py", status=2))
        with self.editor() as second:
            second.until("another tarn has nb.py open", "(t)ake it over")
            self.assertNotIn("no journal", second.keys("t<CR>").until("x * 7", ":recover"))
            first.until("took this notebook over")
            first.keys(":w<CR>").until("not saved")
            first.keys(":run all<CR>").until("nothing can run here")
            second.keys(":recover<CR>").until("z = 1")
            second.keys(":run all<CR>:python print(x + 1000)<CR>").until("1006")
            first.keys(":w!<CR>").until("written")
            first.quit()
            second.quit()
        nobody_is_left(self.home)

    def test_a_session_that_ends_is_not_found_again(self):
        self.notebook("x = 6\nx * 7")
        first = self.editor()
        first.keys(":run all<CR>").until("42")
        first.kill()
        second = self.editor()
        second.until("42")
        self.assertEqual(second.quit(), 0)
        third = self.editor()
        third.until("x * 7")
        third.keys(":run all<CR>").until("42")
        third.kill()
        self.assertEqual([each["state"] for each in self.sessions()], ["idle"])

    def test_the_option_counts_when_it_is_set(self):
        self.notebook("x = 6\nx * 7")
        first = self.editor()
        first.keys(":run all<CR>").until("42")
        first.keys(":set sessionttl=0<CR>:detach<CR>").until("sessions end with the editor here")
        first.keys(":py 21 * 2 + 1<CR>").until("43")  # what is asked later is done later: the host has heard
        first.kill()
        nobody_is_left(self.home)

    def test_one_that_does_not_answer_is_told_and_can_be_ended(self):
        self.notebook("x = 6\nx * 7")
        first = self.editor()
        first.keys(":run all<CR>").until("42")
        host, python = host_and_interpreter(first)
        first.kill()
        os.kill(host, signal.SIGSTOP)
        self.assertIn("does not answer", self.tarn("edit", "nb.py", status=2))
        self.assertEqual([each["state"] for each in self.sessions()], ["silent"])
        self.tarn("kill", self.sessions()[0]["id"][:6])
        self.assertTrue(has_ended(python))
        self.assertEqual(self.sessions(), [])

    def test_a_notebook_is_the_same_by_another_name(self):
        (self.home.work / "link").symlink_to(self.home.work)
        first = self.editor("link/nb.py")
        first.until("NORMAL")
        first.keys("ix = 6<CR>x * 7<C-c>:w<CR>").until("written")
        first.keys(":run all<CR>").until("42")
        first.kill()
        with self.editor("nb.py") as second:
            second.until("42", "results of 1 cell")
            second.quit()

    def test_a_notebook_that_becomes_a_link_keeps_its_session(self):
        self.notebook("x = 6\nx * 7")
        first = self.editor("nb.py")
        first.keys(":run all<CR>").until("42")
        first.kill()
        (self.home.work / "data").mkdir()
        self.home.notebook.rename(self.home.work / "data" / "real.py")
        self.home.notebook.symlink_to("data/real.py")
        self.assertEqual([about["state"] for about in self.sessions()], ["idle"])
        second = self.editor("nb.py")
        second.until("42", "results of 1 cell")
        self.assertEqual(len(self.sessions()), 1)
        second.keys(":detach<CR>")
        self.assertEqual(second.wait(), 0)
        self.tarn("kill", "nb.py")
        self.assertEqual(self.sessions(), [])

    def test_of_equal_cells_each_has_its_own(self):
        self.notebook("import itertools\nn = itertools.count(1)", "'got %d' % next(n)", "'got %d' % next(n)", "'got %d' % next(n)")
        first = self.editor()
        first.keys(":run all<CR>").until("got 1", "got 2", "got 3")
        first.quiet()
        before = [line.lstrip("▌ ") for line in first.text().split("\n") if "got" in line and "%" not in line]
        first.kill()
        with self.editor() as second:
            second.until("got 1", "got 2", "got 3")
            self.assertEqual([line.lstrip("▌ ") for line in second.text().split("\n") if "got" in line and "%" not in line], before)
            second.quit()

    def test_an_error_still_leads_to_its_line(self):
        """The kernel knows cells by the ids that they had."""
        self.notebook("1", "def f():\n    return 1 / 0", "f()")
        first = self.editor()
        first.until("NORMAL")
        first.keys(":new!<CR>iw = 1<C-c>").until("w = 1")
        first.keys(":run all<CR>").until("ZeroDivisionError", "cell 4, line 1", "in f")
        first.kill()
        with self.editor() as second:
            text = second.until("ZeroDivisionError", "in f")
            self.assertIn("cell 3, line 1", text)
            self.assertIn("cell 2", text)
            second.keys(":py g = f<CR>:3<CR>:run<CR>").until("ZeroDivisionError")
            second.quit()

    def test_a_host_by_way_of_a_command(self):
        self.notebook("x = 6\nx * 7", GO + "'y is %d' % (x + 1)")
        via = ["--via", f"exec {TARN} host --stdio", "nb.py"]
        first = self.editor(*via)
        first.keys("jj").until("NORMAL")
        first.keys(":run all<CR>").until("42")
        self.until_state("running")
        [about] = self.sessions()
        self.assertTrue(about["path"].startswith("@") and about["path"].endswith(f":{self.home.notebook}"), about)
        first.kill()
        self.go()
        self.until_state("idle")
        with self.editor(*via) as second:
            second.until("42", "y is 7", "results of 2 cells")
            second.keys(":py x + 1000<CR>").until("1006")
            second.quit()
        nobody_is_left(self.home)

    def test_a_shell_that_greets_is_in_nobody_s_way(self):
        self.notebook("x = 6\nx * 7")
        with self.editor("--via", f"echo; echo 'Welcome to the cluster!'; echo hi; exec {TARN} host --stdio", "nb.py") as editor:
            editor.keys(":run all<CR>").until("42")
            editor.quit()
        with self.editor("--via", "echo No such place", "nb.py") as editor:
            editor.until("No such place")
            editor.quit()
        with self.editor("--via", "exec yes", "nb.py") as editor:
            editor.until("exec yes: y")
            editor.quit()
        nobody_is_left(self.home)

    def test_a_connection_that_is_lost_is_found_again(self):
        self.notebook("x = 6\nx * 7", "'y is %d' % (x + 1)")
        with self.editor("--via", f"{TARN} host --stdio; exit $?", "nb.py") as editor:
            editor.keys("jj").until("NORMAL")
            editor.keys(":run all<CR>").until("42", "y is 7")
            relay = next(pid for pid, line in processes_of(self.home).items() if line.endswith("--stdio ") and
                         Path(f"/proc/{pid}/comm").read_text() == "tarn\n")
            os.kill(relay, signal.SIGKILL)
            editor.until("the connection is back", "42", "y is 7", gone="stale")
            editor.keys(":py x + 1000<CR>").until("1006")
            editor.quit()
        nobody_is_left(self.home)

    def test_a_command_that_leads_nowhere_says_why(self):
        self.notebook("6 * 7")
        with self.editor("--via", "echo no such machine >&2; exit 255", "nb.py") as editor:
            editor.until("no such machine")
            editor.keys(":w<CR>").until("written")
            editor.quit()

    def test_commands_say_what_is_wrong(self):
        self.assertEqual(self.tarn("sessions"), "")
        self.assertIn("there is no such session", self.tarn("kill", "nb.py", status=2))
        self.assertIn("there is no session", self.tarn("attach", status=2))
        self.assertIn("wants a notebook", self.tarn("kill", status=2))
        self.assertIn("takes no argument", self.tarn("sessions", "x", status=2))
        self.assertIn("is no time", self.tarn("edit", "--session-ttl", "soon", "nb.py", status=2))


if __name__ == "__main__":
    unittest.main(verbosity=2)
