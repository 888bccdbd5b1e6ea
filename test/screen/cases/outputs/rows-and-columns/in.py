import marimo

app = marimo.App()


@app.cell
def _():
    import marimo as mo

    tall = mo.md("one\n\ntwo\n\nthree")
    a, b, c = mo.md("**a**"), mo.callout("bb"), mo.md("ccc")
    return


@app.cell
def _():
    mo.hstack([a, b, c], justify="center", gap=1)
    return


@app.cell
def _():
    mo.hstack([a, b, c], justify="end")
    return


@app.cell
def _():
    mo.hstack([a, b, c], justify="space-around")
    return


@app.cell
def _():
    mo.hstack([tall, a, b], align="center", gap=0)
    return


@app.cell
def _():
    mo.hstack([tall, mo.center(mo.md("in the middle of the second")), mo.right(c)], align="end", widths=[1, 3, 1])
    return


@app.cell
def _():
    mo.hstack([mo.md("equal " * 9), mo.md("shares " * 9)], widths="equal")
    return


@app.cell
def _():
    mo.hstack([mo.md(f"number {i} of those that wrap") for i in range(5)], wrap=True)
    return


@app.cell
def _():
    mo.vstack([mo.center(b), mo.right(c), mo.vstack([a, c], align="center", gap=1)])
    return


@app.cell
def _():
    # within a row nothing takes more room than it needs
    mo.hstack([mo.hstack([a, c], justify="end"), mo.center(b), c])
    return


if __name__ == "__main__":
    app.run()
