"""Cells that are sent ahead of their turn (AHEAD): which of them run, when, and what is said of the others."""

import os
import tempfile
import unittest
from pathlib import Path

from wire import Done, Session, encode

TARN = os.environ["TARN"]
PYTHON = os.environ["PYTHON"]
LOOP = "print('begun', flush=True)\nwhile True:\n    pass"


class AheadTest(unittest.TestCase):
    def setUp(self):
        self.session = Session(TARN, PYTHON)
        self.addCleanup(self.session.__exit__)
        self.session.run("ran = []")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def begin(self, *codes, then=b""):
        """The first runs, the others are sent ahead; all in one write, with the packets `then`.  The first run."""
        session, packets = self.session, b""
        first = session.last_run + 1
        for index, code in enumerate(codes):
            session.last_run += 1
            cell = index + 1
            packets += encode("AHEAD" if index else "RUN", session.last_run, cell, f"cell {cell}", code, 0)
        session.connection.sock.sendall(packets + then)
        return first

    def ends(self, count):
        """What is said of so many runs: (run, "ok" ..., next) or (run, "skipped")."""
        told, others, self.session.others = [], self.session.others, []
        while len(told) < count:
            name, fields = others.pop(0) if others else self.session.next()
            if name == "DONE":
                done = Done(*fields)
                told.append((done.run, ("ok", "error", "stopped", "interrupted")[done.status], done.next))
            elif name == "SKIPPED":
                told.append((fields[0], "skipped"))
            else:
                self.session.others.append((name, fields))
        self.session.others += others
        return told

    def ran(self):
        return self.session.run("ran").shown

    def wait_for_file(self, name):
        while not (self.folder / name).exists():
            os.sched_yield()

    def cell_that_waits(self, name):
        """Code that says that it has begun, and goes on when the file is there."""
        return (f"import os\nprint('begun', flush=True)\nwhile not os.path.exists({str(self.folder / name)!r}): pass\n"
                "ran.append('waited')")


class Order(AheadTest):
    def test_one_runs_after_the_other_and_each_says_which_is_next(self):
        first = self.begin(*(f"ran.append({i})" for i in range(100)))
        told = self.ends(100)
        self.assertEqual([run for run, *_ in told], list(range(first, first + 100)))
        # What has not come by then does not begin by itself: here all have.
        self.assertEqual([each for each in told if each[1:] != ("ok", each[0] + 1)], [(first + 99, "ok", 0)])
        self.assertEqual(self.ran(), str(list(range(100))))

    def test_nothing_begins_after_a_failure(self):
        for code, end in (("1 / 0", "error"), ("raise KeyboardInterrupt", "interrupted"), ("raise SystemExit", "error"), ("(", "error")):
            first = self.begin("ran.append(1)", code, "ran.append(2)", "ran.append(3)")
            self.assertEqual(self.ends(4), [(first, "ok", first + 1), (first + 1, end, 0), (first + 2, "skipped"),
                                            (first + 3, "skipped")])
        self.assertEqual(self.ran(), "[1, 1, 1, 1]")

    def test_what_comes_when_nothing_runs_is_skipped(self):
        self.session.send("AHEAD", 77, 1, "cell 1", "ran.append(1)", 0)
        self.assertEqual(self.ends(1), [(77, "skipped")])
        self.assertEqual(self.ran(), "[]")

    def test_whatever_else_has_come_is_done_before_and_the_others_are_skipped(self):
        first = self.begin("input('begun')\nran.append('waited')", "ran.append(1)", "ran.append(2)")
        self.session.wait_for_console(first, b"begun")
        self.session.send("GLOBALS", 5)
        self.session.send("AHEAD", 99, 4, "cell 4", "ran.append(3)", 0)
        self.session.send("TYPE", "\n")
        self.assertEqual(self.ends(4), [(first, "ok", 0), (first + 1, "skipped"), (first + 2, "skipped"), (99, "skipped")])
        self.assertIn("GLOBALS_ARE", [name for name, _ in self.session.others])
        self.assertEqual(self.ran(), "['waited']")

    def test_what_is_withdrawn_does_not_begin(self):
        first = self.begin(self.cell_that_waits("go"), "ran.append(1)", then=encode("WITHDRAW"))
        (self.folder / "go").touch()
        self.assertEqual(self.ends(2), [(first, "ok", 0), (first + 1, "skipped")])
        self.assertEqual(self.ran(), "['waited']")


