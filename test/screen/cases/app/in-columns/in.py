import marimo

__generated_with = "0.25.2"
app = marimo.App(width="columns")


@app.cell
def _():
    import marimo as mo
    return


@app.cell(column=0)
def _():
    mo.md("# Left")
    return


@app.cell
def _():
    on = mo.ui.switch(label="lights")
    on
    return


@app.cell(column=2)
def _():
    "right " * 8
    return


@app.cell(column=1)
def _():
    mo.md("## Middle")
    return


@app.cell
def _():
    "lights are on" if on.value else "lights are off"
    return


if __name__ == "__main__":
    app.run()
