import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    return


@app.cell
def _():
    mo.ui.slider(1, 10, value=3, label="size")
    return


@app.cell
def _():
    mo.ui.text(value="hi", label="name")
    return


@app.cell
def _():
    mo.image("https://example.org/x.png")
    return


@app.cell
def _():
    mo.ui.tabs({"one": mo.md("first"), "two": "second"})
    return


@app.cell
def _():
    mo.ui.dropdown(["a", "b"], value="a")
    return


@app.cell
def _():
    mo.mermaid("graph TD; A-->B")
    return


if __name__ == "__main__":
    app.run()
