import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    x = 1  
    y = [
        1,
    ]
    return


@app.cell
def _():
    if x:
    	z = 2 
    return


if __name__ == "__main__":
    app.run()
