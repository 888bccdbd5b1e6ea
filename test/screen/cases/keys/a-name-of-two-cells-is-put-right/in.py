import marimo

app = marimo.App()


@app.cell
def _():
    lakes = ["Ness"]
    depth = 231
    return (depth, lakes)


@app.cell
def _(lakes):
    depth = len(lakes)
    print(f"{depth} lakes", lakes)
    return


@app.cell
def _(lakes):
    first = lakes[0]
    return


if __name__ == "__main__":
    app.run()
