import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo

    mo.ui.table([{f"c{i}": i for i in range(100_000)}] * 2)
    return (mo,)


@app.cell
def _(mo):
    mo.ui.table([{"a\nname\x1b[31m": 1, "\t": 2}])
    return


if __name__ == "__main__":
    app.run()
