import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    return (mo,)


@app.cell
def _(mo):
    size = mo.ui.slider(0, 10, value=3)
    size
    return (size,)


@app.cell
def _(size):
    print(size.value)
    size
    return


if __name__ == "__main__":
    app.run()
