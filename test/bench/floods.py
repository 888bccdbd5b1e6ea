"""Cells that flood, to their end: how large the processes get, how often the picture changes, how long a key takes meanwhile.

    floods.py TARN [--python PYTHON] [--scale 1] [--only WORD]

A line a flood: seconds, the most MB (PSS, of smaps_rollup) of editor, host and interpreter, and how much the latter grew;
frames a second; milliseconds from a key to its letter, median and worst; from an interrupt to its end; and what is said of
what was dropped.  At scale 1 it is 10 GB of bytes, a million prints, a million outputs, a line of 1 GB, and a minute of
carriage returns.  Exits 1 if something is beyond its bound, 77 if it cannot be measured.
"""
from __future__ import annotations

import argparse
import re
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from terminal import Program

EDITOR_MB, HOST_MB, GROWTH_MB = 60, 40, 40
FRAMES = 10, 70  # a second
DROPPED = re.compile(r"… [\d,]+ (?:lines|outputs) (?:above|between)")
KEY_MS, INTERRUPT_MS = 100, 2000  # the worst of many, on a machine that does other things as well

NOTEBOOK = """import marimo

app = marimo.App()


@app.cell
def _():
    CODE
    return


@app.cell
def _():
    # here
    return


if __name__ == "__main__":
    app.run()
"""

# By name: code with SIZE, and the size at scale 1.
FLOODS = {
    "bytes": ("block = ('x' * 79 + '\\n') * 1000\nfor _ in range(SIZE // len(block)):\n    print(block, end='')", 10_000_000_000),
    "prints": ("for i in range(SIZE):\n    print(i)", 1_000_000),
    "flushed prints": ("for i in range(SIZE):\n    print(i, flush=True)", 1_000_000),
    "outputs": ("import marimo as mo\nfor i in range(SIZE):\n    mo.output.append(i)", 1_000_000),
    "replaced outputs": ("import marimo as mo\nfor i in range(SIZE):\n    mo.output.replace(i)", 1_000_000),
    "line": ("import sys\nfor _ in range(SIZE // 65536):\n    sys.stdout.write('x' * 65536)", 1_000_000_000),
    "returns": ("import time\nend = time.monotonic() + SIZE\ni = 0\nwhile time.monotonic() < end:\n    i += 1\n    print(f'\\r{i}', end='', flush=True)", 60),
    "errors": ("import sys\nfor i in range(SIZE):\n    print(i, file=sys.stderr)", 1_000_000),
    "escapes": ("for i in range(SIZE):\n    print(f'\\033[{i % 40};{i % 120}H\\033[3{i % 8}m{i}\\033[2J\\033]0;{i}\\007')", 1_000_000),
}


def kinds(program: Program) -> dict[str, int]:
    """The processes: editor, host, interpreter."""
    found = {"editor": program.pid}
    for pid in program.family():
        name = Path(f"/proc/{pid}/comm").read_text().strip()
        if name == "tarn host":
            found["host"] = pid
        elif name.startswith("python"):
            found["interpreter"] = pid
    return found


