#!/usr/bin/env python3
"""Stories of edits and runs: what tarn does, beside what an installed marimo does.

    marimo_traces.py ORACLE TARN FOLDER...

ORACLE is the folder of marimo_record.py; its generator makes the stories below the FOLDERs.  Each is one of

    same        as marimo does it
    tie         as a marimo does it that breaks ties by the page (marimo_paged.py), and in nothing else differs
    unexplained neither

and the last line counts them; the exit status is 1 if any is unexplained.  No test of the suite: it takes minutes,
and marimo.
"""

import json
import multiprocessing
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from marimo_answers import first_difference, plain
from marimo_paged import ask_the_page


def story(tarn, path):
    """What tarn does; a string says why there is no answer."""
    done = subprocess.run([tarn, "trace", "--python", sys.executable, path], capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL,
                          env={**os.environ, "PYTHONHASHSEED": "0", "TARN_SQL": "opaque"})
    return json.loads(done.stdout) if done.returncode == 0 else done.stderr.strip()


def steps(answer, count):
    """As far as marimo came, in the form that is compared."""
    return [{key: each for key, each in step.items() if key != "ran_by_page"} for step in plain(answer["steps"][:count])]


def judge(case):
    oracle, tarn, path = case
    import kernel_trace

    got, words = story(tarn, path), []
    for paged in (False, True):
        def ask(path):
            if paged:
                import marimo_oracle
                ask_the_page(kernel_trace, marimo_oracle)
            return kernel_trace.trace_file(path)

        want = kernel_trace.isolated(ask, path, timeout=60)
        if "oracle_error" in want:
            return "unexplained", path, [f"no answer of marimo: {want['oracle_error']}"]
        count = len(want["steps"]) - ("failed" in want["steps"][-1])  # a crash of marimo is no answer
        found = got if isinstance(got, str) else first_difference(steps(want, count), steps(got, count), "steps")
        if not found:
            return ("tie" if paged else "same"), path, words
        words.append(found)
    return "unexplained", path, words


def main():
    sys.path.insert(0, sys.argv[1])
    import marimo_oracle

    marimo_oracle.pin_hash_seed()
    marimo_oracle.configure()
    import kernel_trace  # once, for all that are forked

    paths = sorted(path for folder in sys.argv[3:] for path in Path(folder).rglob("*.json"))
    paths = [path for path in paths if b'"actions"' in path.read_bytes()]
    counts = {"same": 0, "tie": 0, "unexplained": 0}
    with ProcessPoolExecutor(os.cpu_count(), mp_context=multiprocessing.get_context("fork")) as pool:
        cases = [(sys.argv[1], os.path.abspath(sys.argv[2]), path) for path in paths]
        for verdict, path, words in pool.map(judge, cases):
            counts[verdict] += 1
            if verdict == "unexplained":
                print(f"{path}: {words[-1]}", flush=True)
    print(", ".join(f"{count} {verdict}" for verdict, count in counts.items()))
    return 1 if counts["unexplained"] or not paths else 0


if __name__ == "__main__":
    sys.exit(main())
