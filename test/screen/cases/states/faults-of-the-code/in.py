import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    x = 1
    return


@app.cell
def _():
    def f(:
        pass
    return


@app.cell
def _():
    x = 2
    return


@app.cell
def _():
    p = q
    return


@app.cell
def _():
    q = p
    return


@app.cell
def _():
    import math; from math import *
    return


if __name__ == "__main__":
    app.run()
