import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    def load(name):
        return {"a": 1}[name]

    return (load,)


@app.cell
def _(load):
    try:
        load("b")
    except KeyError as error:
        raise ValueError("no such thing:\n  b") from error
    return


if __name__ == "__main__":
    app.run()
