import marimo

__generated_with = "0.1.0"
app = marimo.App()


@app.cell
def _():
    print("one\ntwo\nthree")
    a = 1
    b = 2
    c = 3
    return


if __name__ == "__main__":
    app.run()
