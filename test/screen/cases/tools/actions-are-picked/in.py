import marimo

app = marimo.App()


@app.cell
def _():
    def area(many):
        width = many * 2
        return width

    return (area,)


@app.cell
def _(area):
    def double(many):
        return area(many) * 2

    size = bad
    return


@app.cell
def _():
    bad
    return


if __name__ == "__main__":
    app.run()
