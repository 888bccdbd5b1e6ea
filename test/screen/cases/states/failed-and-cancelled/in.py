import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    def ratio(a, b):
        return a / b
    return


@app.cell
def _():
    r = ratio(1, 0)
    return


@app.cell
def _():
    r + 1
    return


@app.cell
def _():
    q = r
    return


@app.cell
def _():
    "not related"
    return


if __name__ == "__main__":
    app.run()
