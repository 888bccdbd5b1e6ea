import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    _private = 1
    shown = _private
    return


@app.cell
def _():
    _private + 1
    return


if __name__ == "__main__":
    app.run()
