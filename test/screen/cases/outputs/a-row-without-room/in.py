import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo

    mo.hstack([mo.ui.text(label="hello"), mo.ui.slider(1, 10, label="slider"), mo.md("**words**")])
    return (mo,)


@app.cell
def _(mo):
    mo.hstack([mo.md("two lines\n\nof text in a column"), mo.md("and others\n\nbeside them, side by side")])
    return


if __name__ == "__main__":
    app.run()
