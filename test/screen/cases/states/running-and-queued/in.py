import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import signal
    return


@app.cell
def _():
    print("go" + "ing", flush=True) or signal.pause()
    return


@app.cell
def _():
    z = signal.NSIG > 0
    return


@app.cell
def _():
    z
    return


@app.cell
def _():
    "not related"
    return


if __name__ == "__main__":
    app.run()
