#!/usr/bin/env python3
"""Runs of notebooks: what tarn shows, beside what an installed marimo shows.

    marimo_runs.py ORACLE TARN PATH...

ORACLE is the folder of marimo_record.py; PATHs are notebooks, or folders of them.  Each place that differs must be of a
kind that run_reasons.py names; the last line counts the notebooks, and the exit status is 1 if anything is unexplained.
No test of the suite: it takes minutes, marimo, and what the notebooks import.
"""

import collections
import json
import multiprocessing
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from marimo_answers import plain
from run_reasons import CHANGES, REASONS, differences, reason_of


def run(tarn, path):
    """A string says why there is no answer."""
    done = subprocess.run([tarn, "exec", "--json", "--python", sys.executable, path], capture_output=True, encoding="utf-8",
                          stdin=subprocess.DEVNULL, env={**os.environ, "PYTHONHASHSEED": "0"})
    return json.loads(done.stdout) if done.returncode == 0 else done.stderr.strip()


def judge(case):
    """The kinds of the differences, and those that are unexplained."""
    tarn, path = case
    import kernel_trace

    want, got = kernel_trace.isolated(kernel_trace.run_file, path, timeout=120), run(tarn, path)
    if "oracle_error" in want or isinstance(got, str):
        return path, [], [("answer", want.get("oracle_error"), got)]
    found, kinds = list(differences(plain(want), plain(got))), []
    left = [each for each in found if not reason_of(*each)]
    kinds += [reason_of(*each) for each in found if reason_of(*each)]
    if left:
        again = kernel_trace.isolated(kernel_trace.run_file, path, timeout=120)
        changing = {place for place, _, _ in differences(plain(want), plain(again))}
        kinds += ["changes"] * sum(place in changing for place, _, _ in left)
        left = [each for each in left if each[0] not in changing]
    return path, kinds, left


def main():
    sys.path.insert(0, sys.argv[1])
    import marimo_oracle

    marimo_oracle.pin_hash_seed()
    marimo_oracle.configure(sql=True)
    import kernel_trace  # once, for all that are forked

    paths = [path for name in sys.argv[3:] for path in ([Path(name)] if Path(name).is_file() else sorted(Path(name).rglob("*.py")))]
    paths = [path.resolve() for path in paths if b"import marimo" in path.read_bytes() and b".App(" in path.read_bytes()]
    kinds, same, unexplained = collections.Counter(), 0, 0
    with ProcessPoolExecutor(os.cpu_count(), mp_context=multiprocessing.get_context("fork")) as pool:
        for path, found, left in pool.map(judge, [(os.path.abspath(sys.argv[2]), path) for path in paths]):
            kinds.update(found)
            same += not found and not left
            unexplained += bool(left)
            for place, want, got in left:
                print(f"{path}: {place}: marimo {str(want)[:300]!r}, tarn {str(got)[:300]!r}", flush=True)
    for name, count in sorted(kinds.items()):
        print(f"{count:4} {name}: {REASONS[name][1] if name in REASONS else CHANGES}")
    print(f"{same} same, {len(paths) - same - unexplained} explained, {unexplained} unexplained")
    return 1 if unexplained or not paths else 0


if __name__ == "__main__":
    sys.exit(main())
