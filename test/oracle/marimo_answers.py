#!/usr/bin/env python3
"""What tarn says of notebooks, and of stories of edits and runs, beside what marimo 0.25.2 said of them.

    marimo_answers.py TARN [KIND...]

marimo's answers are recorded in marimo_answers.json (marimo_record.py), so that marimo need not be there: graph (names,
edges, errors, order), save (the bytes of the file), run (results, outputs, variables), trace (a story, step by step).
"""

import json
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

COMMANDS = {
    "graph": ["graph", "--json"],
    "save": ["convert", "-t", "marimo"],
    "run": ["exec", "--json"],
    "trace": ["trace"],
}
# marimo's wording of these errors is not ours.
FREE_TEXT_ERRORS = ("syntax", "import-star", "unknown", "sql-error")
VERSION_LINE = re.compile(r"^__generated_with = .*$", re.M)


def plain(value):
    """Without what need not be the same."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        free = value.get("kind") in FREE_TEXT_ERRORS
        return {key: plain(each) for key, each in value.items() if not (free and key == "msg")}
    return value


def ran_in_some_order(want, got):
    """The order of cells that ran twice in one step is nobody's promise."""
    for mine, theirs in zip(want.get("steps", []), got.get("steps", [])):
        if len(set(mine["ran"])) < len(mine["ran"]) and sorted(mine["ran"]) == sorted(theirs.get("ran", [])):
            theirs["ran"] = mine["ran"]


def first_difference(want, got, where="answer"):
    if type(want) is type(got) is dict:
        for key in sorted(want.keys() | got.keys()):
            found = first_difference(want.get(key, "nothing"), got.get(key, "nothing"), f"{where}.{key}")
            if found:
                return found
    elif type(want) is type(got) is list and len(want) == len(got):
        for index, (mine, theirs) in enumerate(zip(want, got)):
            found = first_difference(mine, theirs, f"{where}[{index}]")
            if found:
                return found
    elif want != got:
        return f"{where}: marimo {str(want)[:150]!r}, tarn {str(got)[:150]!r}"
    return None


def compare(tarn, folder, number, case, kind):
    # A file of its own: another kind of the same case is asked for meanwhile.
    path = Path(folder, kind, f"{number}.json" if kind == "trace" else f"{number}.py")
    path.parent.mkdir(exist_ok=True)
    path.write_text(case["input"], encoding="utf-8")
    command = [tarn, *COMMANDS[kind], path]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL)
    want, got = case[kind], done.stdout
    if want is None:  # marimo refuses
        return None if done.returncode == 2 else "marimo refuses, tarn does not"
    if done.returncode != 0:
        return done.stderr
    if kind == "save":
        return first_difference(VERSION_LINE.sub("", want).split("\n"), VERSION_LINE.sub("", got).split("\n"))
    got = json.loads(got)
    if kind == "trace":
        ran_in_some_order(want, got)
    return first_difference(plain(want), plain(got))


def main():
    tarn, kinds = sys.argv[1], sys.argv[2:] or list(COMMANDS)
    cases = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        todo = [(number, case, kind) for number, case in enumerate(cases) for kind in kinds if kind in case]
        found = list(pool.map(lambda each: compare(tarn, folder, *each), todo))
    wrong = [(number, kind, difference) for (number, _, kind), difference in zip(todo, found) if difference]
    for number, kind, difference in wrong:
        print(f"{kind} of case {number}: {difference}\n{cases[number]['input']}\n")
    print(f"{len(todo) - len(wrong)} passed, {len(wrong)} failed")
    return 1 if wrong or not todo else 0


if __name__ == "__main__":
    sys.exit(main())
