import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    "日本語のテキスト é é 👩‍👩‍👧 🇩🇪 x"
    return


@app.cell
def _():
    naïve = "ﬁn ｆｕｌｌ"
    return


if __name__ == "__main__":
    app.run()
