import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    return


@app.cell
def _():
    mo.vstack([mo.hstack([mo.md("**left**"), mo.md("middle"), mo.callout(mo.md("careful"), kind="warn", title="Take care")]),
        mo.ui.tabs({"one": mo.md("first"), "two": "**second**"}, value="two")])
    return


@app.cell
def _():
    mo.accordion({"Open me": mo.md("inside"), "Me too": """
        A string is *Markdown*.
        """})
    return


@app.cell
def _():
    mo.callout(mo.vstack([mo.md("# Danger"), mo.md("text that is long enough to be folded within the callout, since it goes on and on")]), kind="danger")
    return


@app.cell
def _():
    mo.hstack([mo.md("a long column of words that must share the width " * 2), mo.md("another long column of words that must share " * 2)])
    return


if __name__ == "__main__":
    app.run()
