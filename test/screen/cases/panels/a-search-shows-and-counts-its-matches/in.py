import marimo

app = marimo.App()


@app.cell
def _():
    first = 1 +
    return


@app.cell
def _():
    second = = 2
    return


if __name__ == "__main__":
    app.run()
