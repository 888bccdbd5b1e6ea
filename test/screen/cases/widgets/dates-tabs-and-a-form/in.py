import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    return (mo,)


@app.cell
def _(mo):
    day = mo.ui.date(value="2024-02-28", label="day")
    when = mo.ui.datetime(value="2024-02-28T12:30")
    span = mo.ui.date_range(value=("2024-01-01", "2024-01-31"))
    mo.vstack([day, when, span])
    return day, span, when


@app.cell
def _(day, span, when):
    print(day.value, when.value, *span.value)
    return


@app.cell
def _(mo):
    pages = mo.ui.tabs({"first": mo.md("one"), "second": mo.ui.checkbox(label="inside")})
    pages
    return (pages,)


@app.cell
def _(mo):
    asked = mo.ui.dictionary({"n": mo.ui.slider(1, 5), "t": mo.ui.text()}).form(
        validate=lambda value: None if value["t"] else "t is empty"
    )
    asked
    return (asked,)


@app.cell
def _(asked, pages):
    print(pages.value, asked.value)
    return


if __name__ == "__main__":
    app.run()
