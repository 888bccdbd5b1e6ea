import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    # A tour of tarn

    This is a notebook about notebooks. It has no file: change what you like,
    nothing is lost or kept. To leave, type `:q!` and Enter.

    Move down with `j`, or half a screen at a time with `<C-d>`. A key in
    angle brackets is one key: `<C-d>` is Control and d, `<CR>` is Enter,
    `<Esc>` is Escape.
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

    The keys are those of Vim, and the borders of cells are no obstacle: `j`
    at the end of a cell goes on in the next, `w` and `}` do, too. `gg` goes
    to the top, `G` to the end, `<C-o>` back to where you were.

    - `]]` goes to the next cell, `[[` to the one before.
    - `/lake` and Enter searches all cells, `n` goes to the next match, `N`
      back.
    - `*` on a name looks for it everywhere.

    Go to the next cell with `]]`.
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

    Nothing has run yet: opening a notebook runs nothing. Go back to the cell
    above, `[[`, and press `g<CR>`: it runs, and the mark at its left and the
    time tell how it went. `<CR>` runs a cell, too, and goes on to the next; a
    count or a selection takes several.

    Now run everything: `:run all` and Enter. From then on the cells take care
    of each other.
    """)
    return


@app.cell
def _(lakes):
    deepest = max(lakes, key=lakes.get)
    deepest
    return (deepest,)


@app.cell
def _(deepest, lakes):
    average = sum(lakes.values()) / len(lakes)
    f"The average is {average:.0f} metres, the deepest is {deepest}."
    return (average,)


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## What depends on what

    Go to the line of the lakes and press `<C-a>` a few times: the first
    number in it grows. The cell and those that read it now show ●: what they
    show is older than the code. Run it with `g<CR>`, and the others follow.

    - A name belongs to one cell. If two cells define it, both say so and
      neither runs.
    - Names that begin with an underscore are a cell's own.
    - `:run stale` runs whatever is out of date. With `tarn edit --lazy`
      nothing follows by itself, and you decide when.
    """)
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## Editing

    `i` begins to insert, `<Esc>` ends it. `ciw` changes a word, `dd` deletes
    a line, `p` puts it back, `.` does the last change once more, `>>`
    indents, `gcc` makes a comment, `:%s/old/new/g` replaces in all cells.
    While you insert, `<C-n>` completes a word.

    Try it in the next cell: `fp` goes to the first p, `ciwstone` and `<Esc>`
    changes the word; then `;` goes to the next p and `.` does it again.
    """)
    return


@app.cell
def _():
    _words = "pebble lake pebble moss pebble"
    _words.split()
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## Undo

    `u` takes back the last change, `<C-r>` does it again. That goes for cells
    as well: type `dac` here, and this cell is gone; `u`, and it is back.
    `yac` copies a cell, `p` puts it below.
    """)
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## Cells

    Press `<Space>` and wait a moment: a box shows what follows. The ones to
    remember:

    - `<Space>o` a new cell below, `<Space>O` above
    - `<Space>d` delete it, `<Space>j` and `<Space>k` move it
    - `<Space>s` (or `gs`) split it at the cursor's line, `<Space>m` merge it
      with the next
    - `<Space>n` give it a name, `<Space>x` disable it
    - `zc` hide its code, `zo` show it; `zC` and `zO` for its output. The
      texts of this tour are cells whose code is hidden unless the cursor is
      in it.

    Split the next cell at its second line, then take it back with `u`.
    """)
    return


@app.cell
def _():
    _first = "one statement"
    _second = "and another"
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## Errors

    `area` is defined in one cell and called in the next. Change the 4 to
    `None`, run the cell, and look at what it says. `gf` takes you to the line
    that failed, in the other cell; `gf` again one step outwards. Then `u`
    until all is well, and run it.

    A cell with a syntax error says where while you type.
    """)
    return


@app.function
def area(width, height):
    return width * height


@app.cell
def _():
    area(3, 4)
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## The console

    What a cell prints appears below it, in a terminal of its own: colours,
    progress bars, even a debugger work. `<C-c>` interrupts a cell that runs
    too long.
    """)
    return


@app.cell
def _():
    import time

    for _percent in range(0, 101, 10):
        print(f"\r{_percent:3d}% [{'#' * (_percent // 10):<10}]", end="", flush=True)
        time.sleep(0.05)
    print("  \x1b[32mdone\x1b[0m")
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    The next cell asks for a line, so it is disabled (⊘) until you want it.
    `<Space>x` enables it, and since it is out of date it runs. While it
    waits, all keys go to it; type a name and Enter.
    """)
    return


@app.cell(disabled=True)
def _():
    name = input("Who is there? ")
    print("Hello,", name)
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## Markdown

    A text is a cell that calls `mo.md`. With an f-string it shows values, and
    follows them like any other cell. Run this one:
    """)
    return


@app.cell
def _(average, deepest, lakes, mo):
    mo.md(
        f"""
        | lake | metres |
        |---|---|
        | **{deepest}** | {lakes[deepest]} |
        | *average* | {average:.1f} |
        """
    )
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## Saving

    `:w tour.py` saves this notebook; with a name of its own, `:w` is enough.
    The file is plain Python in marimo's format: `python tour.py` runs it,
    `marimo edit tour.py` opens it, and so does `tarn tour.py`.

    What you type also goes to a journal within a second. If the connection or
    the power fails, `tarn` offers it when you open the file again: `:recover`
    takes it.
    """)
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md(r"""
    ## Where to go from here

    - `:help` has all keys, actions and commands; `:help gf` tells what a key
      does, and `<Tab>` completes.
    - `man tarn-keys` and `man tarn-config`: the same in print, and how to
      change it.
    - `tarn exec FILE` runs a notebook without a screen, `tarn graph FILE`
      shows what depends on what, `tarn doctor` what your terminal and your
      Python can do.

    `:q!` leaves. Have a good time.
    """)
    return


if __name__ == "__main__":
    app.run()
