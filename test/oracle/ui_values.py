#!/usr/bin/env python3
"""Every element of mo.ui, the same event of the screen to both: the value that a cell reads then, beside marimo's.

    ui_values.py TARN                            beside what is recorded in ui_answers.json
    ui_values.py TARN --oracle FOLDER [--record] beside an installed marimo, whose traces FOLDER makes

The elements and events are those of ../kernel/pkg_values.txt that are sent as JSON.  There they are set on an element
alone; here they come as the screen sends them, to a notebook that runs (trace, op ui): which cells run for an event is
compared, too.  The last line is "N passed, N failed".
"""

import argparse
import datetime
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
LINES = HERE.parent / "kernel/pkg_values.txt"
ANSWERS = HERE / "ui_answers.json"
AT_ONCE = 12  # elements in one notebook: one that harms others would show
START = "import marimo as mo\nimport datetime as dt\nui = mo.ui"


def cases():
    """A line of the file, and its events."""
    for line in LINES.read_text().splitlines():
        expression, arrow, sent = line.partition(" <- ")
        if not arrow or line.startswith("#"):
            continue
        try:
            events = json.loads(json.dumps(eval(f"[{sent}]", {})))
        except (NameError, TypeError):
            continue  # the screen sends JSON
        yield line, expression, events


def script(chunk):
    """A notebook of these elements, and what happens to them one after the other."""
    cells = [{"id": "start", "code": START}]
    actions = [{"op": "run_all"}]
    for number, (_, expression, events) in enumerate(chunk):
        cells.append({"id": f"e{number}", "code": f"e{number} = {expression}\ne{number}"})
        cells.append({"id": f"v{number}", "code": f"v{number} = e{number}.value\nv{number}"})
        actions += [{"op": "ui", "name": f"e{number}", "value": event} for event in events]
    return {"mode": "autorun", "cells": cells, "actions": actions}


def timeless(text):
    """A repr in which today, or the time now, is "now": an element without a value begins with it."""
    for day in (datetime.date.today(), datetime.date.today() - datetime.timedelta(days=1)):
        digits = rf"{day.year}, {day.month}, {day.day}"
        text = text and re.sub(rf"datetime\.date(time)?\({digits}(, \d+)*\)", r"now\1", text)
    return text


def read(chunk, steps):
    """What each line's reader saw: at first and after each event, its value and the cells that ran."""
    found, at = {}, 1
    for number, (line, _, events) in enumerate(chunk):
        name = f"v{number}"
        seen = [[timeless(steps[0]["globals"].get(name)), steps[0]["cells"].get(name, {}).get("status")]]
        for step in steps[at:at + len(events)]:
            seen.append([timeless(step["globals"].get(name)), step["cells"].get(name, {}).get("status"),
                         [each.rstrip("0123456789") for each in step["ran"]]])
        at += len(events)
        found[line] = seen
    return found


def chunks():
    rows = list(cases())
    return [rows[at:at + AT_ONCE] for at in range(0, len(rows), AT_ONCE)]


def written(chunk, folder):
    path = Path(folder) / "story.json"
    path.write_text(json.dumps(script(chunk)))
    return path


def ask_tarn(tarn, chunk, folder):
    python = os.environ.get("TARN_TEST_PYTHON", sys.executable)
    done = subprocess.run([tarn, "trace", "--python", python, written(chunk, folder)], capture_output=True, encoding="utf-8",
                          stdin=subprocess.DEVNULL, cwd=folder, env={**os.environ, "PYTHONHASHSEED": "0"})
    if done.returncode != 0:
        sys.exit(f"{tarn} trace: {done.stderr}")
    return read(chunk, json.loads(done.stdout)["steps"])


def ask_marimo(oracle, chunk, folder):
    sys.path.insert(0, oracle)
    import kernel_trace

    answer = kernel_trace.isolated(kernel_trace.trace_file, written(chunk, folder), timeout=120)
    if "oracle_error" in answer:
        sys.exit(f"marimo: {answer['oracle_error']}")
    return read(chunk, answer["steps"])


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("tarn")
    options.add_argument("--oracle")
    options.add_argument("--record", action="store_true")
    chosen = options.parse_args()
    want, got = json.loads(ANSWERS.read_text()) if not chosen.oracle else {}, {}
    with tempfile.TemporaryDirectory() as folder:
        for chunk in chunks():
            got |= ask_tarn(chosen.tarn, chunk, folder)
            if chosen.oracle:
                want |= ask_marimo(chosen.oracle, chunk, folder)
    if chosen.record:
        ANSWERS.write_text(json.dumps(want, indent=0, sort_keys=True, ensure_ascii=False) + "\n")
    wrong = [line for line in sorted(want.keys() | got.keys()) if want.get(line) != got.get(line)]
    for line in wrong:
        print(f"{line}\n    marimo {want.get(line)}\n    tarn   {got.get(line)}")
    print(f"{len(want.keys() | got.keys()) - len(wrong)} passed, {len(wrong)} failed")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
