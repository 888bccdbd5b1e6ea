"""A slider that drives a figure of matplotlib: frames per second on the screen, over what matplotlib alone renders.

    figure_slider.py TARN [--seconds 6] [--rounds 3] [--pictures half,kitty,sixel]

Run it with a Python that has matplotlib.  In turns: the figure is made and written as PNG by matplotlib alone, in the
same Python; then a key is held down that moves the slider (33 times a second), and the frames that come are counted.
Prints a line a way of showing pictures: frames a second of both, their ratio, and the same of processor time, which a
loaded machine does not spoil: what matplotlib alone takes for a frame, over what the slower of interpreter and editor
does, which work side by side.  Exits 1 if that ratio is below 0.8, 77 if nothing can be measured.
"""
from __future__ import annotations

import argparse
import importlib.util
import os
import re
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass

from beside import SKIPPED, is_sanitised
from terminal import Program, now

LEAST = 0.8
FIGURE = '''def draw(phase):
    figure, axes = plt.subplots(figsize=(6, 4))
    x = np.linspace(0, 10, 400)
    for line in range(4):
        axes.plot(x, np.sin(x * (1 + line / 3) + phase / 10), label=f"line {line}")
    axes.set_title(f"phase {phase}")
    axes.legend(loc="upper right")
    plt.close(figure)
    return figure
'''
ALONE = '''import io, sys, time
import matplotlib
matplotlib.use("agg")
import matplotlib.pyplot as plt
import numpy as np

''' + FIGURE + '''
for turn in range(2):  # the first warms up
    begun, start = time.perf_counter(), time.process_time()
    for phase in range(1, int(sys.argv[1]) + 1):
        draw(phase).savefig(io.BytesIO(), format="png", bbox_inches="tight")
print(time.perf_counter() - begun, time.process_time() - start)
'''


def notebook() -> str:
    cells = ("import marimo as mo\n    import matplotlib.pyplot as plt\n    import numpy as np",
             "phase = mo.ui.slider(0, 1000, label='phase')\n    phase",
             FIGURE.replace("\n", "\n    ").rstrip(),
             "mo.vstack([mo.plain_text(chr(65 + phase.value % 26) * 6), draw(phase.value)])")
    body = "\n\n\n".join(f"@app.cell\ndef _():\n    {cell}\n    return" for cell in cells)
    return f'import marimo\n\n__generated_with = "0.25.2"\napp = marimo.App()\n\n\n{body}\n'


@dataclass
class Frames:
    a_second: float
    processor: float  # milliseconds a frame


def alone(folder: str, frames: int) -> Frames:
    path = os.path.join(folder, "alone.py")
    with open(path, "w") as file:
        file.write(ALONE)
    done = subprocess.run([sys.executable, path, str(frames)], capture_output=True, text=True, check=True)
    wall, processor = map(float, done.stdout.split())
    return Frames(frames / wall, processor / frames * 1e3)


def mark(frame: int) -> bytes:
    """The words of a frame: no letter of it is in the one before, since what stays is not sent again."""
    return bytes([65 + frame % 26]) * 6


def spent(pids: list[int]) -> float:
    """Milliseconds of processor time so far."""
    total = 0.0
    for pid in pids:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/schedstat") as file:
                total += int(file.read().split()[0]) / 1e6
    return total


def count(text: bytes) -> int:
    """Frames: the words of one may come twice, dim while the next is computed."""
    marks = [found[0] for found in re.findall(rb"([A-Z])\1{5}", text)]
    return sum(one != other for one, other in zip(marks, marks[1:]))


def on_screen(tarn: str, folder: str, seconds: float, manner: str) -> Frames | None:
    home = os.path.join(folder, manner)
    config = os.path.join(home, ".config", "tarn")
    os.makedirs(config, exist_ok=True)
    with open(os.path.join(config, "tarnrc"), "w") as file:
        file.write(f"set pictures={manner}\n")
    path = os.path.join(folder, "figure.py")
    with open(path, "w") as file:
        file.write(notebook())
    with Program([tarn, "run", "--python", sys.executable, path], home) as program:
        if program.wait(mark(0), 60) is None:
            return None
        program.press(b"\t", 0.5)
        for frame in range(1, 4):  # warms up
            if program.time(b"l", mark(frame), 60) is None:
                return None
            program.settle(0.2)
        ours = program.own_family()
        editor, kernel = ours[:1], [pid for pid in program.family() if pid not in ours]
        before, begun = (spent(editor), spent(kernel)), now()
        program.forget()
        while now() - begun < seconds * 1e3:
            os.write(program.fd, b"l")
            program.drain(0.03)
        took, frames = (now() - begun) / 1e3, max(count(program.text()), 1)
        after = spent(editor), spent(kernel)
        return Frames(frames / took, max(then - first for first, then in zip(before, after)) / frames)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tarn")
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pictures", default="half,kitty,sixel")
    options = parser.parse_args()
    if is_sanitised(options.tarn) or not importlib.util.find_spec("matplotlib"):
        print("figure_slider.py: wants a release build, and a Python with matplotlib", file=sys.stderr)
        return SKIPPED
    broken = False
    with tempfile.TemporaryDirectory(prefix="tarn-figure-") as folder:
        for manner in options.pictures.split(","):
            pairs = []
            for _ in range(options.rounds):
                peer, ours = alone(folder, 12), on_screen(options.tarn, folder, options.seconds, manner)
                if ours is None:
                    print(f"{manner}: the frames do not come")
                    return 1
                pairs.append((ours, peer))
            wall = statistics.median(ours.a_second / peer.a_second for ours, peer in pairs)
            ratio = statistics.median(peer.processor / ours.processor for ours, peer in pairs)
            ours, peer = ((statistics.median(one.a_second for one in column), statistics.median(one.processor for one in column))
                          for column in zip(*pairs))
            broken |= ratio < LEAST
            print(f"{manner:6} {ours[0]:5.1f} frames/s, {ours[1]:5.1f} ms each; matplotlib alone {peer[0]:5.1f}, {peer[1]:5.1f} ms; "
                  f"ratio {wall:.2f}, of processor time {ratio:.2f} (at least {LEAST})", flush=True)
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