class Consoles(AheadTest):
    def test_what_a_cell_prints_is_its_own_however_it_does_it(self):
        codes = ["print('a')", "import os; n = os.write(1, b'b')", "x = 1", "import sys; print('d', file=sys.stderr)",
                 "import os; n = os.system('echo e; printf f >&2')", "import sys; n = sys.stdout.write('g')"] * 10
        first = self.begin(*codes)
        told = self.ends(len(codes))
        self.assertTrue(all(each[1] == "ok" for each in told))
        printed = [self.session.printed(run).split() for run in range(first, first + len(codes))]
        self.assertEqual(printed, [["a"], ["b"], [], ["d"], ["e", "f"], ["g"]] * 10)

    def test_it_comes_before_the_end_of_its_run_and_after_that_of_the_one_before(self):
        first = self.begin(*(f"print({i}, flush=True)" for i in range(200)))
        over = first - 1
        while over < first + 199:
            name, fields = self.session.connection.receive()
            if name == "CONSOLE":
                self.assertEqual(fields[0], over + 1)
            elif name == "DONE":
                over = fields[0]

    def test_a_flood_stays_with_its_cell(self):
        first = self.begin("print('x' * 10**6)", "print('y')", "for i in range(10**4): print(i)", "z = 1")
        self.ends(4)
        self.assertEqual(len(self.session.printed(first)), 10**6 + 1)
        self.assertEqual(self.session.printed(first + 1), "y\n")
        self.assertEqual(self.session.printed(first + 2), "".join(f"{i}\n" for i in range(10**4)))

    def test_a_cell_that_leaves_the_terminal_raw_is_the_last(self):
        first = self.begin("import tty; n = tty.setraw(0)", "print('a\\nb')")
        self.assertEqual(self.ends(2), [(first, "ok", 0), (first + 1, "skipped")])
        self.session.run("print('a\\nb')")
        self.assertEqual(self.session.console[self.session.last_run], b"a\r\nb\r\n")

    def test_input_is_asked_for_by_the_cell_that_wants_it(self):
        first = self.begin("x = 1", "x = input('who? ')", "print(x)")
        self.assertEqual(self.session.wait("INPUT_WANTED"), [first + 1, 1, b"who? ", 0])
        self.session.wait_for_console(first + 1, b"who? ")
        self.session.send("TYPE", "ab\n")
        self.session.wait("INPUT_WANTED")
        self.ends(3)
        self.assertEqual(self.session.printed(first + 2), "ab\n")


class Interrupts(AheadTest):
    def test_the_running_cell_is_interrupted_and_none_follows(self):
        first = self.begin("ran.append(1)", LOOP, "ran.append(2)")
        self.session.wait_for_console(first + 1, b"begun")
        self.session.send("INTERRUPT", 1)
        self.assertEqual(self.ends(3), [(first, "ok", first + 1), (first + 1, "interrupted", 0), (first + 2, "skipped")])
        self.assertEqual(self.ran(), "[1]")

    def test_nor_does_one_where_the_cell_takes_it_for_its_own(self):
        first = self.begin("try:\n    print('begun', flush=True)\n    while True: pass\nexcept KeyboardInterrupt:\n    ran.append('caught')",
                           "ran.append(2)")
        self.session.wait_for_console(first, b"begun")
        self.session.send("INTERRUPT", 1)
        self.assertEqual(self.ends(2), [(first, "ok", 0), (first + 1, "skipped")])
        self.assertEqual(self.ran(), "['caught']")

    def test_wherever_it_comes_each_run_is_told_of_once_and_none_begins_after_it(self):
        for _ in range(30):
            self.session.run("ran.clear()")
            first = self.begin(*(f"ran.append({i})" for i in range(100)))
            self.session.send("INTERRUPT", 1)
            told = self.ends(100)
            self.assertEqual([each[0] for each in told], list(range(first, first + 100)))
            words = [each[1] for each in told]
            begun = [each for each in words if each != "skipped"]
            self.assertEqual(words, begun + ["skipped"] * (100 - len(begun)))
            self.assertEqual(set(begun[:-1]) - {"ok"}, set())
            last = len(begun) - (begun[-1] == "interrupted")
            self.assertIn(self.ran(), (str(list(range(last))), str(list(range(last + 1)))))

    def test_what_is_superseded_is_interrupted_if_it_still_runs(self):
        first = self.begin(LOOP, "ran.append(2)")
        self.session.wait_for_console(first, b"begun")
        self.session.send("SUPERSEDE", first)
        self.assertEqual(self.ends(2), [(first, "interrupted", 0), (first + 1, "skipped")])

    def test_another_is_not_interrupted_for_it(self):
        first = self.begin("ran.append(1)", self.cell_that_waits("go"))
        self.session.wait_for_console(first + 1, b"begun\r\n")
        self.session.send("SUPERSEDE", first)
        with self.assertRaises(AssertionError):  # nothing is said
            self.session.connection.receive(deadline=0.2)
        (self.folder / "go").touch()
        self.assertEqual(self.ends(2), [(first, "ok", first + 1), (first + 1, "ok", 0)])


class Deaths(AheadTest):
    def test_the_cell_that_died_is_the_one_that_had_begun(self):
        first = self.begin("x = 1", "print('last', end='', flush=True)\nimport os; os._exit(3)", "print('never')")
        self.assertEqual(self.ends(1), [(first, "ok", first + 1)])
        self.session.wait("DIED")
        self.assertEqual(self.session.printed(first + 1), "last")
        self.assertNotIn(first + 2, self.session.console)

    def test_nothing_begins_in_an_interpreter_that_is_to_end(self):
        code = ("import signal\nsignal.signal(signal.SIGTERM, lambda *_: ran.append(0))\nprint('begun', flush=True)\n"
                "while not ran: pass")
        path = self.folder / "never"
        first = self.begin(code, f"open({str(path)!r}, 'w').close()")
        self.session.wait_for_console(first, b"begun")
        self.session.send("RESTART")
        self.session.wait("READY")
        self.assertFalse(path.exists())
        self.assertEqual(self.session.run("1 + 1").shown, "2")


if __name__ == "__main__":
    unittest.main()
