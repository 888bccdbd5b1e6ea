"""Every fault in every situation: is anything that was typed lost, the file torn, a process left, the editor gone?

    matrix.py [--fault WORD] [--situation WORD] [--jobs N] [--table]

The faults are rows of `matrix_faults.py`, the situations are below, what is promised is in `meeting.py`.  A case is a
cell of the matrix; a fault that makes no sense in a situation simply meets an editor there.
"""
from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
import sys
import time
import traceback

os.environ.setdefault("DEADLINE", "30")

from matrix_faults import FAULTS  # noqa: E402
from meeting import Fault, Meeting, Situation  # noqa: E402

LONGEST = 100  # seconds a cell
JOURNAL = []   # of a session that was killed with a line typed; made once, and found by all that are forked from here


def open_it(meeting: Meeting, *, run: bool = True) -> None:
    meeting.start()
    meeting.opened()
    if run:
        meeting.keys(":run all<CR>")
        meeting.seen("begun" if meeting.situation.name == "running" else "row 1")
    meeting.keys("gg")


def type_a_line(meeting: Meeting, keys: str = "") -> None:
    meeting.keys(f"o{meeting.line()}{keys}")
    meeting.until_typed()
    meeting.until_kept()


def enter_typing(meeting: Meeting) -> None:
    open_it(meeting)
    type_a_line(meeting)


def act_typing(meeting: Meeting) -> None:
    meeting.keys(f"<CR>{meeting.line()}")
    meeting.until_typed()


def enter_normal(meeting: Meeting) -> None:
    open_it(meeting)
    type_a_line(meeting, "<C-c>")


def act_running(meeting: Meeting) -> None:
    meeting.keys(f"o{meeting.line()}<C-c>")
    meeting.until_typed()


def act_saving(meeting: Meeting) -> None:
    meeting.keys(":w<CR>")


def enter_opening(meeting: Meeting) -> None:
    meeting.plant_journal(JOURNAL[0])


def act_opening(meeting: Meeting) -> None:
    meeting.start().pump(5)


def enter_table(meeting: Meeting) -> None:
    enter_normal(meeting)
    meeting.keys("G<Space>T")
    meeting.seen("100 000 rows")


def act_table(meeting: Meeting) -> None:
    meeting.keys("G")


def enter_detached(meeting: Meeting) -> None:
    enter_normal(meeting)
    meeting.keys(":detach<CR>")
    assert meeting.editor.wait() == 0
    meeting.editor.close()


SITUATIONS = [
    Situation("typing", enter_typing, act_typing, "<C-c>"),
    Situation("running", enter_normal, act_running),
    Situation("saving", enter_normal, act_saving),
    Situation("opening", enter_opening, act_opening),
    Situation("table", enter_table, act_table, "q"),
    Situation("detached", enter_detached, act_opening),
]


def make_journal() -> bytes:
    with Meeting(Fault("", deadly=True), SITUATIONS[0]) as meeting:
        open_it(meeting, run=False)
        type_a_line(meeting)
        meeting.editor.kill()
        return next((meeting.home.folder / "state/tarn/journal").glob("*.journal")).read_bytes()


def too_long(*_: object) -> None:
    raise AssertionError(f"not over after {LONGEST} s")


def meet(pair: tuple[int, int]) -> tuple[str, str, str, float]:
    fault, situation = FAULTS[pair[0]], SITUATIONS[pair[1]]
    start, problem = time.monotonic(), ""
    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(LONGEST)
    try:
        with Meeting(fault, situation) as meeting:
            try:
                meeting.happen()
            finally:
                signal.alarm(0)
    except Exception:  # noqa: BLE001: whatever broke, it is told and the next one is met
        problem = traceback.format_exc()
    return fault.name, situation.name, problem, time.monotonic() - start


def table(results: dict[tuple[str, str], str], faults: list[Fault], situations: list[Situation]) -> None:
    width = max(len(fault.name) for fault in faults)
    print(" " * width, *(f"{each.name:>8}" for each in situations))
    for fault in faults:
        marks = ["FAILED" if results[fault.name, each.name] else "ok" for each in situations]
        print(f"{fault.name:<{width}}", *(f"{mark:>8}" for mark in marks))


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--fault", default="", help="only those with this word in their name")
    options.add_argument("--situation", default="", help="only this one, or several with commas between")
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--table", action="store_true", help="print the whole matrix at the end")
    options.add_argument("--times", action="store_true", help="tell how long each cell took")
    arguments = options.parse_args()
    faults = [fault for fault in FAULTS if arguments.fault in fault.name]
    wanted = arguments.situation.split(",")
    situations = [each for each in SITUATIONS if not arguments.situation or each.name in wanted]
    JOURNAL.append(make_journal())
    results: dict[tuple[str, str], str] = {}
    with multiprocessing.get_context("fork").Pool(arguments.jobs, maxtasksperchild=20) as pool:
        pairs = [(FAULTS.index(fault), SITUATIONS.index(situation)) for fault in faults for situation in situations]
        for fault, situation, problem, seconds in pool.imap_unordered(meet, pairs):
            results[fault, situation] = problem
            if problem:
                print(f"failed: {fault} / {situation}\n{problem}", flush=True)
            elif arguments.times:
                print(f"{seconds:6.2f} s  {fault} / {situation}", flush=True)
    if arguments.table:
        table(results, faults, situations)
    failed = sum(map(bool, results.values()))
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed or not results else 0


if __name__ == "__main__":
    sys.exit(main())
