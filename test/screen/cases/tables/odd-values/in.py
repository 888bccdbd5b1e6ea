import marimo

app = marimo.App()


@app.cell
def _():
    class Raises:
        def __repr__(self):
            raise RuntimeError("no")

    [
        {"mixed": 1, "text": "plain", "odd": Raises()},
        {"mixed": "a", "text": "tab\tnew\nline \x1b[31mred", "odd": 10**5000},
        {"mixed": None, "text": "👩‍🔬 emoji 漢字 wide", "odd": float("nan")},
        {"mixed": 2.5, "text": "x" * 300, "odd": [1, {"a": 2}]},
        {"mixed": float("nan"), "text": "", "odd": -0.0},
    ]
    return (Raises,)
