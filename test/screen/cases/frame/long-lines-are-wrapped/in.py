import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    result = some_function(first_argument=1, second_argument="two", third_argument=[3, 3, 3], fourth=None)
    short = 1
    return


@app.cell
def _():
    # a comment that goes on and on and on and on and on and on and on and on and on and on and on and on
    return


if __name__ == "__main__":
    app.run()
