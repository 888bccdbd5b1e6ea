"""tarn's engine beside marimo's, in one run and by turns, so that both feel the same load.

    engine_beside.py TARN BENCH_ENGINE [--rounds N] [--only WORD] [--list]

Run it with a Python that has marimo: that one is marimo's, and the interpreter of both.  Prints a table, `what | tarn |
peer | ratio | budget | ok`, and exits 1 if a budget is broken, 77 if nothing can be measured.  A ratio is how many times
faster tarn is, or how many times as much as its peer something takes.  Figures are medians, in milliseconds.
"""
from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from typing import Callable

import notebooks
from beside import SKIPPED, is_sanitised, number

HERE = os.path.dirname(os.path.abspath(__file__))
Figures = dict[str, list[float]]


class Bench:
    """The programs, the notebooks that they open, and what was measured of them."""

    def __init__(self, tarn: str, engine: str, folder: str, rounds: int):
        self.tarn, self.engine, self.folder, self.rounds = tarn, engine, folder, rounds
        self.home = os.path.join(folder, "home")
        os.mkdir(self.home)
        self.environment = {name: os.environ[name] for name in ("PATH", "USER", "LD_LIBRARY_PATH") if name in os.environ}
        self.environment.update(HOME=self.home, XDG_RUNTIME_DIR=self.home, TMPDIR=self.home, LC_ALL="C.UTF-8", TARN=tarn,
                                BENCH_PYTHON=sys.executable, PYTHONDONTWRITEBYTECODE="1")
        self.known: dict[tuple, tuple[Figures, Figures]] = {}

    def file(self, kind: str, size: int = 0) -> str:
        path = os.path.join(self.folder, f"{kind}-{size}.py")
        if not os.path.exists(path):
            make = getattr(notebooks, kind)
            with open(path, "w") as out:
                out.write(make(size) if size else make())
        return path

    def _measure(self, command: list[str], into: Figures, **environment: str):
        done = subprocess.run(command, env={**self.environment, **environment}, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()[-400:]}")
        for line in done.stdout.splitlines():
            name, figures = line.split(": ")
            into.setdefault(name, []).extend(map(float, figures.split()))

    def both(self, what: str, kind: str, size: int, turns: int, inner: int, *, marimo: bool = True,
             kept: bool = False) -> tuple[Figures, Figures]:
        """`turns` processes of each, by turns, each of which measures `inner` times; measured once only."""
        key = (what, kind, size, marimo, kept)
        if key in self.known:
            return self.known[key]
        path, ours, theirs = self.file(kind, size), {}, {}
        arguments, keep = [what, path, str(inner)], {"BENCH_KEEP": "1"} if kept else {}
        if kept:  # so that there is something to be read
            self._measure([self.engine, *arguments], {}, **keep)
        for _ in range(turns):
            self._measure([self.engine, *arguments], ours, **keep)
            if marimo:
                self._measure([sys.executable, os.path.join(HERE, "marimo_engine.py"), *arguments], theirs)
        self.known[key] = (ours, theirs)
        return ours, theirs


@dataclass
class Measure:
    what: str
    take: Callable[[Bench], tuple[list[float], list[float]]]
    budget: float
    kind: str  # "faster": at least so many times; "cost": at most so many times; "most": no peer, at most so much


MEASURES: list[Measure] = []


def measure(what: str, budget: float, kind: str = "faster"):
    def enter(function):
        MEASURES.append(Measure(what, function, budget, kind))
        return function
    return enter


# --- looking --------------------------------------------------------------------------------------------------------


@measure("analysis of a cell, beside compile_cell", 10)
def analysis(bench):
    ours, theirs = bench.both("analysis", "real", 300, bench.rounds, 3)
    return ours["analysis"], theirs["analysis"]


def edited(bench: Bench, size: int):
    ours, theirs = bench.both("edit", "real", size, bench.rounds if size < 3000 else 1, 31, marimo=size < 3000)
    return ours["edit"], theirs.get("edit", [])


@measure("an edited cell into the graph, 1 000 cells", 10)
def edit(bench):
    return edited(bench, 1000)


@measure("an edited cell into the graph, 10 000 cells beside 10", 1.2, "cost")
def edit_growth(bench):
    return edited(bench, 10000)[0], edited(bench, 10)[0]


