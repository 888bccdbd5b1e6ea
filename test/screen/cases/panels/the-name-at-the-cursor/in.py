import marimo

app = marimo.App()


@app.cell
def load():
    rows = [("north", 3), ("south", 5)]
    total = sum(n for _, n in rows)
    return rows, total


@app.cell
def _(rows, total):
    mean = total / len(rows)
    note = "one line\n  and another, which is long enough to be cut at the edge of the panel"
    return mean, note


@app.cell
def grid_of():
    class Grid:
        shape = (3, 4)

        def __repr__(self):
            return "Grid(...)"

    grid = Grid()
    return Grid, grid


@app.cell
def _(grid, mean, rows):
    shown = {"a": grid, "b": mean, "c": rows}
    return (shown,)


if __name__ == "__main__":
    app.run()
