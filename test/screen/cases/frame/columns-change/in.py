import marimo

__generated_with = "0.25.2"
app = marimo.App(width="columns")


@app.cell(column=0)
def _():
    a = 1
    return (a,)


@app.cell
def _(a):
    b = a
    return


@app.cell(column=1)
def _(a):
    c = a + 1
    return


if __name__ == "__main__":
    app.run()
