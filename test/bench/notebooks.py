"""Notebooks of any size, in marimo's format: the same for the same arguments."""
from __future__ import annotations

import random

HEAD = 'import marimo\n\n__generated_with = "0.1.0"\napp = marimo.App()\n\n\n'
TAIL = 'if __name__ == "__main__":\n    app.run()\n'
FIRST = "import math"  # on every first screen


def cell(code: str, refs: str = "", defs: str = "") -> str:
    body = "".join(f"    {line}\n" if line else "\n" for line in code.split("\n"))
    returned = f"    return ({defs},)\n" if defs else "    return\n"
    return f"@app.cell\ndef _({refs}):\n{body}{returned}\n\n"


def notebook(cells: list[str]) -> str:
    return HEAD + "".join(cells) + TAIL


def real(count: int) -> str:
    """Functions, strings, comments, characters beyond ASCII; each cell reads one or two above it."""
    rng = random.Random(count)
    cells = [cell(f"{FIRST}\nimport marimo as mo", defs="math, mo")]
    for i in range(1, count):
        above = sorted({f"v{rng.randrange(1, i)}" for _ in range(2)}) if i > 1 else []
        terms = " + ".join(above) or "1"
        code = (f'def f{i}(x, scale=3):\n    """Scales x — and wraps it at 1009."""\n'
                f"    y = x * scale  # as above\n    return y % 1009\n\n\n"
                f"v{i} = f{i}({terms}) + math.floor({i}.5)\nprint(f\"cell {i}: {{v{i}:>8}}\")")
        cells.append(cell(code, ", ".join([f"{name}" for name in above] + ["math"]), f"f{i}, v{i}"))
    return notebook(cells)


def chain(count: int) -> str:
    """Trivial cells, each of which reads the one above."""
    cells = [cell("v0 = 0", defs="v0")]
    cells += [cell(f"v{i} = v{i - 1} + 1", f"v{i - 1}", f"v{i}") for i in range(1, count)]
    return notebook(cells)


def sum_of_two() -> str:
    return notebook([cell("1 + 1")])


def names(count: int) -> str:
    """`count` times the word foo, ten a cell."""
    lines = [f"a{i} = foo" for i in range(count)]
    return notebook([cell("\n".join(lines[i:i + 10])) for i in range(0, count, 10)])


def long_cell(lines: int) -> str:
    return notebook([cell("\n".join(f'x{i} = foo(x, {i}) + "abc{i}"' for i in range(lines)))])


def long_line(size: int) -> str:
    return notebook([cell('x = "' + "abcde fgh " * (size // 10) + '"\ny = 2')])


def flood() -> str:
    code = "import time\nend = time.monotonic() + 60\nwhile time.monotonic() < end:\n    print('flood ' * 10)"
    return notebook([cell(code), cell("second = 2", defs="second")])


def slider(count: int) -> str:
    """A widget, and a chain of cells that its value goes through."""
    cells = [cell("import marimo as mo\ns = mo.ui.slider(0, 100)\ns", defs="mo, s"), cell("v1 = s.value", "s", "v1")]
    cells += [cell(f"v{i} = v{i - 1} + 1", f"v{i - 1}", f"v{i}") for i in range(2, count)]
    return notebook(cells)
