import marimo

app = marimo.App()


@app.cell
def _():
    for i in range(3000):
        print("line", i)
    "\n".join("value %d" % i for i in range(100))
    return


@app.cell
def _():
    x = 1
    return
