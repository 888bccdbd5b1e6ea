import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    return (mo,)


@app.cell
def _(mo):
    mo.md("""
    # Sizes

    Move the slider: what reads it follows.
    """)
    return


@app.cell
def _(mo):
    size = mo.ui.slider(0, 10, value=3, label="size")
    size
    return (size,)


@app.cell
def _():
    print("nobody sees this")
    hidden = 1
    return


@app.cell
def _(mo, size):
    mo.md(f"The size is **{size.value}**.") if size.value < 7 else 1 / 0
    return


@app.cell
def _(size):
    [f"line {n}" for n in range(size.value * 4)]
    return


@app.cell
def _(mo, size):
    mo.accordion({"more": mo.md(f"{size.value} and more")})
    return


if __name__ == "__main__":
    app.run()
