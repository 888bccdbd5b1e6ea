import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo

    lines = mo.ui.text_area()
    lines
    return lines, mo


@app.cell
def _(mo):
    code = mo.ui.code_editor("\n".join(f"x{i} = 'text'  # {i}" for i in range(20)), label="code")
    code
    return (code,)


if __name__ == "__main__":
    app.run()
