import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    "\n".join(f"line {i}" for i in range(300))
    return


@app.cell
def _():
    "w" * 300
    return


@app.cell
def _():
    {i: "value" * i for i in range(8)}
    return


if __name__ == "__main__":
    app.run()
