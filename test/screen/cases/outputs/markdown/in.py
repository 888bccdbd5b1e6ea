import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    import marimo as mo
    return


@app.cell(hide_code=True)
def _():
    mo.md(r"""
    # Heading one

    Some *emphasis*, **strong words**, `code`, ~~gone~~ and a [link](https://example.org/a) in a paragraph that is long enough to be folded at the edge.

    ## Heading two

    - one
    - two
        1. inner
        2. list
    - [ ] a task
    - [x] done

    > quoted wisdom
    > on two lines

    | name | value |
    |:-----|------:|
    | a    |     1 |
    | longer | 22 |

    ```python
    def f(x):
        return x  # comment
    ```

    /// admonition | Attention
        type: warning

    An admonition.
    ///

    $e = mc^2$ and ![a picture](x.png)

    ---
    The end.
    """)
    return


@app.cell
def _():
    last = 1
    return


if __name__ == "__main__":
    app.run()
