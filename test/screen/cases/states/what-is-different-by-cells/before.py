import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def load():
    import csv
    rows = list(csv.reader(open('a.csv')))
    return


@app.cell
def _():
    line_0 = 0
    line_1 = 1
    line_2 = 2
    line_3 = 3
    line_4 = 4
    line_5 = 5
    line_6 = 6
    line_7 = 7
    line_8 = 8
    line_9 = 9
    line_10 = 10
    line_11 = 11
    return


@app.cell
def _():
    gone = True
    return


if __name__ == "__main__":
    app.run()
