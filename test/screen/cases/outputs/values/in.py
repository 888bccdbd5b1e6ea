import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    None
    return


@app.cell
def _():
    42
    return


@app.cell
def _():
    "a string"
    return


@app.cell
def _():
    [1, [2, 3], {"k": (4, 5)}]
    return


@app.cell
def _():
    class Thing:
        def __repr__(self):
            return "<thing\non two lines>"
    Thing()
    return


@app.cell
def _():
    b"\x00\x01"
    return


@app.cell
def _():
    print("and a console")
    3.14
    return


if __name__ == "__main__":
    app.run()
