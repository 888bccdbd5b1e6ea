import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    return (mo,)


@app.cell
def _(mo):
    size = mo.ui.slider(0, 10, value=3, label="size")
    size
    return (size,)


@app.cell
def _(size):
    size.value * 100
    return


@app.cell
def _(mo):
    part = mo.ui.slider(0.0, 1.0, step=0.1, value=0.5)
    both = mo.ui.range_slider(0, 20, value=[5, 15])
    many = mo.ui.number(1, 9, value=4)
    mo.vstack([part, both, many])
    return both, many, part


@app.cell
def _(both, many, part):
    part.value, both.value, many.value
    return


if __name__ == "__main__":
    app.run()
