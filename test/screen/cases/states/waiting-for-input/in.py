import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    name = input("Na" "me? ")
    f"hello {name}"
    return


if __name__ == "__main__":
    app.run()
