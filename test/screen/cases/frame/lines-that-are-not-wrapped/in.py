import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    value = some_function(first=1, second="two", third=[3, 3, 3], fourth=4)
    short = 1
    mixed = "日本語" + "日本語" + "日本語" + "日本語" + "日本語" + "日本語"
    return


if __name__ == "__main__":
    app.run()
