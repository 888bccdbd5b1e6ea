import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    return (mo,)


@app.cell
def _(mo):
    mo.md("""
    # A tour of tarn

    This is a notebook. Press `g<CR>` on a cell to run it, `<CR>` to run it and go on.
    """)
    return


@app.cell
def _():
    x = 3
    return (x,)


@app.cell
def _(x):
    x * 2
    return


if __name__ == "__main__":
    app.run()
