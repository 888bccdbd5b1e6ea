import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    x = 1
    return


@app.cell(
    hide_code=True,
)
def second(
    x,
):
    print("never closed
    return


@app.cell
def _():
    y = """never closed either
    return


@app.cell
def third(x):
    z = (x,
    return


if __name__ == "__main__":
    app.run()
