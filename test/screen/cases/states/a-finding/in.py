import marimo

app = marimo.App()


@app.cell
def _():
    import os as _os

    x = _os.getpid()
    return (x,)


@app.cell
def _(x):
    y = x + 1
    if y > 3:
        y
    else:
        print(y)
    return


@app.cell
def _():
    import os as _os

    _os.sep
    return


if __name__ == "__main__":
    app.run()
