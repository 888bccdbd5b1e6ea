import marimo

app = marimo.App()


@app.cell
def _():
    [{"name": f"item {i}", "price": (i * 37) % 100 / 4, "tags": [i] if i % 3 else None, "kind": "abc"[i % 3]} for i in range(5000)]
    return


@app.cell
def _():
    x = 1
    return
