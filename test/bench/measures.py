"""What is measured: one function a row of the table.  Each takes one figure of tarn and one of its peer."""
from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
from dataclasses import dataclass
from typing import Callable

import notebooks
from terminal import Program, now

# Letters that appear on the screen only when they are typed.
LETTERS = b"QZXJKWYHGQZXJKWYHG"
SMALL, LARGE = 30, 10000


class Bench:
    """The programs, and the notebooks that they open."""

    def __init__(self, tarn: str, folder: str):
        self.tarn_path, self.folder = tarn, folder
        self.home = os.path.join(folder, "home")
        os.mkdir(self.home)
        states = os.path.join(self.home, ".local", "state", "tarn")
        os.makedirs(states, mode=0o700)
        with open(os.path.join(states, "trust"), "w") as words:  # as that of who works there every day
            words.write(f"yes {os.path.realpath(folder)}\n")
        self.files: dict[str, str] = {}

    def file(self, kind: str, size: int) -> str:
        name = f"{kind}-{size}.py"
        if name not in self.files:
            make = getattr(notebooks, kind)
            self.files[name] = os.path.join(self.folder, name)
            with open(self.files[name], "w") as out:
                out.write(make(size) if size else make())
        return self.files[name]

    def tarn(self, path: str, *options: str, sync: bool = False) -> Program:
        return Program([self.tarn_path, "edit", "--clean", *options, path], self.home, sync)

    def vim(self, path: str) -> Program:
        return Program(["vim", "--clean", "-n", path], self.home)

    def vim_ready(self, path: str) -> Program:
        program = self.vim(path)
        program.wait(b"__generated_with")
        program.settle(0.3)
        return program

    def ready(self, path: str, *options: str) -> Program:
        """tarn, when all that opening sets off is done."""
        program = self.tarn(path, *options, sync=True)
        program.quiet()
        return program


@dataclass
class Measure:
    what: str
    take: Callable[[Bench], tuple[float, float]]
    unit: str
    peer: str  # "" if the budget is absolute
    budget: float
    slack: float
    rounds: int


MEASURES: list[Measure] = []


def measure(what: str, budget: float, *, peer: str = "vim", unit: str = "ms", slack: float = 0.0, rounds: int = 0):
    def enter(function):
        MEASURES.append(Measure(what, function, unit, peer, budget, slack, rounds))
        return function
    return enter


# --- starting --------------------------------------------------------------------------------------


def first_paint(bench: Bench, size: int) -> tuple[float, float]:
    path = bench.file("real", size)
    with bench.vim(path) as vim:
        peer = (vim.wait(b"__generated_with") or float("nan")) - vim.begun
    with bench.tarn(path) as tarn:
        ours = (tarn.wait(notebooks.FIRST.encode()) or float("nan")) - tarn.begun
    return ours, peer


@measure(f"first paint, {SMALL} cells", 1.5, slack=2)
def first_paint_small(bench):
    return first_paint(bench, SMALL)


@measure(f"first paint, {LARGE} cells", 3)
def first_paint_large(bench):
    return first_paint(bench, LARGE)


# The mark of an output and what it shows; between them a blank, or whatever passes one over.
RESULT_TWO = re.compile("┊(?: |\x1b\\[[0-9;]*[A-Za-z])*2".encode())


@measure("first result of 1 + 1 after opening", 2, peer="python -c pass", rounds=11)
def first_result(bench):
    begun = now()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    peer = now() - begun
    with bench.tarn(bench.file("sum_of_two", 0), "--python", sys.executable) as tarn:
        tarn.wait(b"1 + 1")
        tarn.send(b"g\r")
        at = tarn.wait(RESULT_TWO.search)
        return (at or float("nan")) - tarn.begun, peer


def open_cpu(bench: Bench, size: int) -> float:
    with bench.ready(bench.file("real", size), "--no-journal") as tarn:
        return tarn.cpu()


