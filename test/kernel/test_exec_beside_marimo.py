"""`tarn exec nb.py` beside `python nb.py` with an installed marimo: what is printed, and the exit status, are the same.

The notebooks show no values: those tarn prints, and a script does not.  Skipped where marimo is not installed.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

TARN = os.environ["TARN"]
OTHER = '''import marimo

app = marimo.App()

with app.setup:
    import math

    LIMIT = 7


@app.cell
def base():
    x = 1
    y = x + 1
    return x, y


@app.cell
def result(y):
    total = y * 10
    total
    return (total,)


@app.function
def plus(a):
    return a + LIMIT


@app.class_definition
class Point:
    limit = LIMIT


if __name__ == "__main__":
    app.run()
'''

# Name: the code of cells, their arguments.
NOTEBOOKS = {
    "a name that no cell defines": (["print('before')", "print(nothing)"], []),
    "a name of a cell that did not come to define it": (["if False:\n    x = 1", "print('read', x)"], []),
    "a name that was deleted": (["x = 1", "del x", "print('the reader goes first', x)"], []),
    "cells that await": (
        ["import asyncio", "async def slow(n):\n    await asyncio.sleep(0)\n    return n * 2",
         "a = await slow(4)\nprint('a', a)", "b, c = await asyncio.gather(slow(a), slow(1))\nprint(b, c)",
         "async with asyncio.timeout(5) if hasattr(asyncio, 'timeout') else asyncio.Lock():\n    print('in', b)",
         "async def counted():\n    for each in range(3):\n        yield each", "async for i in counted():\n    print(i)",
         "queue = asyncio.Queue()\nawait queue.put(5)", "print(await queue.get(), queue.empty())"], []),
    "threads of marimo": (
        ["import marimo as mo", "said = []\ndef work(n):\n    said.append(n)\n    print('thread', n)",
         "t = mo.Thread(target=work, args=(3,))\nt.start()\nt.join()", "print(said, t.is_alive(), t.should_exit)"], []),
    "arguments": (
        ["import marimo as mo", "a = mo.cli_args()\nprint(a.get('n', 0), a.get('name'), a['n'] + 1, a.to_dict())",
         "import sys\nprint(sys.argv)"], ["--n", "3", "--name=ada", "--flag"]),
    "another notebook, run": (
        ["from other import app as inner", "outputs, defs = inner.run()\nprint(outputs, defs['total'], sorted(defs))"], []),
    "another notebook, run with other names": (
        ["from other import app as inner", "_, defs = inner.run(defs={'x': 3, 'y': 5})\nprint(defs['total'], defs['y'])"], []),
    "a cell of another notebook, run": (
        ["from other import result, base", "for cell in (result, base):\n    shown, defs = cell.run()\n    print(shown, sorted(defs.items()))",
         "print(result.run(y=7)[0], result.name, result.refs, result.defs)", "result.run(z=1)"], []),
    "names of another notebook": (["from other import LIMIT, Point, plus", "print(plus(1), Point.limit, LIMIT)"], []),
    "parameters of a query and of the command line": (
        ["import marimo as mo", "q = mo.query_params()\nq['a'] = '1'\nprint(q, repr(q), len(q), 'a' in q)",
         "c = mo.cli_args()\nprint(c, repr(c), len(c))"], ["--n", "3"]),
    "a stop": (["import marimo as mo", "mo.stop(True)\nx = 1", "print('reads', x)", "print('does not')"], []),
    "states and elements have their first values": (
        ["import marimo as mo", "get, put = mo.state(1)", "put(5)", "s = mo.ui.slider(0, 9, value=4)",
         "print(s.value, mo.ui.text(value='t').value, mo.ui.run_button().value)"], []),
    "where it is": (
        ["import marimo as mo", "import os\nprint(os.getcwd(), __file__, __name__)\nprint(mo.notebook_dir())",
         "print(mo.running_in_notebook(), mo.app_meta().mode)"], []),
}


def notebook(cells):
    text = "import marimo\n\napp = marimo.App()\n"
    for code in cells:
        body = "\n".join(f"    {line}" for line in code.split("\n"))
        head = "async def" if "await " in code or "async for" in code or "async with" in code else "def"
        text += f"\n\n@app.cell\n{head} _():\n{body}\n    return\n"
    return text + '\n\nif __name__ == "__main__":\n    app.run()\n'


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_it_prints_and_ends_the_same(name, tmp_path):
    pytest.importorskip("marimo")
    cells, arguments = NOTEBOOKS[name]
    Path(tmp_path, "other.py").write_text(OTHER)
    Path(tmp_path, "nb.py").write_text(notebook(cells))

    def answer(*command):
        environment = {key: each for key, each in os.environ.items() if key != "PYTHONPATH"}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout, done.stderr

    with ThreadPoolExecutor(1) as other:
        script = other.submit(answer, sys.executable, "nb.py", *arguments)
        tarn = answer(TARN, "exec", "--python", sys.executable, "nb.py", "--", *arguments)
    script = script.result()
    assert script[:2] == tarn[:2], f"marimo: {script[2]}\ntarn: {tarn[2]}"
