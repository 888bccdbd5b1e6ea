import marimo

app = marimo.App()


@app.cell
def _():
    import marimo as mo

    data = {"name": "tarn", "sizes": [3, 4, {"deep": [True, None]}], "rows": list(range(100)), "none": []}
    return


@app.cell
def _():
    mo.tree(data, label="a tree")
    return


@app.cell
def _():
    mo.json({"a": {"b": 1.5}})
    return


if __name__ == "__main__":
    app.run()