def opened(bench: Bench, size: int, kept: bool = False, marimo: bool = True):
    turns = bench.rounds if size <= 1000 else max(bench.rounds // 2, 1)
    ours = bench.both("open", "real", size, turns, 1, marimo=marimo and not kept, kept=kept)[0]
    theirs = bench.both("open", "real", size, turns, 1)[1] if marimo else {}
    return ours["open"], theirs.get("open", [])


@measure("opening to a complete graph, 1 000 cells", 30)
def open_1000(bench):
    return opened(bench, 1000)


@measure("opening to a complete graph, 3 000 cells", 100)
def open_3000(bench):
    return opened(bench, 3000)


@measure("opening a known notebook, 3 000 cells", 300)
def open_known(bench):
    return opened(bench, 3000, kept=True)


@measure("opening, 10 000 cells beside 1 000", 12, "cost")
def open_growth(bench):
    return opened(bench, 10000, marimo=False)[0], opened(bench, 1000)[0]


@measure("opening a known notebook, 10 000 cells beside 1 000", 12, "cost")
def open_known_growth(bench):
    return opened(bench, 10000, kept=True, marimo=False)[0], opened(bench, 1000, kept=True)[0]


# --- saving ---------------------------------------------------------------------------------------------------------


def saved(bench: Bench, size: int, marimo: bool = True):
    ours, theirs = bench.both("save", "real", size, max(bench.rounds // 2, 1), 3, marimo=marimo)
    return ours["save"], theirs.get("save", [])


@measure("saving 3 000 cells, beside making the text and writing it", 100)
def save(bench):
    return saved(bench, 3000)


@measure("saving, 10 000 cells beside 1 000", 12, "cost")
def save_growth(bench):
    return saved(bench, 10000, False)[0], saved(bench, 1000, False)[0]


# --- running --------------------------------------------------------------------------------------------------------


def ran(bench: Bench, size: int, what: str, marimo: bool = True):
    ours, theirs = bench.both("run", "chain", size, bench.rounds, 3, marimo=marimo)
    return ours.get(what, []), theirs.get(what, [])


@measure("running 1 000 chained cells", 30)
def run_all(bench):
    return ran(bench, 1000, "run all")


@measure("the first of 1 000 chained cells and all that follows", 30)
def run_root(bench):
    return ran(bench, 1000, "root")


@measure("the last of 1 000 cells alone", 100)
def run_leaf(bench):
    return ran(bench, 1000, "leaf")


@measure("a slider through 1 000 chained cells", 30)
def widget(bench):
    ours, theirs = bench.both("widget", "slider", 1000, max(bench.rounds // 2, 1), 5)
    return ours["widget"], theirs["widget"]


@measure("running a trivial cell, above exec of its compiled code (us)", 60, "most")
def run_cell(bench):
    bare = statistics.median(ran(bench, 1000, "bare")[1])
    return [(figure - bare) for figure in ran(bench, 1000, "root")[0]], []  # ms for 1 000 cells: us for one


@measure("running a chain, 10 000 cells beside 1 000", 12, "cost")
def run_growth(bench):
    return ran(bench, 10000, "run all", False)[0], ran(bench, 1000, "run all")[0]


@measure("the last cell alone, 10 000 cells beside 10", 1.2, "cost")
def leaf_growth(bench):
    return ran(bench, 10000, "leaf", False)[0], ran(bench, 10, "leaf", False)[0]


# --- without a screen -------------------------------------------------------------------------------------------------


def spend(bench: Bench, *command: str) -> float:
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=bench.environment)
    return (time.perf_counter() - begun) * 1e3


def executed(bench: Bench, python: str):
    path, ours, theirs = bench.file("sum_of_two"), [], []
    for _ in range(5 * bench.rounds):
        theirs.append(spend(bench, python, "-c", "pass"))
        ours.append(spend(bench, bench.tarn, "exec", "--python", python, path) - 5)
    return ours, theirs


@measure("exec of one cell less 5 ms, beside /usr/bin/python3 -c pass", 1.3, "cost")
def exec_system(bench):
    return executed(bench, "/usr/bin/python3")


@measure("exec of one cell less 5 ms, beside this python -c pass", 1.3, "cost")
def exec_here(bench):
    return executed(bench, sys.executable)


@measure("exec of one cell, beside marimo's python FILE", 10)
def exec_marimo(bench):
    path = bench.file("sum_of_two")
    ours, theirs = [], []
    for _ in range(bench.rounds):
        ours.append(spend(bench, bench.tarn, "exec", "--python", sys.executable, path))
        theirs.append(spend(bench, sys.executable, path))
    return ours, theirs


# --- the table ----------------------------------------------------------------------------------------------------------


def judge(row: Measure, ours: list[float], theirs: list[float]) -> tuple[str, ...]:
    tarn, peer = statistics.median(ours), statistics.median(theirs) if theirs else None
    if row.kind == "most":
        kept, ratio, budget = tarn <= row.budget, "-", f"<= {row.budget:g}"
    elif row.kind == "cost":
        kept, ratio, budget = tarn <= row.budget * peer, f"{tarn / peer:.2f}", f"<= {row.budget:g}"
    else:
        kept, ratio, budget = peer >= row.budget * tarn, f"{peer / tarn:.1f}", f">= {row.budget:g}"
    return row.what, number(tarn), number(peer), ratio, budget, "yes" if kept else "NO"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tarn")
    parser.add_argument("engine")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="measure only what has this word in its name")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    chosen = [row for row in MEASURES if options.only in row.what]
    if options.list:
        print(*(row.what for row in chosen), sep="\n")
        return 0
    if is_sanitised(options.tarn):
        print("a sanitised tarn has no speed to measure: use a release build", file=sys.stderr)
        return SKIPPED
    if not importlib.util.find_spec("marimo"):
        print("this Python has no marimo to measure beside", file=sys.stderr)
        return SKIPPED
    rows = [("what", "tarn", "peer", "ratio", "budget", "ok")]
    folder = tempfile.mkdtemp(prefix="tarn-bench-")
    try:
        bench = Bench(os.path.abspath(options.tarn), os.path.abspath(options.engine), folder, options.rounds)
        for row in chosen:
            rows.append(judge(row, *row.take(bench)))
            print(" | ".join(rows[-1]), file=sys.stderr, flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print(" | ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip())
    broken = sum(row[-1] == "NO" for row in rows)
    print(f"{len(rows) - 1 - broken} kept, {broken} broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
