import marimo

__generated_with = "0.25.2"
app = marimo.App()


with app.setup:
    import math
    import random


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    # Throwing darts

    How well does *chance* know **π**?
    """)
    return


@app.cell
def throws():
    throws = 1000
    return


@app.function
def inside(x, y):
    # the quarter of a circle
    return math.hypot(x, y) <= 1


@app.cell
def throw(throws):
    random.seed(4)
    hits = sum(inside(random.random(), random.random()) for _ in range(throws))
    return


@app.cell
def _():
    4 * hits / throws
    return


@app.cell(disabled=True)
def archive():
    print("not today")
    return


@app.cell
def _():
    import marimo as mo
    return


if __name__ == "__main__":
    app.run()
