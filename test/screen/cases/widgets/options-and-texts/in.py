import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    return (mo,)


@app.cell
def _(mo):
    one = mo.ui.dropdown(["ash", "birch", "cedar"], value="ash", label="tree")
    some = mo.ui.multiselect(["ash", "birch", "cedar"])
    way = mo.ui.radio(["by foot", "by bike"], value="by foot")
    big = mo.ui.dropdown([str(number) for number in range(100000)])
    mo.vstack([one, some, way, big])
    return big, one, some, way


@app.cell
def _(big, one, some, way):
    print(one.value, some.value, way.value, big.value)
    return


@app.cell
def _(mo):
    name = mo.ui.text(value="Ann", label="name")
    lines = mo.ui.text_area(value="one")
    mo.vstack([name, lines])
    return lines, name


@app.cell
def _(lines, name):
    print(name.value, repr(lines.value))
    return


if __name__ == "__main__":
    app.run()
