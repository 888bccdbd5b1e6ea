import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    return (mo,)


@app.cell
def _(mo):
    box = mo.ui.checkbox(label="agree")
    light = mo.ui.switch(label="light")
    clicks = mo.ui.button(value=0, on_click=lambda value: value + 1, label="count")
    go = mo.ui.run_button(label="go")
    off = mo.ui.checkbox(label="never", disabled=True)
    mo.md(f"Here {box} and a {light}, then {clicks} or {go} within *one* sentence, {off}.\n\n{box} + {off}\n\n- of {box}")
    return box, clicks, go, light, off


@app.cell
def _(box, clicks, go, light):
    [box.value, light.value, clicks.value, go.value]
    return


if __name__ == "__main__":
    app.run()
