#!/usr/bin/env python3
"""Jupyter notebooks with outputs go through tarn and come back: valid, with all that was in them, for all who read them.

    roundtrip.py TARN [SEED [COUNT]]

Each is converted to .ipynb as it is, and executed with its outputs made anew.  nbformat has to find both valid, Jupytext
and marimo to read them, and what tarn does not run (outputs, ids, counts, attachments, metadata) has to be there.
Skipped (77) where nbformat, Jupytext or marimo is not there.  Ends with "N passed, N failed".
"""

import base64
import json
import logging
import random
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.pop(0)  # this folder has modules with the names of others
try:
    import jupytext
    import nbformat
    from marimo._convert.converters import MarimoConvert
except ImportError:
    sys.exit(77)
logging.disable(logging.CRITICAL)

PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(range(64))).decode()
CODES = ["1 + 1", "print('é')\n'two'", "x = {}", "raise ValueError('no')", "%matplotlib inline\n3", "", "# only this",
         "def f(a):\n    return a\n\n\nf(2)", "return 1", "!echo a", "'''a\n\nb'''"]
TEXTS = ["# Title\n\ntext", "![p](attachment:a.png)", "", "- a\n- é 漢字", "$x$ \"\"\" and '''"]
MIMES = [{"text/plain": "2"}, {"text/plain": ["a\n", "b"]}, {"image/png": PIXEL, "text/plain": "<Figure>"},
         {"text/html": "<b>é</b>", "text/plain": ""}, {"application/json": {"a": [1, None, 2.5]}}, {"image/svg+xml": ["<svg>\n", "</svg>"]},
         {"text/latex": "$x$"}, {"application/vnd.jupyter.widget-view+json": {"model_id": "a1b2", "version_major": 2, "version_minor": 0},
                                 "text/plain": "IntSlider(value=3)"},
         {"image/jpeg": PIXEL}, {"application/javascript": ["alert(1)\n", "// </script>"]}, {"application/pdf": PIXEL},
         {"text/markdown": "*é*", "text/latex": ["$$\n", "x$$"], "text/plain": "x"}, {"application/vnd.custom.v1+json": {"deep": [{"k": "</script>"}]}}]
# What a widget view is a view of.
WIDGETS = {"application/vnd.jupyter.widget-state+json": {"state": {"a1b2": {
    "model_module": "@jupyter-widgets/controls", "model_module_version": "2.0.0", "model_name": "IntSliderModel",
    "state": {"value": 3, "description": "é"}}}, "version_major": 2, "version_minor": 0}}
METADATA = [{}, {}, {"tags": ["a", "hide-input"]}, {"collapsed": True, "scrolled": "auto"}, {"editable": False, "custom": {"é": [1, {}]}},
            {"jupyter": {"outputs_hidden": True}}, {"name": "named"}]


def lines(rng, text):
    """A text, or its lines: both are allowed."""
    return text if rng.random() < 0.5 else text.splitlines(keepends=True)


def output(rng, count):
    kind = rng.choice(["stream", "display_data", "execute_result", "error"])
    if kind == "stream":
        return {"output_type": kind, "name": rng.choice(["stdout", "stderr"]), "text": lines(rng, "one\n\x1b[31mtwo\x1b[0m\né")}
    if kind == "error":
        return {"output_type": kind, "ename": "ValueError", "evalue": "no", "traceback": ["\x1b[0;31mValueError\x1b[0m", "no"]}
    shown = {"output_type": kind, "data": rng.choice(MIMES), "metadata": rng.choice([{}, {"image/png": {"width": 3}}])}
    return {**shown, "execution_count": count} if kind == "execute_result" else shown


def cell(rng, number, minor):
    kind = rng.choice(["code", "code", "code", "markdown", "raw"])
    made = {"cell_type": kind, "metadata": dict(rng.choice(METADATA))}
    if minor >= 5:
        made["id"] = f"cell-{number}_{rng.randrange(10**6)}"
    if kind == "code":
        count = rng.choice([None, rng.randrange(1, 90)])
        made.update(source=lines(rng, rng.choice(CODES)), execution_count=count,
                    outputs=[output(rng, count) for _ in range(rng.choice([0, 1, 1, 3]))])
        return made
    made["source"] = lines(rng, rng.choice(TEXTS))
    if kind == "markdown" and "attachment:" in "".join(made["source"]):  # text that is raw becomes code
        made["attachments"] = {"a.png": {"image/png": PIXEL}}
    return made


