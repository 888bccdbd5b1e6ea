import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    x = 1
    return


@app.cell
def _():
    import os
    print("going", flush=True)
    os._exit(3)
    return


@app.cell
def _():
    x
    return


if __name__ == "__main__":
    app.run()
