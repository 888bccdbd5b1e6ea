import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    x = 1
    return


@app.cell
def _():
    "\n".join(f"line {i}" for i in range(4))
    return


@app.cell
def _():
    y = x
    y
    return


if __name__ == "__main__":
    app.run()