def of_each_kind():
    """A notebook in which every kind of output stands once, in each place that it may have."""
    shown = [{"output_type": kind, "data": data, "metadata": {}, **({"execution_count": 1} if kind == "execute_result" else {})}
             for data in MIMES for kind in ("display_data", "execute_result")]
    rng = random.Random(0)
    others = [{"output_type": "stream", "name": name, "text": "a\nb"} for name in ("stdout", "stderr")]
    others.append({"output_type": "error", "ename": "E", "evalue": "no", "traceback": ["\x1b[0;31mE\x1b[0m", "no"]})
    cells = [{**cell(rng, number, 4), "cell_type": "code", "metadata": {}, "source": f"x{number} = {number}", "execution_count": 1,
              "outputs": [each]} for number, each in enumerate(shown + others)]
    for each in cells:
        each.pop("attachments", None)
    return {"nbformat": 4, "nbformat_minor": 4, "metadata": {"widgets": WIDGETS}, "cells": cells}


def notebook(rng):
    minor = rng.choice([2, 4, 5, 5])
    metadata = rng.choice([{}, {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
                                "language_info": {"name": "python", "version": "3.11.2"}}, {"custom": [1, {"é": None}]},
                               {"widgets": WIDGETS}])
    return {"nbformat": 4, "nbformat_minor": minor, "metadata": metadata,
            "cells": [cell(rng, number, minor) for number in range(rng.randrange(1, 9))]}


def joined(value):
    """Lists of lines as one text, wherever they may stand."""
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return "".join(value)
    if isinstance(value, list):
        return [joined(item) for item in value]
    return {key: joined(item) for key, item in value.items()} if isinstance(value, dict) else value


def kept(made):
    """Of each cell what tarn does not make itself; cells without any of it may go."""
    rows = []
    for one in made["cells"]:
        row = {key: one[key] for key in ("id", "outputs", "execution_count", "attachments") if one.get(key)}
        metadata = {key: one["metadata"][key] for key in ("custom", "collapsed", "editable") if key in one["metadata"]}
        if one["cell_type"] == "markdown" and "tags" in one["metadata"]:
            metadata["tags"] = one["metadata"]["tags"]
        row.update({"metadata": metadata} if metadata else {})
        if row and "".join(one["source"]).strip():
            rows.append(joined(row))
    return rows


def readable(text):
    nbformat.validate(nbformat.reads(text, as_version=nbformat.NO_CONVERT))
    jupytext.reads(text, fmt="ipynb")
    assert "import marimo" in MarimoConvert.from_ipynb(text).to_py()


def run(*command):
    done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, text=True)
    assert done.returncode in (0, 1), done.stderr
    return done


def come_back(tarn, path, made):
    readable(path.read_text())
    text = run(tarn, "convert", path, "-t", "ipynb").stdout
    readable(text)
    back = json.loads(text)
    ids = {one.get("id") for one in made["cells"]} - {None}
    rows = kept(made)
    found = [{key: row[key] for key in row if key != "id" or row[key] in ids} for row in kept(back)]
    found = [row for row in found if row]
    assert rows == found, f"\nwant {json.dumps(rows)}\ngot  {json.dumps(found)}"
    for key in ("custom", "widgets"):
        assert back["metadata"].get(key) == made["metadata"].get(key), key
    again = path.with_name("again.ipynb")
    again.write_text(text)
    assert json.loads(run(tarn, "convert", again, "-t", "ipynb").stdout) == back, "another time it is another notebook"
    executed = path.with_name("executed.ipynb")
    run(tarn, "exec", path, "-o", executed)
    if executed.exists():
        readable(executed.read_text())


def main():
    tarn = sys.argv[1]
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 11
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 50
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "n.ipynb")
        for number in range(count + 1):
            made = notebook(random.Random(f"{seed}:{number}")) if number < count else of_each_kind()
            path.write_text(json.dumps(made))
            path.with_name("executed.ipynb").unlink(missing_ok=True)
            try:
                come_back(tarn, path, made)
                passed += 1
            except Exception as error:  # whatever a reader does not like
                failed += 1
                print(f"--- {seed}:{number}: {type(error).__name__}: {error}\n{json.dumps(made)[:3000]}\n")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
