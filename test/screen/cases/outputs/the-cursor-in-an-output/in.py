import marimo

app = marimo.App()


@app.cell
def _():
    print("alpha beta gamma")
    print("a long line that has to be wrapped since it is wider than the screen that shows it is, even without a rail")
    "the value\nand beta again"
    return


@app.cell
def _():
    x = 1
    return
