import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import os  # with a comment
    def area(r: float) -> str:
        return f"{r ** 2}\n"
    return


@app.cell
def _():
    area(2)
    return


@app.cell
def _():
    1 / 0
    return


if __name__ == "__main__":
    app.run()
