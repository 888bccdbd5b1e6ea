# /// script
# requires-python = ">=3.9"
# dependencies = ["marimo"]
# ///
"""A notebook as marimo writes it: every kind of cell."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Kinds of cells")

with app.setup(hide_code=True):
    import math


@app.cell
def _():
    import marimo as mo

    return (mo,)


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    # A title

    with $\alpha$ and "quotes"
    """)
    return


@app.function
def area(radius):
    return math.pi * radius**2


@app.class_definition
class Circle:
    def __init__(self, radius):
        self.radius = radius


@app.cell(column=1, disabled=True)
def load(radius: int):
    areas = [area(r) for r in range(radius)]
    areas
    return


@app.cell
def _():
    radius: int = 3
    text = """
    lines of a string
      stay where they are
    """
    return (radius,)


app._unparsable_cell(
    r"""
    print("never closed
    """,
    name="broken"
)


if __name__ == "__main__":
    app.run()
