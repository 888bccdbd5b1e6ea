"""Checkpoints: a copy of the interpreter that sleeps until the one that runs has died."""
import os
import select
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from wire import DEADLINE, OK, Session

TARN = os.environ["TARN"]
PYTHON = os.environ["PYTHON"]

DEATHS = {
    "a segmentation fault": "import ctypes; ctypes.string_at(1)",
    "an exit": "import os; os._exit(3)",
    "a kill": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "an abort": "import os; os.abort()",
    "a kill of its group": "import os, signal; os.killpg(0, signal.SIGKILL)",
    "the end of its descriptors": "import os; os.closerange(0, 1 << 16); os._exit(0)",
}

# What a fork does not survive, and a word of what is said then.
UNFIT = {
    "threads": ("import threading; stop = threading.Event(); t = threading.Thread(target=stop.wait, daemon=True); t.start()",
                "stop.set(); t.join()"),
    "a socket": ("import socket; s = socket.socket()", "s.close()"),
    "a pipe to another process": ("import os; p = os.pipe()", "os.close(p[0]); os.close(p[1])"),
    "a process that it started": ("import subprocess; c = subprocess.Popen(['sleep', '1000'])", "c.kill(); c.wait()"),
    "a file that is open to be written": ("f = open('written', 'w')", "f.close()"),
    "memory that is shared": ("import mmap; m = mmap.mmap(-1, 4096)", "m.close()"),
    "a queue of events": ("import select; e = select.epoll()", "e.close()"),
}


