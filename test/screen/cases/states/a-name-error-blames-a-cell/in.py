import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    def early():
        return late
    return


@app.cell
def _():
    early()
    return


@app.cell
def _():
    late = 3
    hidden = _private = 1
    return


@app.cell
def _():
    _private
    return


if __name__ == "__main__":
    app.run()
