import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo

    return (mo,)


@app.cell
def _(mo):
    slider = mo.ui.slider(0, 10, value=3)
    slider
    return (slider,)


@app.cell
def _(mo):
    mo.ui.table([{"a": 1, "b": 2}, {"a": 3, "b": 4}])
    return


@app.cell
def _():
    {}["x"]
    return


if __name__ == "__main__":
    app.run()
