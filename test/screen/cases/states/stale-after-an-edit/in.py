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
    f"y is {y}"
    return


@app.cell
def _():
    "independent"
    return


if __name__ == "__main__":
    app.run()
