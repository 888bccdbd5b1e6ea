import marimo

app = marimo.App()


with app.setup:
    import marimo as mo


@app.cell(hide_code=True)
def _():
    mo.md("""
    # Sales

    What the *north* sold, and a **table**.
    """)
    return


@app.cell
def load():
    rows = [{"where": "north", "n": 3}, {"where": "south", "n": 5}]
    total = sum(row["n"] for row in rows)
    rows
    return rows, total


@app.cell
def _():
    mo.md("## What follows")
    return


@app.cell
def _(rows, total):
    mean = total / len(rows)
    choice = mo.ui.dropdown(["by foot", "by bike"], value="by bike")
    print("mean", mean)
    choice
    return choice, mean


@app.cell
def broken(mean):
    1 / (mean - mean)
    return


@app.cell
def base():
    import sqlite3

    class Base(sqlite3.Connection):
        __repr__ = lambda self: "Base(...)"

    db = sqlite3.connect(":memory:", factory=Base)
    _ = db.executescript("CREATE TABLE trips (id INTEGER PRIMARY KEY, km REAL)")
    return Base, db


@app.cell(disabled=True)
def archive(mean):
    print("not today", mean)
    return


@app.cell
def _():
    unused = not_there + 1
    return


if __name__ == "__main__":
    app.run()
