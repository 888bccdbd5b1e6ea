import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    print("\x1b[31mred\x1b[0m \x1b[1;4mbold\x1b[0m \x1b[38;2;10;200;30;48;5;17mtrue colour\x1b[0m plain")
    print("\ttab\x07 bell \x1b]0;title\x07")
    import sys
    print("to stderr", file=sys.stderr)
    return


@app.cell
def _():
    for _i in range(0, 101, 10):
        print(f"\r{_i:3d}% " + "#" * (_i // 5), end="", flush=True)
    return


@app.cell
def _():
    for _i in range(60):
        print("row", _i)
    return


@app.cell
def _():
    print("x" * 200)
    return


if __name__ == "__main__":
    app.run()
