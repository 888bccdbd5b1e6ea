"""A frame of ten million rows on the screen: how long until it is seen, paged, sorted; beside VisiData and euporie.

    tables_beside.py TARN [--rows N] [--rounds N] [--python PYTHON]

`--python` has polars and pandas; VisiData and euporie are looked for beside it and in the path, and a row without its
peer says so.  Prints a table, `what | tarn | peer | ratio | budget | ok`, and exits 1 if a budget is broken, 77 if nothing
can be measured.  Times are in milliseconds, from the key until nothing more is written, the best of the rounds; what a page costs is the
processor time of the editor.  A first page is given the time that `df.head(40)` takes one and a half times, and 5 ms.
"""
from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

import notebooks
from beside import SKIPPED, is_sanitised
from terminal import Program, now

FRAMES = {  # the same columns: numbers, fractions, few different texts, many different texts, times
    "pandas": """import pandas, numpy, timeit
rng = numpy.random.default_rng(1)
df = pandas.DataFrame({{"n": numpy.arange({rows}), "x": rng.normal(size={rows}),
    "kind": pandas.Categorical.from_codes(rng.integers(0, 4, {rows}), ["elm", "oak", "ash", "fir"]),
    "name": pandas.Series(numpy.arange({rows})).astype(str), "at": pandas.date_range("2020", periods={rows}, freq="s")}})""",
    "polars": """import polars, numpy, timeit, datetime
rng = numpy.random.default_rng(1)
df = polars.DataFrame({{"n": numpy.arange({rows}), "x": rng.normal(size={rows}),
    "kind": polars.Series(rng.integers(0, 4, {rows})).cast(polars.String).cast(polars.Categorical),
    "name": polars.Series(numpy.arange({rows})).cast(polars.String)}})""",
}
HEAD_TIME = "min(timeit.repeat(lambda: df.head(40), number=1, repeat=50)) * 1000"
SORT = {"pandas": "df.sort_values('x')", "polars": "df.sort('x')"}
PAGES = 20
SHOWN = 4  # times that the frame is shown; the first of them also loads what shows it
LEAST = b"-5."  # how the least of so many fractions begins


def resident(program: Program) -> float:
    """MB of the editor alone."""
    with open(f"/proc/{program.pid}/smaps_rollup") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("Rss:")) / 1024


class Figures:
    """What was measured, a list for each thing."""

    def __init__(self):
        self.all: dict[str, list[float]] = {}

    def add(self, what: str, figure: float | None):
        self.all.setdefault(what, []).append(float("nan") if figure is None else figure)

    def best(self, what: str) -> float | None:
        """Of all rounds: what else runs on the machine makes a figure worse, never better."""
        return min((figure for figure in self.all.get(what, ()) if figure == figure), default=None)


def still(program: Program, keys: bytes, seconds: float = 120) -> float:
    """From the keys until the last byte before nothing comes for a while."""
    program.drain(0.05)
    begun = program.send(keys)
    at = program.wait(lambda text: len(program.bytes) > 0, seconds) or now()
    return (program.settle(0.3) or at) - begun


def shown(program: Program, keys: bytes, wanted, seconds: float = 120) -> float | None:
    program.drain(0.05)
    begun = program.send(keys)
    at = program.wait(wanted, seconds)
    return None if at is None else at - begun


def run_cell(tarn: Program, code: bytes, wanted: bytes) -> float | None:
    """The cell becomes the code; from the key that runs it until what it shows is there."""
    tarn.press(b"cc" + code + b"\x1b")
    tarn.drain(1.5)  # within a second the journal begins with the whole notebook, once
    return shown(tarn, b"g\r", wanted)


def measure_tarn(options, home: str, library: str, figures: Figures):
    code = FRAMES[library].format(rows=options.rows)
    path = os.path.join(home, f"of-{library}.py")
    with open(path, "w") as out:
        out.write(notebooks.notebook([notebooks.cell(code, defs="df, timeit"),
                                      notebooks.cell(f'print(f"head {{{HEAD_TIME}:.4f}} ms")', "df, timeit"),
                                      notebooks.cell("0")]))
    command = [options.tarn, "edit", "--clean", "--python", options.python, path]
    with Program(command, home, sync=True) as tarn:
        tarn.quiet()
        tarn.send(b":run all\r")
        found = None

        def head_time(text: bytes):
            nonlocal found
            found = re.search(rb"head ([0-9.]+) ms", text)
            return found
        if not tarn.wait(head_time, 120):
            raise RuntimeError(f"{library}: the frame was not made: {tarn.text()[-400:]!r}")
        head = float(found[1])
        figures.add("head", head)
        tarn.press(b":cell 3\r", 0.3)
        before, wanted = resident(tarn), b"10 of %d rows" % options.rows
        for i in range(SHOWN):
            figures.add("first" if i else "cold", run_cell(tarn, b"df", wanted))
            if i < SHOWN - 1:
                run_cell(tarn, b"%d" % (777000 + i), b"%d" % (777000 + i))
        # Row 30 is in none of the ten rows below the cell; blanks before it are blanks, or passed over.
        figures.add("open", shown(tarn, b" T", lambda _: re.search(rb"[ A-Za-z]30(?![0-9.])", tarn.bytes)))
        tarn.drain(1.5)  # histograms of the heads
        cpu, times = tarn.cpu(), []
        for _ in range(PAGES):
            times.append(still(tarn, b"\x06"))
        figures.add("page cpu", (tarn.cpu() - cpu) / PAGES)
        figures.add("page", statistics.median(times))
        figures.add("end", shown(tarn, b"G", b"%d" % (options.rows - 1)))
        figures.add("sort", shown(tarn, b"l[", LEAST))
        figures.add("sorted page", statistics.median(still(tarn, b"\x06") for _ in range(PAGES)))
        tarn.drain(0.5)
        figures.add("resident", resident(tarn) - before)


