import marimo

app = marimo.App()


@app.cell
def _():
    x = 1
    y = x + 1
    return x, y


@app.cell
def _():
    x = 2
    return (x,)


@app.cell
def _(y):
    z = f"{y} and {y + 1}"
    print(z, y.real, end="")
    return (z,)


@app.cell
def _(z):
    z.missing
    return


app._unparsable_cell(
    r"""
    def (
    """,
    name="_"
)


if __name__ == "__main__":
    app.run()
