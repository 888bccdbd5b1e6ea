import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    # cell 1
    if a1:
        _b = 1
        _c = 2
    return


@app.cell
def _():
    # cell 2
    if a2:
        _b = 1
        _c = 2
    return


@app.cell
def _():
    # cell 3
    if a3:
        _b = 1
        _c = 2
    return


@app.cell
def _():
    # cell 4
    if a4:
        _b = 1
        _c = 2
    return


@app.cell
def _():
    # cell 5
    if a5:
        _b = 1
        _c = 2
    return


@app.cell
def _():
    # cell 6
    if a6:
        _b = 1
        _c = 2
    return


@app.cell
def _():
    # cell 7
    if a7:
        _b = 1
        _c = 2
    return


if __name__ == "__main__":
    app.run()
