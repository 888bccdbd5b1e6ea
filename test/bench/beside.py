"""How fast, how small, beside Vim: measured in turns in one pseudo-terminal, so that both feel the same load.

    beside.py TARN [--rounds N] [--only WORD] [--list]

Prints a table, `what | tarn | peer | ratio | budget | ok`, and exits 1 if a budget is broken, 77 if nothing can
be measured: a sanitised tarn, or no vim.  A budget is a ratio to the peer, or an absolute one where there is no
peer; times also have a slack, below which nobody could feel the difference.  Figures are medians over rounds;
what a loaded machine would spoil is measured as processor time.
"""
from __future__ import annotations

import argparse
import math
import os
import shutil
import statistics
import sys
import tempfile

import editor_rows  # its rows are measures, too
import measures
from measures import Bench

SKIPPED = 77


def is_sanitised(program: str) -> bool:
    with open(program, "rb") as file:
        code = file.read()
    return any(mark in code for mark in (b"__asan_init", b"__ubsan_handle", b"__tsan_init", b"__msan_init"))


def median(figures: list[float]) -> float:
    known = [figure for figure in figures if figure is not None and not math.isnan(figure)]
    return statistics.median(known) if known else math.nan


def number(figure: float | None) -> str:
    if figure is None:
        return "-"
    return "nothing" if math.isnan(figure) else f"{figure:.4g}"


class Table:
    HEADS = ("what", "tarn", "peer", "ratio", "budget", "ok")

    def __init__(self):
        self.rows: list[tuple[str, ...]] = []
        self.broken: list[str] = []

    def add(self, measure: measures.Measure, ours: list[float], peers: list[float]):
        tarn, peer = median(ours), median(peers) if measure.peer else None
        if measure.peer:
            ratio = tarn / peer if peer else math.nan
            kept = ratio <= measure.budget or tarn - peer <= measure.slack
            shown, budget = f"{ratio:.2f}", f"{measure.budget:g} x {measure.peer}"
        else:
            kept, shown, budget = tarn <= measure.budget, "-", f"{measure.budget:g} {measure.unit}"
        if not kept:
            self.broken.append(measure.what)
        unit = f" {measure.unit}" if measure.unit else ""
        self.rows.append((measure.what, number(tarn) + unit, number(peer) + (unit if measure.peer else ""), shown, budget,
                          "yes" if kept else "NO"))
        print(" | ".join(self.rows[-1]), file=sys.stderr, flush=True)

    def show(self):
        rows = [self.HEADS, *self.rows]
        widths = [max(len(row[i]) for row in rows) for i in range(len(self.HEADS))]
        for row in rows:
            print(" | ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tarn")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", default="", help="measure only what has this word in its name")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    chosen = [measure for measure in measures.MEASURES if options.only in measure.what]
    if options.list:
        print(*(measure.what for measure in chosen), sep="\n")
        return 0
    if is_sanitised(options.tarn):
        print("a sanitised tarn has no speed to measure: use a release build", file=sys.stderr)
        return SKIPPED
    if not shutil.which("vim"):
        print("there is no vim to measure beside", file=sys.stderr)
        return SKIPPED
    table = Table()
    folder = tempfile.mkdtemp(prefix="tarn-bench-")
    try:
        bench = Bench(os.path.abspath(options.tarn), folder)
        for measure in chosen:
            ours, peers = [], []
            for _ in range(measure.rounds or options.rounds):
                tarn, peer = measure.take(bench)
                ours.append(tarn)
                peers.append(peer)
            table.add(measure, ours, peers)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    table.show()
    print(f"{len(table.rows) - len(table.broken)} kept, {len(table.broken)} broken")
    return 1 if table.broken else 0


if __name__ == "__main__":
    sys.exit(main())
