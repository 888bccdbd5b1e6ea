import marimo

__generated_with = "0.25.2"
app = marimo.App(layout_file="layout.json")


@app.cell
def _():
    import marimo as mo
    return


@app.cell
def _():
    mo.md("# One")
    return


@app.cell
def _():
    mo.md("and this joins it")
    return


@app.cell
def _():
    mo.md("never shown")
    return


@app.cell
def _():
    n = mo.ui.slider(1, 40, value=2, label="n")
    n
    return


@app.cell
def _():
    [f"row {i}" for i in range(n.value)]
    return


if __name__ == "__main__":
    app.run()
