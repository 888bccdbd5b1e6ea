import marimo

__generated_with = "0.25.2"
app = marimo.App(layout_file="layout.json")


@app.cell
def _():
    import marimo as mo
    return


@app.cell
def _():
    mo.md("# Sales")
    return


@app.cell
def _():
    size = mo.ui.slider(0, 10, value=3, label="size")
    size
    return


@app.cell
def _():
    [f"line {n}" for n in range(size.value)]
    return


@app.cell
def _():
    mo.stat(size.value * 100, label="euros")
    return


@app.cell
def _():
    "hidden"
    return


@app.cell
def _():
    mo.md("The end of the page is here.")
    return


if __name__ == "__main__":
    app.run()
