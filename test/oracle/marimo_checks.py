#!/usr/bin/env python3
"""What `tarn check` finds in any notebooks, and what its fixes leave of them, beside an installed `marimo check`.

    marimo_checks.py TARN PATH...

Runs under a Python with marimo 0.25.2; PATHs are notebooks, or folders of them.  Findings (rules, lines, columns,
messages, whether that is an error) and files after --fix and --unsafe-fixes must be the same, but for what the function
`explain` names; the last line counts, and the exit status is 1 if anything is unexplained.  No test of the suite:
check_answers.py is, with recorded answers.
"""

import collections
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from check_answers import issues

FIXES = ((), ("--fix",), ("--fix", "--unsafe-fixes"))
MARIMO = [sys.executable, "-m", "marimo"]
TOGETHER = 10  # files that one process looks at


def check(command, folder, names, options, seed):
    """The findings of each file, and what was said of it on standard error."""
    done = subprocess.run([*command, "check", "--format", "json", *options, *names], capture_output=True, cwd=folder, encoding="utf-8",
                          env={**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONWARNINGS": "ignore"})
    if done.returncode not in (0, 1) or not done.stdout:
        return None, done.stderr
    told = {name: [] for name in names}
    for issue in json.loads(done.stdout)["issues"]:
        told[issue["filename"]].append(issue)
    failed = any("error" in each or each["severity"] == "breaking" for found in told.values() for each in found)
    assert failed == (done.returncode == 1), (command, done.returncode)
    return told, done.stderr


def look(command, paths, options, seed=0):
    """For each path: the findings, the text afterwards, what was said."""
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for number, path in enumerate(paths):
            (Path(folder) / str(number)).mkdir()
            names.append(f"{number}/{path.name}")
            shutil.copyfile(path, Path(folder) / names[-1])
        told, said = check(command, folder, names, options, seed)
        if told is None and len(paths) > 1:
            return [look(command, [path], options, seed)[0] for path in paths]
        if told is None:
            return [(None, b"", [said.strip().split("\n")[-1]])]
        return [(issues({"issues": told[name]}), (Path(folder) / name).read_bytes(),
                 [line for line in said.splitlines() if line.startswith(f"tarn: {name}:")]) for name in names]


# The name of a cell that does not parse, and arguments that marimo does not know: kept by tarn.
NAME = re.compile(rb'name="([^"]*)"')
CALL = re.compile(rb"^(@app\.\w+|app = marimo\.App)\(.*\)$", re.M)


def without_names(text, before):
    for name in NAME.findall(before):
        text = text.replace(b"def " + name + b"(", b"def _(")
    return NAME.sub(b'name="_"', text)


KEPT = {
    "names of cells that do not parse are kept": without_names,
    "unknown arguments are kept": lambda text, before: CALL.sub(rb"\1", text),
}


def explain(marimo, tarn, before):
    """Why they differ: None if they do not, "" if nobody knows."""
    (want, fixed, _), (got, ours, said) = marimo, tarn
    if want is None:
        return "marimo breaks off"
    if want == got and fixed == ours:
        return None
    less = [each for each in got if each not in want]
    broken = any(each.get("code") in ("MB001", "MB005") for each in got)
    if [each for each in want if each not in got] or (less and not broken):
        return ""
    if any(each.get("code") not in ("MB002", "MB003", "MB004") for each in less):
        return ""
    reasons = ["rules about names say nothing beside cells that do not parse"] if less else []
    if ours == before and fixed != ours and any("would be lost" in line for line in said):
        return ", ".join([*reasons, "a fix that loses text is refused"])
    for count in range(len(KEPT) + 1):
        for chosen in itertools.combinations(KEPT, count):
            if plainer(fixed, before, chosen) == plainer(ours, before, chosen):
                return ", ".join([*reasons, *chosen])
    return ""


def plainer(text, before, chosen):
    for reason in chosen:
        text = KEPT[reason](text, before)
    return text


def explain_names(path, option, tarn):
    """The same without the names of cells that do not parse: marimo takes them for arguments, having forgotten them."""
    before = path.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        copy.write_bytes(NAME.sub(b'name="_"', before))
        if copy.read_bytes() == before:
            return ""
        reason = explain(look(MARIMO, [copy], option)[0], look(tarn, [copy], option)[0], copy.read_bytes())
    return "" if reason == "" else "names of cells that do not parse are kept" + (f", {reason}" if reason else "")


def explain_chance(path, option, tarn):
    """The same, beside what marimo says where its sets have other orders: which cycle is found, which of several
    definitions annotates a parameter."""
    for seed in range(1, 13):
        reason = explain(look(MARIMO, [path], option, seed)[0], tarn, path.read_bytes())
        if reason != "":
            return "one of the answers that marimo gives by chance" + (f", {reason}" if reason else "")
    return ""


def first_difference(one, other):
    """The lines at the first place, or None."""
    return next((pair for pair in itertools.zip_longest(one.split(b"\n"), other.split(b"\n")) if pair[0] != pair[1]), None)


def show(path, option, marimo, tarn):
    print(f"--- {path} {' '.join(option)}")
    for each in marimo[0]:
        if each not in tarn[0]:
            print(f"    marimo {json.dumps(each)[:400]}")
    for each in tarn[0]:
        if each not in marimo[0]:
            print(f"    tarn   {json.dumps(each)[:400]}")
    if marimo[1] != tarn[1]:
        rows = zip(marimo[1].decode().split("\n") + ["(end)"], tarn[1].decode().split("\n") + ["(end)"])
        first = next(((number, *pair) for number, pair in enumerate(rows, 1) if pair[0] != pair[1]), None)
        print(f"    line {first}, {tarn[2][:1]}", flush=True)


def main():
    tarn_command = [os.path.abspath(sys.argv[1])]
    paths = [path for name in sys.argv[2:] for path in ([Path(name)] if Path(name).is_file() else sorted(Path(name).rglob("*.py")))]
    groups = [paths[at:at + TOGETHER] for at in range(0, len(paths), TOGETHER)]
    kinds, same, unexplained = collections.Counter(), 0, 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        todo = [(group, option) for group in groups for option in FIXES]
        answers = pool.map(lambda each: [look(side, *each) for side in (MARIMO, tarn_command)], todo)
        for (group, option), (marimo, tarn) in zip(todo, answers):
            for path, one, other in zip(group, marimo, tarn):
                reason = explain(one, other, path.read_bytes())
                reason = explain_names(path, option, tarn_command) if reason == "" else reason
                reason = explain_chance(path, option, other) if reason == "" else reason
                same += reason is None
                if reason:
                    kinds[reason] += 1
                elif reason == "":
                    unexplained += 1
                    show(path, option, one, other)
    for name, count in kinds.items():
        print(f"{count:4} {name}")
    print(f"{same} same, {sum(kinds.values())} explained, {unexplained} unexplained")
    return 1 if unexplained or not paths else 0


if __name__ == "__main__":
    sys.exit(main())
