import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    alpha = 1
    beta = alpha + 2
    return


@app.cell
def _():
    gamma = beta * 3
    delta = "gamma"
    if delta:
        gamma
    return


@app.cell
def _():
    epsilon = gamma
    long = "gamma and " + str(gamma) + " and " + str(epsilon) + " and gamma"
    return


if __name__ == "__main__":
    app.run()