def library_times(options, library: str, figures: Figures):
    """What the library itself takes to sort the frame."""
    code = FRAMES[library].format(rows=options.rows)
    script = f"{code}\nprint(min(timeit.repeat(lambda: {SORT[library]}, number=1, repeat=2)) * 1000)"
    done = subprocess.run([options.python, "-c", script], capture_output=True, text=True, check=True)
    figures.add("library sorts", float(done.stdout))


VISIDATA = """import sys
{code}
import visidata
from visidata import vd, Sheet
{view}
"""
VIEW = {"pandas": "vd.view_pandas(df)", "polars": "vd.view_pandas(df.to_pandas())"}


def measure_visidata(options, home: str, library: str, figures: Figures):
    path = os.path.join(home, f"vd-{library}.py")
    with open(path, "w") as out:
        out.write(VISIDATA.format(code=FRAMES[library].format(rows=options.rows), view=VIEW[library]))
    with Program([options.python, path], home) as peer:
        if not peer.wait(b"name", 120):
            raise RuntimeError(f"VisiData does not show the frame: {peer.text()[-400:]!r}")
        peer.settle(1)
        figures.add("vd page", statistics.median(still(peer, b"\x06") for _ in range(PAGES)))
        figures.add("vd end", still(peer, b"G"))
        peer.press(b"gkl", 1)
        figures.add("vd sort", shown(peer, b"[", LEAST))


def measure_euporie(options, home: str, library: str, figures: Figures):
    """In its console: from the return key until the frame is written."""
    program = os.path.join(os.path.dirname(options.python), "euporie-console")
    with Program([program], home) as peer:
        peer.wait(lambda text: b"In [" in text or b"[1]" in text, 30)
        peer.settle(2)
        peer.press(b"exec(open('%s').read())" % os.path.join(home, "frame.py").encode(), 0.5)
        with open(os.path.join(home, "frame.py"), "w") as out:
            out.write(FRAMES[library].format(rows=options.rows))
        peer.send(b"\r")
        peer.settle(8)
        peer.press(b"df", 0.5)
        figures.add("euporie first", still(peer, b"\r"))


ROWS = (  # what, tarn's figure, the peer's name, its figure, how many times as much, and so many ms more
    ("first page of an output", "first", "df.head(40)", "head", 1.5, 5),
    ("first page on the whole screen", "open", "df.head(40)", "head", 1.5, 5),
    ("first page of an output, the first time in a session", "cold", "euporie", "euporie first", 1, 0),
    ("a page down, of the editor's processor time", "page cpu", "", "", 0, 10),
    ("a page down", "page", "VisiData", "vd page", 1, 0),
    ("to the last row", "end", "VisiData", "vd end", 1, 0),
    ("sorted by a column of fractions", "sort", "the library", "library sorts", 1.5, 50),
    ("sorted by a column of fractions", "sort", "VisiData", "vd sort", 1, 0),
    ("a page down of sorted rows", "sorted page", "", "", 0, 10),
    ("growth of the editor (MB)", "resident", "", "", 0, 2),
)


def report(library: str, figures: Figures) -> int:
    broken = 0
    for what, ours, peer, theirs, times, more in ROWS:
        tarn, other = figures.best(ours), figures.best(theirs) if theirs else None
        if theirs and other is None:
            print(f"{library}: {what} | {tarn:.4g} | no {peer} here")
            continue
        budget = (other or 0) * times + more
        kept = tarn is not None and tarn <= budget
        broken += not kept
        beside = f"{other:.4g} | {tarn / other:.2f}" if other and tarn is not None else "- | -"
        print(f"{library}: {what} | {tarn if tarn is None else format(tarn, '.4g')} | {beside} | {budget:.4g}{' ' + peer if peer else ''} | "
              f"{'yes' if kept else 'NO'}", flush=True)
    return broken


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tarn")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--only", default="", help="one library")
    options = parser.parse_args()
    options.tarn, options.python = os.path.abspath(options.tarn), os.path.abspath(options.python)
    if is_sanitised(options.tarn):
        print("a sanitised tarn has no speed to measure: use a release build", file=sys.stderr)
        return SKIPPED
    has = lambda name: subprocess.run([options.python, "-c", f"import {name}"], capture_output=True).returncode == 0
    libraries = [name for name in FRAMES if options.only in name and has(name)]
    if not libraries:
        print(f"{options.python} has neither pandas nor polars", file=sys.stderr)
        return SKIPPED
    broken = 0
    for library in libraries:
        figures = Figures()
        for _ in range(options.rounds):
            folder = tempfile.mkdtemp(prefix="tarn-tables-")
            try:
                states = os.path.join(folder, ".local", "state", "tarn")
                os.makedirs(states, mode=0o700)
                with open(os.path.join(states, "trust"), "w") as words:
                    words.write(f"yes {os.path.realpath(folder)}\n")
                measure_tarn(options, folder, library, figures)
                library_times(options, library, figures)
                if has("visidata"):
                    measure_visidata(options, folder, library, figures)
                if shutil.which("euporie-console", path=os.path.dirname(options.python)):
                    measure_euporie(options, folder, library, figures)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
        broken += report(library, figures)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
