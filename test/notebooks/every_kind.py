# /// script
# requires-python = ">=3.11"
# dependencies = ["marimo", "duckdb"]
# ///

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Every kind")

with app.setup(hide_code=True):
    import marimo as mo
    import math


@app.cell(hide_code=True)
def _():
    mo.md(
        r"""
        # A title

        *Text* with `code`, $x^2$ and [a link](https://example.org).

        ```python
        not_a_cell = 1
        ```
        """
    )
    return


@app.cell
def numbers():
    width, height = 3, 4
    names = ["a", "b", *"cd"]
    total = sum(n for n in range(width) if (m := n * height) > 2)
    return height, names, width


@app.function
def area(width, height=1, /, *args, scale: float = 1.0, **kwargs):
    """The area."""
    return width * height * scale


@app.class_definition
class Box:
    sides: list = []

    def __init__(self, width):
        self.width = width

    async def grow(self):
        async with self as box:
            return [await x async for x in box]


@app.cell
def _(height, names, width):
    _text = f"{area(width, height):>{width}.2f} {names!r} {'nested ' + f'{width}'}"
    try:
        print(_text, end="")
    except (ValueError, OSError) as error:
        raise RuntimeError("no") from error
    finally:
        del error
    return


@app.cell(disabled=True, column=1)
def _(table, width):
    found = mo.sql(
        f"""
        WITH t AS (SELECT a, count(*) AS n FROM table WHERE a > {width} GROUP BY a)
        SELECT * FROM t JOIN read_csv('x.csv') AS c USING (a) ORDER BY n -- all
        """,
        output=False,
    )
    return (found,)


@app.cell
async def _(found):
    match found:
        case {"a": [1, *rest]} if rest:
            pass
        case Box(width=w) | w:
            pass
    lambda x, *y: (yield x)
    global shared
    shared = math.pi
    return


@app.cell
def _():
    # only a comment
    return


if __name__ == "__main__":
    app.run()
