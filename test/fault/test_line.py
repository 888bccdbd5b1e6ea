"""A session by way of a line that delays and breaks loses no key and no output.

Without options a short one, in which the line breaks where it hurts; `--minutes 5` one of that length, by a line that
adds `--delay` to each byte and breaks after each `--life`, and how long a key took to be seen here and there.
"""
from __future__ import annotations

import argparse
import contextlib
import os
import re
import shlex
import signal
import statistics
import sys
import time
import unittest
from pathlib import Path

from editor import TARN, Editor, Home, cell_code, has_ended, nobody_is_left, processes_of

PROXY = Path(__file__).with_name("proxy.py")
COUNT = 150
COUNTS = (f"import time\nfor k in range({COUNT}):\n    print(k, end=',', flush=True)\n    time.sleep(0.02)\n"
          "print('that', 'is', 'all')")
ASKS = "answer = input('which'+' one? ')\n'it is ' + answer"


class FarSession:
    """Rounds of all that one does in a session: each is seen to its end."""

    def __init__(self, home: Home, delay: float, life: float):
        self.home, self.round, self.breaks = home, 0, 0
        self.latencies: list[float] = []
        home.notebook.write_text(cell_code(COUNTS, ASKS, "# typed here:"))
        far = shlex.join([sys.executable, str(PROXY), "--delay", str(delay), "--life", str(life), TARN, "host", "--stdio"])
        self.via = f"test ! -e down || {{ echo down it is >&2; exit 255; }}; exec {far}"
        self.editor = Editor(home, "--via", self.via, "nb.py", TARN_SESSION_TTL="600")
        self.editor.until("typed here", "idle")

    def proxy(self) -> int | None:
        found = [pid for pid, line in processes_of(self.home).items() if "proxy.py" in line and "python" in line.split()[0]]
        return max(found, default=None)

    def line_breaks(self) -> None:
        """Now, with all that is under way."""
        pid = self.proxy()
        if pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            self.breaks += 1

    def type_and_measure(self, text: str) -> None:
        """In the last line of the third cell; how far it has come is in the status line."""
        for n, key in enumerate(text, 1):
            began = time.monotonic()
            self.editor.keys(key)
            self.editor.until(f" {self.round + 1}:{n + 1} ")
            self.latencies.append(time.monotonic() - began)

    def shown(self) -> str:
        """Without the rail, in one piece."""
        return "".join(row.partition("› ")[2].rstrip() for row in self.editor.text().split("\n"))

    def count(self, breaks: bool) -> None:
        self.editor.keys(":cell 1<CR>:run<CR>").until("running cell 1" if not breaks else "cell 1/3")
        if breaks:
            self.line_breaks()
        self.editor.keys("Go")
        self.type_and_measure(f"typed_{self.round} = 1")
        self.editor.keys("<C-c>gg").until("that is all")
        wanted = "".join(f"{k}," for k in range(COUNT)) + "that is all"
        assert wanted in self.shown(), f"{wanted}\nis not in\n{self.editor.text()}"

    def ask(self, breaks: bool) -> None:
        self.editor.keys(":cell 2<CR>:run<CR>").until("which one?", "CONSOLE")
        self.editor.keys(f"word{self.round}<CR>")
        if breaks:
            self.line_breaks()
        self.editor.until(f"'it is word{self.round}'")
        self.editor.until("NORMAL", "idle")

    def scratch(self, breaks: bool) -> None:
        self.editor.keys(f":py {self.round} + 7000<CR>")
        if breaks:
            self.line_breaks()
        self.editor.until(str(self.round + 7000))
        self.editor.keys("<C-c>")

    def rounds(self, breaks: bool = False) -> None:
        self.round += 1
        for part in (self.count, self.ask, self.scratch):
            part(breaks)
            if breaks:
                self.editor.until(gone="no line")

    def end(self) -> None:
        """All that was typed is in the file, and nobody is left."""
        self.editor.keys(":w<CR>").until("written")
        wanted = cell_code(COUNTS, ASKS, "\n".join(["# typed here:", *(f"typed_{n} = 1" for n in range(1, self.round + 1))]))
        saved = self.home.notebook.read_text()
        code = [line.strip() for line in saved.split("\n") if "typed" in line and "return" not in line]
        assert code == [line.strip() for line in wanted.split("\n") if "typed" in line], saved
        assert self.editor.quit() == 0
        nobody_is_left(self.home)


