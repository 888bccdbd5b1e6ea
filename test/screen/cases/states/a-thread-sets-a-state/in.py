import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    import threading

    get, put = mo.state(0)
    return get, put, threading


@app.cell
def _(get):
    get() + 1
    return


@app.cell
def _(put, threading):
    threading.Timer(0.2, put, (41,)).start()
    return


if __name__ == "__main__":
    app.run()
