import marimo

__generated_with = "0.25.2"
app = marimo.App(width="columns")


@app.cell(column=0)
def _():
    import marimo as mo
    return (mo,)


@app.cell
def _():
    depths = {"Loch Ness": 231, "Windermere": 64, "Blea Tarn": 8}
    return (depths,)


@app.cell
def _(depths):
    deepest = max(depths, key=depths.get)
    for _name in depths:
        print(f"{_name:>10} {'#' * (depths[_name] // 10)} {depths[_name]}")
    return (deepest,)


@app.cell(column=1, hide_code=True)
def _(mo):
    mo.md("""
    # What they are

    All of them are **lakes**, though a tarn is a small one, high up in the mountains and often round.
    """)
    return


@app.cell
def _(deepest, mo):
    mo.callout(f"The deepest is {deepest}")
    return


@app.cell
def _(depths, mo):
    mo.ui.table([{"lake": k, "depth": v, "feet": round(v * 3.28), "is a": "loch" if v > 200 else "lake"} for k, v in depths.items()])
    return


@app.cell(column=2)
def _(mo):
    pace = mo.ui.slider(1, 9, value=3)
    pace
    return (pace,)


@app.cell
def _(depths, pace):
    {name: depth * pace.value for name, depth in depths.items()}
    return


@app.cell(column=3)
def _():
    last = 1
    return


if __name__ == "__main__":
    app.run()