def sleepers():
    """The copies that sleep, of this test's hosts and any other's."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and (entry / "comm").read_text() == "tarn checkpoint\n":
                found.append(int(entry.name))
        except OSError:
            pass
    return found


def parent(pid):
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:  # another test's, which has ended since
        return None


class Checkpoints(unittest.TestCase):
    def setUp(self):
        self.session = self.start()

    def start(self):
        session = Session(TARN, PYTHON, cwd=self.folder())
        self.addCleanup(session.process.wait, DEADLINE)
        self.addCleanup(session.connection.sock.close)
        session.wait("READY")
        session.send("CHECKPOINTS", 1, 1024, 0)
        return session

    def folder(self):
        folder = tempfile.TemporaryDirectory(prefix="tarn-checkpoint-")
        self.addCleanup(folder.cleanup)
        return folder.name

    def ask(self):
        """(how many there are, why there is no new one)"""
        self.session.send("MAKE_CHECKPOINT")
        while True:
            asked, count, _, why = self.session.wait("CHECKPOINTED")
            if asked:
                return count, why.decode()

    def make(self):
        self.assertEqual(self.ask(), (1, ""))

    def own_sleepers(self):
        return [pid for pid in sleepers() if parent(pid) == self.session.process.pid]

    def rolled_back(self):
        status, what, made, pid, *cells = self.session.wait("ROLLED_BACK")
        self.session.wait("READY")
        self.assertEqual(pid, self.session.pid)
        self.assertLess(abs(made / 1e6 - time.time()), 600)
        return what.decode(), sorted(int(cell) for cell in cells)

    def test_whatever_kills_it_the_variables_are_those_of_the_checkpoint(self):
        for name, code in DEATHS.items():
            with self.subTest(name):
                self.session.run("a = list(range(1000)); b = {'x': [1]}", 1)
                self.make()
                self.session.run("b['x'].append(2); c = 3", 2)
                before = self.session.pid
                self.session.begin(code, 3)
                what, cells = self.rolled_back()
                self.assertNotEqual(self.session.pid, before)
                self.assertIn("Python ", what)
                self.assertEqual(cells, [2, 3])
                self.assertEqual(self.session.run("sum(a), b, 'c' in globals()", 4).shown, "(499500, {'x': [1]}, False)")
                self.session.send("RESTART")
                self.session.wait("READY")

    def test_the_next_death_costs_no_more(self):
        self.session.run("a = 1", 1)
        self.make()
        for ran in ([2], [2, 3], [2, 3]):  # the copy that woke makes one of itself, before anything else runs
            self.session.begin("import os; os._exit(1)", 2)
            self.assertEqual(self.rolled_back()[1], ran)
            self.session.run("b = 2", 3)
        self.assertEqual(self.session.run("a", 4).shown, "1")

    def test_one_can_go_back_without_a_death(self):
        self.session.run("a = 1", 1)
        self.make()
        self.session.run("a = 2", 1)
        self.session.send("ROLL_BACK")
        self.assertEqual(self.rolled_back(), ("", [1]))
        self.assertEqual(self.session.run("a", 2).shown, "1")

    def test_without_one_it_says_so_and_a_death_is_a_death(self):
        self.session.send("ROLL_BACK")
        self.assertEqual(self.session.wait("CHECKPOINTED")[3], b"there is none to go back to")
        self.session.begin("import os; os._exit(1)")
        self.session.wait("DIED")

    def test_the_terminal_is_its_own_again(self):
        self.session.run("import sys, os", 1)
        self.make()
        self.session.begin("print('last words', flush=True); os._exit(1)", 2)
        run = self.session.last_run
        self.rolled_back()
        self.session.wait_for_console(run, b"last words")
        done = self.session.run("print('hello', os.isatty(0), os.ttyname(1) and open('/dev/tty') and 1); print(os.getpgrp() == os.tcgetpgrp(0))", 3)
        self.assertEqual(done.status, OK, done.output)
        self.assertEqual(self.session.printed(), "hello True 1\nTrue\n")
        self.session.begin("print('you are', input())", 4)
        self.session.wait("INPUT_WANTED")
        self.session.send("TYPE", "somebody\n")
        self.session.wait("DONE")
        self.assertIn("you are somebody", self.session.printed())
        self.session.begin("import time; print('begun', flush=True); time.sleep(1000)", 5)
        self.session.wait_for_console(self.session.last_run, b"begun")
        self.session.send("INTERRUPT", 1)
        self.assertEqual(self.session.wait("DONE")[2], 3)

    def test_what_a_fork_does_not_survive_is_said_and_then_there_is_none(self):
        for why, (code, end) in UNFIT.items():
            with self.subTest(why):
                done = self.session.run(code, 1)
                self.assertEqual(done.status, OK, done.output)
                count, said = self.ask()
                self.assertEqual(count, 0)
                self.assertTrue(said.startswith(why), said)
                self.assertEqual(self.own_sleepers(), [])
                self.assertEqual(self.session.run(end, 2).status, OK)
        self.make()

    def test_what_both_would_share_is_as_it_was(self):
        self.session.run("import random; random.seed(7); f = open('/etc/passwd'); first = f.readline(); log = open('log', 'a')", 1)
        self.make()
        self.session.run("following = f.readline(); r = random.random()", 2)
        self.session.run("out = repr((following, r))", 3)
        expected = self.session.run("out", 3).shown
        self.session.begin("import os; os._exit(1)", 4)
        self.rolled_back()
        self.session.run("following = f.readline(); r = random.random(); out = repr((following, r))", 2)
        self.assertEqual(self.session.run("out", 3).shown, expected)

    def test_it_is_nobody_that_a_cell_could_wait_for(self):
        self.make()
        done = self.session.run("import os\ntry:\n    os.wait()\nexcept ChildProcessError:\n    r = 'nobody'\nr", 1)
        self.assertEqual(done.shown, "'nobody'")

    def test_it_does_not_run_what_was_to_run_after_it(self):
        self.session.run("a = 0", 1)
        self.session.send("MAKE_CHECKPOINT")
        for cell in range(2, 30):  # all of this may lie in what was read with it
            self.session.begin("a += 1", cell)
        for _ in range(2, 30):
            self.session.wait("DONE")
        self.session.begin("import os; os._exit(1)", 30)
        self.assertEqual(self.rolled_back()[1], list(range(2, 31)))
        self.assertEqual(self.session.run("a", 31).shown, "0")

    def test_names_of_deleted_cells_are_gone_and_those_of_others_go_when_they_run_again(self):
        self.session.run("deleted = 1", 1)
        self.session.run("old = 1", 2)
        self.make()
        self.session.send("FORGET", 1, "deleted")
        self.session.send("FORGET", 2, "old")
        self.session.run("new = 1", 2)
        self.session.begin("import os; os._exit(1)", 3)
        self.rolled_back()
        self.assertEqual(self.session.variables().keys() & {"deleted", "old", "new"}, {"old"})
        self.session.send("FORGET", 2, "new")
        self.session.run("new = 2", 2)
        self.assertEqual(self.session.variables().keys() & {"deleted", "old", "new"}, {"new"})

    def test_there_are_never_more_than_allowed(self):
        self.session.send("CHECKPOINTS", 2, 1024, 0)
        for expected in (1, 2, 2, 2):
            self.assertEqual(self.ask(), (expected, ""))
            self.assertLessEqual(len(self.own_sleepers()), 2)
        self.session.send("CHECKPOINTS", 0, 1024, 0)
        self.assertEqual(self.ask(), (0, "the option checkpoints is 0"))
        self.assertEqual(self.own_sleepers(), [])

    def test_one_that_needs_too_much_memory_of_its_own_goes(self):
        self.session.send("CHECKPOINTS", 1, 30, 0)
        self.session.run("a = bytearray(60 << 20)", 1)
        self.make()
        self.session.run("for i in range(0, len(a), 4096): a[i] = 1", 2)
        asked, count, own, why = self.session.wait("CHECKPOINTED")
        self.assertEqual((asked, count, why), (0, 0, b"it took more memory than checkpointmemory allows"))
        self.assertGreater(own, 50 << 20)
        self.assertEqual(self.own_sleepers(), [])

    def test_runs_that_took_long_are_worth_one_before_the_next(self):
        self.session.send("CHECKPOINTS", 1, 1024, 50)
        self.session.run("a = 1", 1)
        self.session.run("b = 2", 2)
        self.assertEqual(self.own_sleepers(), [])
        self.session.run("import time; time.sleep(0.1); dear = 1", 3)
        self.session.begin("import os; os._exit(1)", 4)
        self.assertEqual(self.rolled_back()[1], [4])
        self.assertEqual(self.session.run("dear", 5).shown, "1")

    def test_it_goes_with_a_restart_and_with_its_host(self):
        self.make()
        first = self.own_sleepers()
        self.assertEqual(len(first), 1)
        self.session.send("RESTART")
        self.session.wait("READY")
        self.assertEqual(self.own_sleepers(), [])
        self.make()
        second = self.own_sleepers()
        descriptor = os.pidfd_open(second[0])
        self.session.process.send_signal(signal.SIGKILL)
        self.session.process.wait(DEADLINE)
        self.assertTrue(select.select([descriptor], [], [], DEADLINE)[0], "an orphan")
        os.close(descriptor)

    def test_a_copy_that_was_killed_is_missed_by_nobody(self):
        self.session.run("a = 1", 1)
        self.make()
        os.kill(self.own_sleepers()[0], signal.SIGKILL)
        self.session.begin("import os; os._exit(1)", 2)
        self.session.wait("DIED")

    def test_a_cell_that_speaks_for_the_kernel_harms_nobody(self):
        """It says that others are copies, of which the host would kill what is too much; or nonsense, or nothing."""
        victim = subprocess.Popen(["sleep", "1000"])
        self.addCleanup(victim.wait)
        self.addCleanup(victim.kill)
        self.session.run("a = 1", 1)
        lies = f"""
