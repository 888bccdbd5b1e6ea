import marimo

app = marimo.App()


@app.cell
def _():
    import marimo as mo

    return (mo,)


@app.cell
def _(mo):
    mo.md(
        """
        # Sales of the year

        What was sold, and where.

        ## The numbers
        ```
        # no heading
        ```
        """
    )
    return


@app.cell
def load():
    rows = [("north", 3), ("south", 5)]
    total = sum(n for _, n in rows)
    return rows, total


@app.cell
def _(mo, total):
    mo.md(f"""## The sum is {total} ##""")
    return


@app.cell
def plot(rows):
    # bars
    bars = ["#" * n for _, n in rows]
    bars
    return (bars,)


@app.cell
def _(rows, total):
    mean = total / len(rows)
    return (mean,)


if __name__ == "__main__":
    app.run()