class Line(unittest.TestCase):
    def setUp(self):
        self.home = Home()
        self.addCleanup(self.clean)

    def clean(self):
        for pid in processes_of(self.home):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            has_ended(pid)
        self.home.__exit__()

    def test_what_was_under_way_comes_all_the_same(self):
        session = FarSession(self.home, 0.02, 0)
        self.addCleanup(session.editor.close)
        session.rounds()
        session.rounds(breaks=True)
        self.assertEqual(session.breaks, 3)
        session.end()


    def test_what_is_typed_and_run_without_a_line_is_done_when_there_is_one(self):
        session = FarSession(self.home, 0, 0)
        self.addCleanup(session.editor.close)
        editor = session.editor
        (self.home.work / "down").touch()
        session.line_breaks()
        editor.until("no line", "it is tried again")
        editor.keys(":cell 3<CR>oz = 6 * 7<C-c>:run<CR>:py z + 1000<CR>")
        editor.until("z = 6 * 7", "no line")
        editor.keys(":restart<CR>").until("down it is")  # it is told why not, and ends nothing
        (self.home.work / "down").unlink()
        editor.keys(":restart<CR>").until("1042", gone="no line")
        editor.quit()

    def host_ends(self, editor) -> None:
        """That one at the other end, with all that it held."""
        hosts = [pid for pid, line in processes_of(self.home).items() if line == f"{TARN} host --stdio "]
        for pid in hosts:
            os.kill(pid, signal.SIGKILL)
        editor.until("dead")

    def test_nothing_waits_for_a_line_that_is_not_there_yet(self):
        self.home.notebook.write_text(cell_code("'it is ' + str(6 * 7)"))
        editor = Editor(self.home, "--via", f"if test -e hangs; then exec sleep 600; fi; exec {TARN} host --stdio", "nb.py",
                        TARN_SESSION_TTL="600")
        self.addCleanup(editor.close)
        editor.until("idle")
        editor.keys(":run<CR>").until("it is 42")
        self.host_ends(editor)
        (self.home.work / "hangs").touch()
        editor.keys(":restart<CR>").until("connecting")
        editor.keys("o# typed<C-c>:w<CR>").until("written", "connecting")  # by the thread that connects
        self.assertIn("# typed", self.home.notebook.read_text())
        editor.keys(":run<CR>").until("▶", "connecting")
        editor.keys("<C-c>").until("it is given up", "no kernel", gone="connecting")
        editor.keys(":run<CR>").until("▶", "connecting")
        (self.home.work / "hangs").unlink()
        editor.keys(":restart<CR>").until("idle", gone="connecting")
        editor.keys(":py 1000 + 42<CR>").until("1042")
        self.assertEqual(editor.quit(), 0)
        nobody_is_left(self.home)

    def test_what_a_line_says_that_leads_nowhere_is_told(self):
        self.home.notebook.write_text(cell_code("6 * 7"))
        editor = Editor(self.home, "--via", f"test ! -e down || {{ echo down it is >&2; exit 255; }}; exec {TARN} host --stdio", "nb.py",
                        TARN_SESSION_TTL="600")
        self.addCleanup(editor.close)
        editor.until("idle")
        self.host_ends(editor)
        (self.home.work / "down").touch()
        editor.keys(":run<CR>").until("down it is", "no kernel")
        (self.home.work / "down").unlink()
        editor.keys(":run<CR>").until("42", "idle")  # what waits runs when there is somebody
        self.assertEqual(editor.quit(), 0)
        nobody_is_left(self.home)

    def test_a_session_that_is_there_after_all_is_found(self):
        self.home.notebook.write_text(cell_code("seen = 6 * 7\nseen"))
        editor = Editor(self.home, "--via", f"if test -e hangs; then exec sleep 600; fi; exec {TARN} host --stdio", "nb.py",
                        TARN_SESSION_TTL="600")
        self.addCleanup(editor.close)
        editor.until("idle")
        self.host_ends(editor)
        with Editor(self.home, "--via", f"exec {TARN} host --stdio", "nb.py", TARN_SESSION_TTL="600") as second:
            second.until("idle")
            second.keys(":run<CR>").until("42")
            (self.home.work / "hangs").touch()
            editor.keys(":run<CR>").until("▶", "connecting")
            editor.keys("<C-c>").until("it is given up")
            (self.home.work / "hangs").unlink()
            editor.keys(":run<CR>").until("results of 1 cell", "42", "idle")
            second.until("took this notebook over")
            second.quit()
        editor.keys(":py seen + 1000<CR>").until("1042")
        self.assertEqual(editor.quit(), 0)
        nobody_is_left(self.home)

    def test_who_went_on_meanwhile_is_not_thrown_out(self):
        session = FarSession(self.home, 0, 0)
        self.addCleanup(session.editor.close)
        first = session.editor
        first.keys(":cell 3<CR>oz = 6 * 7<CR>z<C-c>:w<CR>").until("written")
        first.keys(":run<CR>").until("42")
        (self.home.work / "down").touch()
        session.line_breaks()
        first.until("no line")
        with Editor(self.home, "--via", f"exec {TARN} host --stdio", "nb.py", TARN_SESSION_TTL="600") as second:
            second.until("42", "results of 1 cell")
            second.keys("Goy = z + 1<CR>y<C-c>:run<CR>").until("43")
            (self.home.work / "down").unlink()
            first.keys(":restart<CR>").until("took this notebook over")
            second.keys(":py y + 1000<CR>").until("1043")
            second.quit()
        self.assertEqual(first.quit(), 0)
        nobody_is_left(self.home)

    def test_a_session_that_went_on_tells_what_happened(self):
        session = FarSession(self.home, 0, 0)
        self.addCleanup(session.editor.close)
        first = session.editor
        first.keys(":cell 3<CR>oz = 6 * 7<CR>z<C-c>:w<CR>:run<CR>").until("42")
        (self.home.work / "down").touch()
        session.line_breaks()
        first.until("no line")
        with Editor(self.home, "--via", f"exec {TARN} host --stdio", "nb.py", TARN_SESSION_TTL="600") as second:
            second.until("42", "results of 1 cell")
            second.keys(":cell 1<CR>:run<CR>").until("that is all")
            second.keys(":detach<CR>")
            self.assertEqual(second.wait(), 0)
        (self.home.work / "down").unlink()
        first.keys(":restart<CR>").until("results of 2 cells", "that is all", "42")
        first.keys(":py z + 1000<CR>").until("1042")
        first.quit()
        nobody_is_left(self.home)


def median_ms(latencies: list[float]) -> str:
    latencies.sort()
    return f"{statistics.median(latencies) * 1000:.1f} ms, 99 of 100 {latencies[len(latencies) * 99 // 100] * 1000:.1f} ms"


def long_session(choice: argparse.Namespace) -> None:
    for delay, life, minutes in ((0, 0, 0.3), (choice.delay, choice.life, choice.minutes)):
        with Home() as home:
            session = FarSession(home, delay, life)
            end = time.monotonic() + minutes * 60
            while time.monotonic() < end:
                session.rounds()
            session.end()
            print(f"delay {delay} s, broken after each {life} s: {session.round} rounds, a key {median_ms(session.latencies)}")


if __name__ == "__main__":
    if "--minutes" not in sys.argv:
        unittest.main(verbosity=2)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--delay", type=float, default=0.3)
    parser.add_argument("--life", type=float, default=20)
    long_session(parser.parse_args())
