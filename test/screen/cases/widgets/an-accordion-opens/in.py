import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    return (mo,)


@app.cell
def _(mo):
    mo.accordion({"first": mo.md("one"), "second": mo.ui.slider(0, 5), "third": "three"})
    return


if __name__ == "__main__":
    app.run()
