import marimo

app = marimo.App()


@app.cell
def _():
    x = 1
    y = 2
    return


@app.cell
def _():
    "abc"
    return