def megabytes(pid: int) -> float:
    return int(re.search(r"^Pss: +(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)[1]) / 1024


@dataclass
class Seen:
    most: dict[str, float] = field(default_factory=dict)
    keys: list[float] = field(default_factory=list)
    frames: int = 0
    seconds: float = 0.0
    first: dict[str, float] = field(default_factory=dict)
    interrupt: float | None = None
    dropped: str = ""

    def sample(self, processes: dict[str, int]) -> None:
        for kind, pid in processes.items():
            size = megabytes(pid)
            self.first.setdefault(kind, size)
            self.most[kind] = max(self.most.get(kind, 0), size)


def has_ended(program: Program) -> bool:
    return b"idle" in program.text()


def watch(program: Program, seen: Seen, limit: float) -> bool:
    """Types a letter about twice a second until the cell has ended.  False: it did not."""
    processes = kinds(program)
    begun, pieces = time.monotonic(), program.pieces
    program.send(b"Go")  # a line in the last cell
    program.wait(b"INSERT", 10)
    while time.monotonic() - begun < limit:
        letter = b"QZ"[len(seen.keys) % 2:][:1]
        took = program.time(letter, letter, 10)
        if took is None:
            return False
        seen.keys.append(took)
        program.drain(0.4)
        seen.sample(processes)
        seen.frames = program.pieces - pieces
        if has_ended(program):
            seen.seconds = time.monotonic() - begun
            return True
    return False


def interrupted(program: Program) -> float | None:
    """From the key to the end of the run, a second after it began."""
    program.send(b"gg:run\r")
    program.wait(b"running", 10)
    program.drain(1)
    return program.time(b"\x03", b"idle", 30)


def begin(tarn: str, python: str, notebook: Path, home: str) -> Program:
    """The editor, with an interpreter that has run something."""
    program = Program([tarn, "--python", python, str(notebook)], home)
    program.settle(0.3)
    program.send(b":py 1\r")
    if program.wait(b"idle", 30) is None:
        program.close()
        print("no interpreter", file=sys.stderr)
        raise SystemExit(77)
    program.press(b"\x03")
    return program


def meet(tarn: str, python: str, name: str, scale: float) -> Seen:
    code, size = FLOODS[name]
    text = NOTEBOOK.replace("CODE", code.replace("\n", "\n    "))
    with tempfile.TemporaryDirectory() as home:
        notebook, seen = Path(home, "nb.py"), Seen()
        notebook.write_text(text.replace("SIZE", str(max(int(size * scale), 1))))
        with begin(tarn, python, notebook, home) as program:
            seen.sample(kinds(program))
            program.send(b"gg:run\r")
            program.wait(b"running", 10)
            if not watch(program, seen, 1800):
                raise SystemExit(f"{name}: it does not end, or does not answer\n{program.text()[-2000:].decode(errors='replace')}")
            program.press(b"\x03", 0.3)  # out of insert mode
            program.press(b"gg\x0c", 0.3)
            seen.dropped = next(iter(DROPPED.findall(program.text().decode(errors="replace"))), "")
        notebook.write_text(text.replace("SIZE", str(size * 1000)))
        with begin(tarn, python, notebook, home) as program:
            seen.interrupt = interrupted(program)
    return seen


def judge(name: str, seen: Seen) -> list[str]:
    """What is wrong with it."""
    rate = seen.frames / max(seen.seconds, 0.001)
    growth = seen.most["interpreter"] - seen.first["interpreter"]
    bounds = [
        (seen.most["editor"] <= EDITOR_MB, "the editor is large"),
        (seen.most.get("host", 0) <= HOST_MB, "the host is large"),
        (growth <= GROWTH_MB, "the interpreter grew"),
        (seen.seconds < 2 or FRAMES[0] <= rate <= FRAMES[1], "frames"),
        (max(seen.keys) <= KEY_MS, "keys wait"),
        (seen.interrupt is not None and seen.interrupt <= INTERRUPT_MS, "the interrupt waits"),
    ]
    print(f"{name:17}{seen.seconds:7.1f} s  editor {seen.most['editor']:5.1f}  host {seen.most.get('host', 0):5.1f}  "
          f"interpreter {seen.most['interpreter']:6.1f} (+{growth:.1f})  {rate:5.1f} frames/s  "
          f"key {statistics.median(seen.keys):.1f}, {max(seen.keys):.1f} ms  interrupt {seen.interrupt or -1:.0f} ms  {seen.dropped}", flush=True)
    return [f"{name}: {words}" for good, words in bounds if not good]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("tarn")
    options.add_argument("--python", default=sys.executable)
    options.add_argument("--scale", type=float, default=1)
    options.add_argument("--only", default="")
    chosen = options.parse_args()
    wrong = []
    for name in FLOODS:
        if chosen.only not in name:
            continue
        seen = meet(chosen.tarn, chosen.python, name, chosen.scale)
        wrong += judge(name, seen)
    print("\n".join(wrong) or "all within their bounds")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
