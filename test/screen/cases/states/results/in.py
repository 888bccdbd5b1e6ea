import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    x = 2
    return


@app.cell
def _():
    y = x * 10
    y
    return


@app.cell
def _():
    import marimo as mo
    mo.stop(True, "enough")
    return


@app.cell
def _():
    print("hello")
    {"a": [1, 2], "b": {"c": None}}
    return


@app.cell
def _():
    1 / 0
    return


if __name__ == "__main__":
    app.run()
