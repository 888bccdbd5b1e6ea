import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell(disabled=True)
def _():
    a = 1
    return


@app.cell
def _():
    b = a
    return


@app.cell
def _():
    c = 3
    return


if __name__ == "__main__":
    app.run()
