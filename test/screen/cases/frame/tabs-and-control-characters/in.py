import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    if True:
    	x = 1
    	y	= 2
    return


@app.cell
def _():
    bell = " [31m red"  # raw bytes
    zero = "a​b﻿"
    return


if __name__ == "__main__":
    app.run()
