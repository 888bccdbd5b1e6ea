"""What the editor promises beside Vim, a row each: `beside.py TARN --only editor:` prints them all."""
from __future__ import annotations

import subprocess
import sys
import time

from measures import LARGE, LETTERS, Bench, first_paint, measure
from terminal import Program, now

SIZES = (10, 1000, LARGE)
LINE_RATE = 10_000  # bytes a second
LINES = 8           # of letters that are typed for one figure
BURST = b"abcdefgh " * 11 + b"Q"


# --- a key ------------------------------------------------------------------------------------------


def key_times(program: Program) -> list[float]:
    """From writing a letter to its being there; on lines of their own, so that each is the only one of its kind."""
    times = []
    for _ in range(LINES):
        program.press(b"\x1bo", 0.1)
        for i in range(len(LETTERS)):
            letter = LETTERS[i:i + 1]
            times.append(program.time(letter, letter, 5) or 5e3)
            program.settle(0.01)
    return times


def at(part: float, times: list[float]) -> float:
    return sorted(times)[min(int(len(times) * part), len(times) - 1)]


class Keys:
    """The times of all rounds, so that the slowest of a hundred is one of several hundred."""

    def __init__(self):
        self.taken: dict[str, tuple[list[float], list[float]]] = {}

    def half(self, what: str, ours: list[float], peers: list[float]) -> tuple[float, float]:
        """The medians of a round."""
        kept = self.taken.setdefault(what, ([], []))
        kept[0].extend(ours)
        kept[1].extend(peers)
        return at(0.5, ours), at(0.5, peers)

    def slowest(self, what: str) -> tuple[float, float]:
        """Of a hundred, in all rounds so far."""
        return at(0.99, self.taken[what][0]), at(0.99, self.taken[what][1])


KEYS = Keys()


def typed(bench: Bench, path: str, to_middle: bytes, vim_to_middle: bytes) -> tuple[list[float], list[float]]:
    with bench.ready(path) as tarn:
        tarn.press(to_middle, 0.3)
        tarn.drain(1.2)  # the journal begins
        ours = key_times(tarn)
    with bench.vim_ready(path) as vim:
        vim.press(vim_to_middle, 0.3)
        peers = key_times(vim)
    return ours, peers


def typed_among(bench: Bench, size: int) -> tuple[list[float], list[float]]:
    return typed(bench, bench.file("real", size), b":cell %d\r" % (size // 2), b"%dG" % (size * 6))


def flood_beside(bench: Bench) -> tuple[list[float], list[float]]:
    """Vim has the same two programs beside it: one that writes, and one that reads it."""
    with bench.tarn(bench.file("flood", 0), "--python", sys.executable) as tarn:
        tarn.wait(b"import time")
        tarn.send(b"g\r")
        tarn.wait(b"flood flood flood flood")
        tarn.press(b":cell 2\r", 0.3)
        ours = key_times(tarn)
    code = "while True: print('flood ' * 10)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as writer, \
            subprocess.Popen([sys.executable, "-c", "import sys\nfor line in sys.stdin: pass"], stdin=writer.stdout) as reader:
        try:
            with bench.vim_ready(bench.file("real", 10)) as vim:
                peers = key_times(vim)
        finally:
            writer.kill()
            reader.kill()
    return ours, peers


def enter(what: str, sample) -> None:
    """A row for the median of a key, and one for the slowest of a hundred."""

    @measure(f"editor: key to paint, {what}, median", 1.2, slack=0.1)
    def half(bench):
        return KEYS.half(what, *sample(bench))

    @measure(f"editor: key to paint, {what}, slowest of a hundred", 1.2, slack=1.6, rounds=1)
    def slowest(bench):
        if what not in KEYS.taken:
            KEYS.half(what, *sample(bench))
        return KEYS.slowest(what)


for count in SIZES:
    enter(f"{count} cells", lambda bench, count=count: typed_among(bench, count))
enter("while a cell floods its console", flood_beside)
enter("while a cell of 5 000 lines is analysed",
      lambda bench: typed(bench, bench.file("long_cell", 5000), b"2500G", b"2500G"))


# --- a line -----------------------------------------------------------------------------------------


@measure("editor: bytes of a scrolled line", 250, peer="", unit="bytes", rounds=3)
def scrolled_bytes(bench):
    with bench.ready(bench.file("real", 1000)) as tarn:
        tarn.press(b"\x06", 0.2)
        sizes = []
        for _ in range(20):
            tarn.press(b"\x05", 0.05)
            sizes.append(len(tarn.bytes))
        return at(0.5, sizes), 0


@measure("editor: bytes of a typed character", 60, peer="", unit="bytes", rounds=3)
def typed_bytes(bench):
    with bench.ready(bench.file("real", 1000)) as tarn:
        tarn.press(b"o", 0.3)
        sizes = []
        for i in range(len(LETTERS)):
            tarn.press(LETTERS[i:i + 1], 0.05)
            sizes.append(len(tarn.bytes))
        return at(0.5, sizes), 0


def over_a_slow_line(program: Program) -> float:
    """Until what 100 keys in one write lead to has come over the line."""
    program.press(b"\x1bo", 0.3)
    begun = program.send(BURST)
    while b"Q" not in program.text() and now() - begun < 15e3:
        time.sleep(0.01)
        program.read_at_most(LINE_RATE // 100)
    return now() - begun


@measure("editor: 100 keys over a line of 10 kB a second", 1.5, slack=20)
def slow_line(bench):
    path = bench.file("real", 1000)
    with bench.ready(path) as tarn:
        ours = over_a_slow_line(tarn)
    with bench.vim_ready(path) as vim:
        return ours, over_a_slow_line(vim)


# --- starting, memory -------------------------------------------------------------------------------


@measure("editor: first paint, 30 cells", 1.2, slack=2)
def paint_small(bench):
    return first_paint(bench, 30)


@measure(f"editor: first paint, {LARGE} cells", 2, slack=2)
def paint_large(bench):
    return first_paint(bench, LARGE)


@measure("editor: resident, 1 000 cells", 25, peer="", unit="MB", rounds=1)
def resident(bench):
    with bench.ready(bench.file("real", 1000)) as tarn:
        tarn.drain(1.5)
        return tarn.memory_of(tarn.pid), 0


# --- much -------------------------------------------------------------------------------------------


def spent(program: Program, keys: bytes, before: bytes = b"") -> float:
    """Processor time of the screen's thread, which is what the keys wait for; the engine looks at the cells later."""
    with program:
        program.settle(0.3)
        if before:
            program.press(before, 0.3)
        begun = program.cpu(main_thread=True)
        program.press(keys, 0.5)
        return program.cpu(main_thread=True) - begun


@measure(f"editor: search over {LARGE} cells until the match is there (processor)", 20, peer="", rounds=3)
def first_match(bench):
    # incsearch would find it while it is typed
    return spent(bench.ready(bench.file("real", LARGE), "--no-journal"), b"/def f%d\\>\r" % (LARGE - 2), b":set noincsearch\r"), 0


@measure("editor: :%s with 100 000 matches (processor)", 3, slack=50, rounds=3)
def substitute(bench):
    path, keys = bench.file("names", 100000), b":%s/foo/bar/g\r"
    return spent(bench.ready(path, "--no-journal"), keys), spent(bench.vim_ready(path), keys)
