"""Hours of use in minutes: edits, runs and restarts, while the memory of editor, host and interpreter, and what they hold
open, stay what they were.

    soak.py [--edits N] [--runs N] [--restarts N] [--samples N] [--seed N]

100 000 edits, 20 000 runs and 100 restarts are a day's work (the default is a short one).  What is used is measured at
quiet moments: after a third of each half, editor and host must not grow by more than 5 %.  What the undo tree may hold
('undolevels') is there by then: a short soak allows it less.  A program with a sanitizer keeps what is freed: of it only
what is held open is judged, so $RELEASE is taken where there is one.
"""
from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import time
from pathlib import Path

os.environ.setdefault("DEADLINE", "120")
os.environ["TARN"] = os.environ.get("RELEASE") or os.environ["TARN"]  # ./bootstrap test has one without sanitizers

from editor import Editor, Home, nobody_is_left, processes_of, stat_of  # noqa: E402

MOST_GROWTH = 1.05
CELLS = ["x = 1\nv = [i for i in range(10)]", "print('printed', x)\nx * 2",
         "[{'n': i, 'name': f'row {i}'} for i in range(50)]", "1 / (x - x)", "def f(n):\n    return n + x\nf(2)"]
# Edits that leave the text much as it was, and how many they are.
EDITS = [("A + 1<C-c>u", 2), ("ow = 2<C-c>dd", 2), ("yypdd", 2), ("ccy = 3<C-c>u", 2), ("x<C-c>u", 2), (">>u", 2),
         ("Aabc<C-c>xxxu<C-r>3uu", 6), (":s/=/==/<CR>u", 2), ("dacu", 2), (":new<CR>iz = 1<C-c>uu", 4), ("vjdP", 2)]


def memory(pid: int) -> int:
    """KiB of its heap and its stacks; how much of the libraries is counted depends on who else runs."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Anonymous:"))


def links_of(pid: int) -> list[str]:
    """What it holds open."""
    return [os.readlink(f"/proc/{pid}/fd/{number}") for number in os.listdir(f"/proc/{pid}/fd")]


class Soak:
    def __init__(self, home: Home, editor: Editor, chance: random.Random):
        self.home, self.editor, self.chance = home, editor, chance
        self.memory: dict[str, list[int]] = {"editor": [], "host": []}
        self.open: dict[str, list[int]] = {"editor": [], "host": [], "interpreter": []}

    def edits(self, count: int) -> None:
        done = 0
        while done < count:
            batch = 0
            while batch < min(100, count - done):
                keys, number = self.chance.choice(EDITS)
                self.editor.keys(f"gg{self.chance.randrange(1, 8)}j{keys}")
                batch += number
            self.editor.quiet()
            done += batch

    def runs(self, count: int) -> None:
        for _ in range(max(1, count // len(CELLS))):
            self.editor.keys(":run all<CR>")
            self.editor.quiet()

    def restart(self) -> None:
        self.editor.keys(":restart<CR>")
        self.editor.until(" idle")
        self.editor.quiet()

    def is_sanitized(self) -> bool:
        return "libasan" in Path(f"/proc/{self.editor.pid}/maps").read_text()

    def sample(self) -> str:
        pids = {"editor": self.editor.pid}
        for pid in processes_of(self.home):
            comm = Path(f"/proc/{pid}/comm").read_text().strip()
            if comm == "tarn host":
                pids["host"] = pid
            elif comm.startswith("python") and (stat_of(pid) or (0,))[0] == pids.get("host"):
                pids["interpreter"] = pid
        for name, pid in pids.items():
            self.open[name].append(len(links_of(pid)))
            if name in self.memory:
                self.memory[name].append(memory(pid))
        journals = sum(each.stat().st_size for each in (self.home.folder / "state/tarn/journal").glob("*")) >> 10
        return ", ".join([*(f"{name} {values[-1]} KiB" for name, values in self.memory.items() if values),
                          *(f"{name} {values[-1]} open" for name, values in self.open.items() if values), f"journals {journals} KiB"])


def judge(name: str, values: list[int], most: float) -> str:
    """The last third against what it was after the first; "" if it is flat."""
    third = max(1, len(values) // 3)
    before, after = statistics.median(values[third:2 * third] or values[:1]), statistics.median(values[-third:])
    return f"{name} grew from {before:.0f} to {after:.0f}: {values}" if after > before * most else ""


def begin_journal(editor: Editor) -> None:
    """Its file is opened within a second of the first change, and is then held open."""
    editor.keys("xu")
    until = time.monotonic() + float(os.environ["DEADLINE"])
    while not any(link.endswith(".journal") for link in links_of(editor.pid)):
        if time.monotonic() > until:
            raise TimeoutError("no journal after a change")
        time.sleep(0.05)
    editor.quiet()


def live(soak: Soak, arguments: argparse.Namespace) -> list[str]:
    """Edits, then runs and restarts; what is wrong with what they left."""
    start = time.monotonic()

    def sample(what: str) -> None:
        line = soak.sample()
        if not arguments.quiet:
            print(f"{time.monotonic() - start:7.1f} s  {what}: {line}", flush=True)
    share = arguments.samples
    for _ in range(share):
        soak.edits(arguments.edits // share)
        sample("edits")
    problems = [judge(f"the memory of the {name}, by edits,", values, MOST_GROWTH) for name, values in soak.memory.items()]
    soak.memory = {name: [] for name in soak.memory}
    for number in range(share):
        for _ in range(arguments.restarts * (number + 1) // share - arguments.restarts * number // share):
            soak.restart()
        soak.runs(arguments.runs // share)
        sample("runs")
    problems += [judge(f"the memory of the {name}, by runs,", values, MOST_GROWTH) for name, values in soak.memory.items()]
    if soak.is_sanitized():
        problems = []
    return problems + [judge(f"what the {name} holds open", values, 1) for name, values in soak.open.items()]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--edits", type=int, default=3000)
    options.add_argument("--runs", type=int, default=600)
    options.add_argument("--restarts", type=int, default=12)
    options.add_argument("--samples", type=int, default=12, help="of each half")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--quiet", action="store_true")
    arguments = options.parse_args()
    with Home(*CELLS) as home, Editor(home) as editor:
        editor.until("x = 1", "NORMAL", " idle")
        editor.keys(":run all<CR>").until("ZeroDivisionError", "row 1", " idle")
        editor.keys(f":set undolevels={min(10000, arguments.edits // 6)}<CR>")
        begin_journal(editor)
        problems = live(Soak(home, editor, random.Random(arguments.seed)), arguments)
        editor.keys(":w<CR>").until("written")
        if editor.quit() != 0:
            problems.append("not left in peace")
        nobody_is_left(home)
    failed = [problem for problem in problems if problem]
    print("\n".join(failed))
    print(f"{len(problems) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
