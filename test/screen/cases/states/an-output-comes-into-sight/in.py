import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    a = 1
    a
    return


@app.cell
def _():
    name = input("Name? ")
    return


@app.cell
def _():
    for _i in range(3):
        print(_i)
    return


if __name__ == "__main__":
    app.run()