@measure("opening to a complete graph, 10 000 cells beside 1 000 (processor)", 12, peer="10 x less", rounds=3)
def opening_is_linear(bench):
    return open_cpu(bench, LARGE), open_cpu(bench, LARGE // 10)


def spend(*command: str) -> float:
    begun = now()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return now() - begun


def execute(bench: Bench, kind: str, size: int) -> float:
    return spend(bench.tarn_path, "exec", "--python", sys.executable, bench.file(kind, size))


@measure("exec of one cell, less 5 ms", 1.3, peer="python -c pass", rounds=21)
def exec_one(bench):
    return execute(bench, "sum_of_two", 0) - 5, spend(sys.executable, "-c", "pass")


def processor_of(bench: Bench, kind: str, size: int) -> float:
    """Of tarn, its host and the interpreter, in ms."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    execute(bench, kind, size)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


@measure("processor time of exec for a trivial cell, in all its processes", 75, peer="", unit="us", rounds=5)
def exec_cell(bench):
    return processor_of(bench, "chain", 1000) - processor_of(bench, "sum_of_two", 0), 0


# --- typing ----------------------------------------------------------------------------------------


def type_letters(program: Program) -> dict[str, float]:
    """Medians over the letters; the figures of the first few are not taken."""
    times, sizes = [], []
    for i in range(4):
        program.press(LETTERS[i:i + 1])
    program.drain(1.5)  # within a second the journal begins with the whole notebook, once
    main, total = program.cpu(main_thread=True), program.cpu()
    for i in range(len(LETTERS)):
        letter = LETTERS[i:i + 1]
        begun = program.send(letter)
        at = program.wait(letter, 5)
        times.append((at or float("nan")) - begun)
        program.settle(0.04)
        sizes.append(len(program.bytes))
    return {"ms": sorted(times)[len(times) // 2], "bytes": sorted(sizes)[len(sizes) // 2],
            "main": (program.cpu(main_thread=True) - main) / len(LETTERS),
            "total": (program.cpu() - total) / len(LETTERS)}


def typed_in_vim(bench: Bench, size: int) -> dict[str, float]:
    path = bench.file("real", size)
    with bench.vim_ready(path) as vim:
        vim.press(b"%dGo" % (size * 7), 0.3)
        return type_letters(vim)


def typed_in_tarn(bench: Bench, size: int) -> dict[str, float]:
    with bench.ready(bench.file("real", size)) as tarn:
        tarn.press(b":cell %d\r" % (size // 2), 0.1)
        tarn.press(b"o", 0.3)
        return type_letters(tarn)


@measure(f"key to paint, {SMALL} cells", 1.2, slack=0.3)
def key_small(bench):
    return typed_in_tarn(bench, SMALL)["ms"], typed_in_vim(bench, SMALL)["ms"]


@measure(f"key to paint, {LARGE} cells", 1.2, slack=0.3)
def key_large(bench):
    return typed_in_tarn(bench, LARGE)["ms"], typed_in_vim(bench, LARGE)["ms"]


@measure("key to paint, 10 000 cells beside 10", 1.2, peer="10 cells", slack=0.2)
def key_growth(bench):
    return typed_in_tarn(bench, LARGE)["ms"], typed_in_tarn(bench, 10)["ms"]


@measure("processor time of the screen's thread a key", 1.2, rounds=3)
def key_cpu(bench):
    return typed_in_tarn(bench, SMALL)["main"], typed_in_vim(bench, SMALL)["main"]


@measure("processor time a key, 10 000 cells beside 10", 1.2, peer="10 cells", slack=0.2, rounds=5)
def key_cpu_growth(bench):
    return typed_in_tarn(bench, LARGE)["total"], typed_in_tarn(bench, 10)["total"]


@measure("bytes a key", 60, peer="", unit="bytes", rounds=3)
def key_bytes(bench):
    return typed_in_tarn(bench, SMALL)["bytes"], 0


@measure("100 keys in one write", 2, slack=2)
def burst(bench):
    keys = b"abcdefgh " * 11 + b"Q"
    figures = []
    for program in (bench.ready(bench.file("real", SMALL)), bench.vim_ready(bench.file("real", SMALL))):
        with program:
            program.settle(0.3)
            program.press(b"o", 0.1)
            figures.append(program.time(keys, b"Q"))
    return figures[0], figures[1]


@measure("key to paint while a cell floods its console", 5, peer="vim beside two busy programs", slack=3)
def key_in_flood(bench):
    with bench.tarn(bench.file("flood", 0), "--python", sys.executable) as tarn:
        tarn.wait(b"import time")
        tarn.send(b"g\r")
        tarn.wait(b"flood flood flood flood")
        tarn.send(b":cell 2\ro")
        tarn.drain(0.5)
        ours = [tarn.time(LETTERS[i:i + 1], LETTERS[i:i + 1], 5) or 5e3 for i in range(8) if not tarn.drain(0.05)]
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2)]
    try:
        with bench.vim_ready(bench.file("real", SMALL)) as vim:
            vim.press(b"o", 0.2)
            peers = [vim.time(LETTERS[i:i + 1], LETTERS[i:i + 1], 5) or 5e3 for i in range(8) if not vim.drain(0.05)]
    finally:
        for process in busy:
            process.kill()
            process.wait()
    return sorted(ours)[4], sorted(peers)[4]


# --- moving and changing much ------------------------------------------------------------------------


def in_turn(bench: Bench, file: str, keys: bytes, still: float = 0.1, before: bytes = b"") -> tuple[float, float]:
    """The same keys in both, until the last byte."""
    figures = []
    for program in (bench.ready(file, "--no-journal"), bench.vim_ready(file)):
        with program:
            program.settle(0.3)
            if before:
                program.press(before, 0.3)
            figures.append(program.time_until_still(keys, still))
    return figures[0], figures[1]


@measure(f"page down, {LARGE} cells", 2, slack=1)
def page_down(bench):
    return in_turn(bench, bench.file("real", LARGE), b"\x06", before=b"\x06\x06")


@measure(f"line down, {LARGE} cells", 2, slack=1)
def line_down(bench):
    return in_turn(bench, bench.file("real", LARGE), b"\x05", before=b"\x06")


@measure(f"G, {LARGE} cells", 2, slack=2)
def to_the_end(bench):
    return in_turn(bench, bench.file("real", LARGE), b"G")


@measure(f"search for what is not there, {LARGE} cells", 3, slack=20, rounds=3)
def search_in_vain(bench):
    return in_turn(bench, bench.file("real", LARGE), b"/nowhere_to_be_found\r", still=0.3)


def is_substituted(text: bytes) -> bool:
    return b"ubstitutions on 100000 lines" in text and b"= bar" in text  # the rest of the message may be there already


@measure(":%s with 100 000 matches", 2, slack=50, rounds=3)
def substitute(bench):
    # until it is said and shown; not until the last byte: a moment after the last key the name at the cursor is marked
    figures = []
    for program in (bench.ready(bench.file("names", 100000), "--no-journal"), bench.vim_ready(bench.file("names", 100000))):
        with program:
            program.settle(0.3)
            figures.append(program.time(b":%s/foo/bar/g\r", is_substituted))
    return figures[0], figures[1]


@measure("a key in a cell of 5 000 lines", 2, slack=1)
def key_in_long_cell(bench):
    return in_turn(bench, bench.file("long_cell", 5000), b"Q", before=b"2500Go")


@measure("a key in a line of 1 MB", 2, slack=2, rounds=3)
def key_in_long_line(bench):
    return in_turn(bench, bench.file("long_line", 1 << 20), b"Q", before=b"gg/abcde\ri", still=0.4)


@measure("pasting 1 MB (processor time of the screen's thread)", 2, slack=50, rounds=3)
def paste(bench):
    text = b"\x1b[200~" + b"x = foo(1, 2) + bar\r" * 52000 + b"LAST\x1b[201~"
    figures = []
    for program in (bench.ready(bench.file("real", SMALL), "--no-journal"), bench.vim_ready(bench.file("real", SMALL))):
        with program:
            program.settle(0.3)
            program.press(b"Go", 0.2)
            before = program.cpu(main_thread=True)
            program.time(text, b"LAST")
            figures.append(program.cpu(main_thread=True) - before)
    return figures[0], figures[1]


# --- the engine -----------------------------------------------------------------------------------------

BARE = """
import sys, time
lines = ["v0 = 0"] + [f"v{i} = v{i - 1} + 1" for i in range(1, 1000)]
names = {}
begun = time.process_time()
for line in lines:
    exec(compile(line, "cell", "exec"), names)
print((time.process_time() - begun) * 1000)
"""


def cpu_of(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1e3


@measure("running 1 000 chained cells, above one cell (processor)", 12, peer="bare exec of the same", slack=60, rounds=5)
def run_all(bench):
    run = [bench.tarn_path, "exec", "--python", sys.executable]
    chain, one = cpu_of(run + [bench.file("chain", 1000)]), cpu_of(run + [bench.file("chain", 1)])
    bare = subprocess.run([sys.executable, "-c", BARE], check=True, capture_output=True, text=True)
    return chain - one, float(bare.stdout)


@measure("saving 3 000 cells (processor)", 200, peer="", rounds=3)
def save(bench):
    with bench.ready(bench.file("real", 3000), "--no-journal") as tarn:
        tarn.send(b"oQ\x1b")
        tarn.quiet()
        before = tarn.cpu()
        tarn.time(b":w\r", b"written")
        return tarn.cpu() - before, 0


@measure("processor time of the engine for one edit, 10 000 cells", 3, peer="", rounds=3)
def one_edit(bench):
    typed = typed_in_tarn(bench, LARGE)
    return typed["total"] - typed["main"], 0


# --- doing nothing ----------------------------------------------------------------------------------------


def wake_ups(bench: Bench, keys: bytes) -> int:
    with bench.ready(bench.file("real", SMALL), "--python", sys.executable) as tarn:
        if keys:
            tarn.send(keys)
            tarn.quiet()
        tarn.drain(2.5)  # the journal is on the disk, the interpreter is there
        before = tarn.wake_ups()
        tarn.drain(3)
        return tarn.wake_ups() - before


@measure("wake-ups in 3 idle seconds, editor, host and interpreter", 0, peer="", unit="", rounds=2)
def idle(bench):
    return wake_ups(bench, b""), 0


@measure("wake-ups in 3 idle seconds after a run", 0, peer="", unit="", rounds=2)
def idle_after_run(bench):
    return wake_ups(bench, b":run all\r"), 0


@measure("wake-ups in 3 idle seconds with unsaved edits", 0, peer="", unit="", rounds=2)
def idle_with_edits(bench):
    return wake_ups(bench, b"oQ"), 0


def resident(bench: Bench, size: int) -> float:
    with bench.ready(bench.file("real", size), "--python", sys.executable) as tarn:
        tarn.drain(1.5)
        return tarn.memory()["Rss"]


@measure(f"resident, editor and host, {SMALL} cells", 30, peer="", unit="MB", rounds=1)
def memory_small(bench):
    return resident(bench, SMALL), 0


@measure("resident, editor and host, 1 000 cells", 30, peer="", unit="MB", rounds=1)
def memory_middle(bench):
    return resident(bench, 1000), 0


@measure(f"resident, editor and host, {LARGE} cells", 100, peer="", unit="MB", rounds=1)
def memory_large(bench):
    return resident(bench, LARGE), 0
