import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    a = 1
    return


@app.cell
def train():
    # tarn: run=manual
    b = a
    return


@app.cell
def _():
    c = b
    return


@app.cell
def _():
    # tarn: run=confirm
    d = a
    return


if __name__ == "__main__":
    app.run()
