import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    x = 1
    return


@app.cell
def _():
    for _i in range(30):
        print("line", _i)
    return


if __name__ == "__main__":
    app.run()
