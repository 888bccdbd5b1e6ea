"""A line that delays and breaks, in front of a command's standard input and output.

    proxy.py [--delay SECONDS] [--life SECONDS] COMMAND...

What is under way when it breaks (its life is over, or it is killed) is lost, and both ends are closed.
"""
from __future__ import annotations

import argparse
import os
import queue
import subprocess
import sys
import threading
import time


def carry(source: int, sink: int, delay: float) -> threading.Thread:
    """Each byte comes so much later; the end, too."""
    under_way: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()

    def take() -> None:
        while data := os.read(source, 1 << 16):
            under_way.put((time.monotonic() + delay, data))
        under_way.put((time.monotonic() + delay, b""))

    def give() -> None:
        while True:
            due, data = under_way.get()
            time.sleep(max(0.0, due - time.monotonic()))
            if not data:
                return
            while data:
                data = data[os.write(sink, data):]

    threading.Thread(target=take, daemon=True).start()
    giver = threading.Thread(target=give, daemon=True)
    giver.start()
    return giver


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--delay", type=float, default=0)
    parser.add_argument("--life", type=float, default=0)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    choice = parser.parse_args()
    child = subprocess.Popen(choice.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    carry(sys.stdin.fileno(), child.stdin.fileno(), choice.delay)
    answers = carry(child.stdout.fileno(), sys.stdout.fileno(), choice.delay)
    answers.join(choice.life or None)
    os._exit(0 if not answers.is_alive() else 255)


if __name__ == "__main__":
    main()
