import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    n = 1
    return


@app.cell
def _():
    import signal
    print("waiting", n, flush=True) or (n > 1 and signal.pause())
    n
    return


@app.cell
def _():
    n + 1
    return


if __name__ == "__main__":
    app.run()
