#!/usr/bin/env python3
"""Stories that end badly, for marimo_traces.py: what the generator of marimo_record.py seldom or never tells.

    bad_stories.py FOLDER [SEED [COUNT]]

Cells interrupt themselves, names have several definers, one or none, cells raise, stop, delete and are disabled; then
people run, edit, delete and bring back.  Half of the stories are lazy.
"""

import json
import random
import sys
from pathlib import Path

NAMES = ["a", "b", "c", "d"]


def code(rng):
    name, other, third = rng.choice(NAMES), rng.choice(NAMES), rng.choice(NAMES)
    return rng.choice([
        f"{name} = {rng.randrange(9)}", f"{name} = {rng.randrange(9)}", f"{name} = {rng.randrange(9)}",
        f"{name} = {other} + 1", f"{name} = {other} + 1", f"{name} = {other} + {third}", f"{other}", f"print({other}, {third})",
        "raise KeyboardInterrupt", f"{name} = 1\nraise KeyboardInterrupt('enough')", f"{name} = {other}\nraise KeyboardInterrupt",
        f"raise KeyboardInterrupt\n{name} = 1", f"try:\n    {other}\nfinally:\n    {name} = 2", f"{name} = 1 / 0",
        f"{name} = {other} if {third} else 1 / 0", f"import marimo as mo\nmo.stop({other} > 3)\n{name} = 1", f"del {other}",
        f"{name} = 1\ndel {name}", f"{name} = (", f"def {name}():\n    return {other}", f"{name} = {other}()", f"raise NameError('{other}')",
        f"raise NameError('no', name='{other}')", f"{name} = [{other} for _ in range(2)]", f"_x = {other}\n{name} = _x", "x = missing", "_y",
        f"try:\n    {other}\nexcept NameError:\n    {name} = 0",
    ])


def config(rng):
    return {"disabled": True} if rng.random() < 0.08 else {}


def story(rng):
    ids = [f"c{number}" for number in range(rng.randrange(3, 9))]
    cells = [{"id": each, "code": code(rng), "config": config(rng)} for each in ids]
    actions = [rng.choice([{"op": "instantiate"}, {"op": "run_all"}, {"op": "instantiate", "auto_run": False}])]
    for step in range(rng.randrange(3, 9)):
        cell = rng.choice(ids)
        op = rng.choice(["run", "run", "run", "edit", "edit", "edit", "create", "delete", "disable", "enable", "run_all", "run_stale", "apply", "mode"])
        if op == "run":
            actions.append({"op": op, "ids": rng.sample(ids, rng.choice([1, 1, 2, min(3, len(ids))]))})
        elif op in ("edit", "create"):
            target = cell if op == "edit" else f"n{step}"
            ids += [target] if op == "create" else []
            actions.append({"op": op, "id": target, "code": code(rng)})
            actions += [{"op": "run", "ids": [target]}] if rng.random() < 0.85 else []
        elif op == "delete" and len(ids) > 2:
            ids.remove(cell)
            actions.append({"op": op, "id": cell})
        elif op in ("disable", "enable"):
            actions.append({"op": op, "id": cell})
        elif op in ("run_all", "run_stale"):
            actions.append({"op": op})
        elif op == "apply":
            actions.append({"op": op, "codes": {cell: code(rng)}})
        elif op == "mode":
            actions.append({"op": op, "mode": rng.choice(["lazy", "autorun"])})
    return {"mode": rng.choice(["autorun", "lazy"]), "cells": cells, "actions": actions}


def main():
    folder, seed = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "1"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(int(sys.argv[3]) if len(sys.argv) > 3 else 100):
        made = story(random.Random(f"{seed}:{number}"))
        (folder / f"{seed}-{number:04}.json").write_text(json.dumps(made, indent=1))


if __name__ == "__main__":
    main()
