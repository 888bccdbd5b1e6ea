import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    x = 1
    return


app._unparsable_cell(
    r"""
    for in range(3):
        print(x)
    """,
    name="broken",
)


if __name__ == "__main__":
    app.run()
