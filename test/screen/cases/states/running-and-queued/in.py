import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import threading
    return


@app.cell
def _():
    print("started", flush=True)
    threading.Event().wait()
    return


@app.cell
def _():
    z = threading.active_count
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
