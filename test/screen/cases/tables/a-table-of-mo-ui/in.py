import marimo

app = marimo.App()


@app.cell
def _():
    import marimo as mo

    table = mo.ui.table([{"n": i, "square": i * i} for i in range(100)])
    table
    return (table,)


@app.cell
def _(table):
    table.value
    return