import array, os, socket, struct
for fd in map(int, os.listdir('/proc/self/fd')):
    try:
        control = socket.socket(fileno=os.dup(fd))
    except OSError:
        continue
    if control.type == socket.SOCK_SEQPACKET:
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [1]))]
        for pid in ({victim.pid}, os.getpid(), os.getppid(), 1, 0, -1, -2**31, 2**31 - 1):
            control.sendmsg([struct.pack('<i200s', pid, b'x' * 200)], rights)
        control.sendmsg([b'?'], rights)
        control.sendmsg([b'?' * 1000], rights + rights)
        control.send(struct.pack('<i200s', {victim.pid}, b''))
    control.close()
"""
        self.assertEqual(self.session.run(lies, 2).status, OK)
        self.session.send("CHECKPOINTS", 0, 1024, 0)
        self.session.send("CHECKPOINTS", 1, 1024, 0)
        self.assertIsNone(victim.poll())
        answers = [self.ask() for _ in range(12)]  # each lie may be taken for one of them, and then they are used up
        self.assertEqual(answers[-1], (1, ""))
        self.session.begin("import os; os._exit(1)", 3)
        self.rolled_back()
        self.assertEqual(self.session.run("a", 4).shown, "1")
        self.assertIsNone(victim.poll())

    def test_numbers_that_were_computed_in_threads_are_there(self):
        probe = subprocess.run([PYTHON, "-c", "import numpy"], capture_output=True)
        if probe.returncode:
            self.skipTest("no numpy there")
        self.session.run("import numpy as np; a = np.random.rand(400, 400); b = a @ a; s = b.sum()", 1)
        self.make()
        self.session.begin("import os; os._exit(1)", 2)
        self.rolled_back()
        self.assertEqual(self.session.run("abs((a @ a).sum() - s) < 1e-6", 3).shown.replace("np.True_", "True"), "True")


if __name__ == "__main__":
    unittest.main()
