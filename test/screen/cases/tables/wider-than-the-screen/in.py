import marimo

app = marimo.App()


@app.cell
def _():
    import marimo as mo

    mo.ui.table([{f"column {i}": f"{'日本' if row == 1 else 'value'} {i} {row}" for i in range(12)} for row in range(3)])
    return


if __name__ == "__main__":
    app.run()
