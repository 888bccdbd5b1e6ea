import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    # A tour of tarn

    This is a notebook about notebooks. It has no file: change what you like,
    nothing is lost or kept. To leave, press `{|quit}`, and if something was
    changed `{|:q!}`.

    What you type is text; the arrows move. A key in angle brackets is one
    key: `<C-x>` is Control and x, `<A-x>` is Alt and x, `<CR>` is Enter.
    """)
    return


@app.cell
def _():
    import marimo as mo

    return (mo,)


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## Moving

    The arrows go on in the next cell at the end of one. `{|cell-down}` goes
    to the next cell, `{|cell-up}` to the one before. `{|find}` finds a text in
    all cells. `<S-Right>` and the like select, `{|copy-text}` copies,
    `{|cut-text}` cuts, `{|paste}` pastes.
    """)
    return


@app.cell
def _():
    # metres
    lakes = {"Loch Ness": 230, "Lake Windermere": 64, "Blea Tarn": 8}
    return (lakes,)


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## Running

    Nothing has run yet: opening a notebook runs nothing. Go to the cell above
    and press `{|run-cell}`: it runs, and the mark at its left and the time
    tell how it went. `{|run-cell-and-go-on}` runs a cell, too, and goes on to
    the next; `{|run-all}` runs all, `{|interrupt}` interrupts.
    """)
    return


@app.cell
def _(lakes):
    deepest = max(lakes, key=lakes.get)
    deepest
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## What depends on what

    Change a number of the lakes. The cell and those that read it now show ●:
    what they show is older than the code. Run it, and the others follow.

    - A name belongs to one cell. If two cells define it, both say so and
      neither runs.
    - `{|run-stale}` runs whatever is out of date.
    """)
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## Cells and undo

    `{|undo}` takes back the last change, `{|redo}` does it again. That goes
    for cells as well: `{|delete-cell}` deletes this one, and `{|undo}` brings
    it back. `{|new-cell-below}` makes one below, `{|split-cell}` splits one at
    the cursor, `{|merge-cells}` merges it with the next.
    """)
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## What cells show

    `{|next-output}` goes into what a cell shows, `{|table}` opens its table on
    the whole screen, `{|next-widget}` goes to a slider or a field: there the
    arrows change its value. `<Esc>` leads back to the code from everywhere.
    Run this cell, and move it:
    """)
    return


@app.cell
def _(mo):
    depth = mo.ui.slider(0, 250, value=60, label="depth")
    depth
    return (depth,)


@app.cell
def _(depth, lakes):
    [name for name in lakes if lakes[name] > depth.value]
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## Saving, and where to go from here

    `{|save}` saves, and asks for a name if there is none. The file is plain
    Python in marimo's format.

    - `{|pick-command}` finds all that can be done by a few letters, and shows
      its keys.
    - `{|show-help}` helps; `{|show-keys}` shows all keys.
    - `{|command-line}` takes a command by its name: `theme light`.
    """)
    return


if __name__ == "__main__":
    app.run()
