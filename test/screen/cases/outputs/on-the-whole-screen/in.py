import marimo

app = marimo.App()


@app.cell
def _():
    for number in range(40):
        print("line", number)
    "\n".join(f"row {number}" for number in range(3))
    return


@app.cell
def _():
    x = 1
    return (x,)


if __name__ == "__main__":
    app.run()
