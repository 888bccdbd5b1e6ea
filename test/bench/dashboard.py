"""The dashboard of the usage of an API, left on under load: memory of all its processes, refreshes, and what it costs.

    dashboard.py TARN --python PYTHON [--minutes 30] [--load 60]

PYTHON has fastapi, uvicorn and polars.  Prints a line a minute: MB (PSS, of smaps_rollup) of the editor, the host, the
interpreter, the service and its users, refreshes in that minute, the editor's processor time in % of a core.  Exits 1
if a refresh was missed, if the editor took more than 2 %, or if something grew by more than 5 % + 2 MB in the second
half; 77 if it cannot be measured.
"""
from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
import time
from pathlib import Path

from terminal import Program

TUTORIAL = Path(__file__).parents[2] / "man/tutorials/api.py"
NOTE = '''@app.cell
def _(log, refresh):
    with open({path!r}, "a") as _ticks:
        print(refresh.value, log.height, file=_ticks)
    return


if __name__'''
BUSIEST = 2.0  # % of a core


def family(home: str) -> dict[int, str]:
    """The processes of this run, by what they are: all have the folder in their environment."""
    found = {}
    for pid in map(int, filter(str.isdigit, os.listdir("/proc"))):
        try:
            environment = Path(f"/proc/{pid}/environ").read_bytes()
            words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
        except OSError:
            continue
        if f"XDG_RUNTIME_DIR={home}".encode() in environment.split(b"\0"):
            line = " ".join(words)
            kinds = (("uvicorn", "service"), ("users.py", "users"), (" host ", "host"), (" run ", "editor"))
            found[pid] = next((kind for word, kind in kinds if word in line), "interpreter")
    return found


def megabytes(pid: int) -> float:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Pss: +(\d+)", text, re.M)[1]) / 1024


def seconds(pid: int) -> float:
    text = Path(f"/proc/{pid}/stat").read_text()
    fields = text[text.rindex(")") + 2 :].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def sample(home: str) -> dict[str, float]:
    sizes: dict[str, float] = {}
    for pid, kind in family(home).items():
        try:
            sizes[kind] = sizes.get(kind, 0) + megabytes(pid)
        except OSError:
            continue
    return sizes


def ticks_of(path: Path) -> int:
    return len(path.read_text().splitlines()) if path.exists() else 0


def watch(program: Program, home: str, ticks: Path, minutes: int) -> int:
    rows: list[dict[str, float]] = []
    missed = busiest = 0.0
    for minute in range(minutes + 1):
        count, spent, begun = ticks_of(ticks), seconds(program.pid), time.monotonic()
        while time.monotonic() - begun < 60:
            program.drain(min(60 - (time.monotonic() - begun), 5))
            program.forget()
        elapsed = time.monotonic() - begun
        refreshes, share = ticks_of(ticks) - count, (seconds(program.pid) - spent) / elapsed * 100
        rows.append(sample(home))
        if minute == 0:  # everything warms up
            continue
        missed += max(int(elapsed) - 1 - refreshes, 0)
        busiest = max(busiest, share)
        sizes = "  ".join(f"{kind} {size:.1f}" for kind, size in sorted(rows[-1].items()))
        print(f"{minute:3d}  {sizes}  refreshes {refreshes} in {elapsed:.1f} s  editor {share:.2f} %", flush=True)
    wrong = []
    half = rows[len(rows) // 2]
    for kind in half:
        if rows[-1].get(kind, 0) > half[kind] * 1.05 + 2:
            wrong.append(f"{kind} grew from {half[kind]:.1f} to {rows[-1][kind]:.1f} MB in the second half")
    if missed:
        wrong.append(f"{missed:.0f} refreshes were missed")
    if busiest > BUSIEST:
        wrong.append(f"the editor took {busiest:.2f} % of a core")
    print("; ".join(wrong) or f"steady, no refresh missed, the editor took at most {busiest:.2f} % of a core in a minute")
    return bool(wrong)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("tarn")
    options.add_argument("--python", default=sys.executable)
    options.add_argument("--minutes", type=int, default=30)
    options.add_argument("--load", type=int, default=60)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as home:
        ticks, notebook = Path(home, "ticks"), Path(home, "api.py")
        text = TUTORIAL.read_text().replace("if __name__", NOTE.format(path=str(ticks)))
        notebook.write_text(text.replace("step=10, value=60", f"step=10, value={chosen.load}"))
        program = Program([chosen.tarn, "run", "--python", chosen.python, str(notebook)], home)
        try:
            begun = time.monotonic()
            while ticks_of(ticks) < 5:
                if time.monotonic() - begun > 120 or b"needs" in program.text():
                    print("it does not refresh: are fastapi, uvicorn and polars there?", file=sys.stderr)
                    return 77
                program.drain(1)
            return watch(program, home, ticks, chosen.minutes)
        finally:
            program.send(b"q")
            program.drain(2)
            program.close()


if __name__ == "__main__":
    sys.exit(main())
