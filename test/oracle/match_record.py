"""Records what marimo says of cells of a notebook that changed on the disk: which of them was which before.

    python match_record.py > ../unit/match_cases.txt        # with the Python that has marimo

A case is three lines: the code of the cells before, of those after (between tabs), and for each cell after the number
of the cell before, or -1.
"""
import random

from marimo._utils.cell_matching import _match_cell_ids_by_similarity

WORDS = ["x", "y", "import", "os", "df", "=", "1", "22", "plot(df)", "mo.md('é')", "日本", "return"]
BY_HAND = [
    (["a", "b"], ["a", "b"]), (["a", "b"], ["b", "a"]), (["a", "a", "a"], ["a"]), (["a"], ["a", "a", "a"]),
    (["x = 1", "y = 2"], ["y = 3", "x = 1"]), (["", "x"], ["x", ""]), (["abc", "xyz"], ["abd", "xyw", "new"]),
    (["xaay"], ["xay", "xaaay"]), (["a", "b", "c"], []), ([], ["a"]), (["é1", "é2"], ["é3"]), (["q"], ["completely other"]),
]


def code(rng):
    return " ".join(rng.choice(WORDS) for _ in range(rng.randrange(0, 6)))


def changed(rng, cells):
    after = list(cells)
    for _ in range(rng.randrange(1, max(2, len(cells)))):
        at = rng.randrange(len(after) + 1)
        what = rng.randrange(4)
        if what == 0 or at == len(after):
            after.insert(at, code(rng))
        elif what == 1:
            del after[at]
        elif what == 2:
            after[at] += rng.choice(["2", " + 1", ""])
        else:
            after.insert(rng.randrange(len(after)), after.pop(at))
    return after


def show(before, after):
    olds, news = [f"o{i}" for i in range(len(before))], [f"n{i}" for i in range(len(after))]
    found = _match_cell_ids_by_similarity(olds, before, news, after)
    numbers = [olds.index(name) if name in olds else -1 for name in found]
    print("\t".join(["before", *before]), "\t".join(["after", *after]), "\t".join(["match", *map(str, numbers)]), sep="\n")


rng = random.Random(1)
for case in BY_HAND:
    show(*case)
for size in [3] * 40 + [8] * 40 + [20] * 20:
    cells = [code(rng) for _ in range(size)]
    show(cells, changed(rng, cells))
for size in [55, 60, 90]:
    cells = [f"{code(rng)} {i}" for i in range(size)]
    show(cells, [cell + " # black" for cell in cells])
    show(cells, [cell.replace(" ", "  ") + "!" for cell in cells[5:]])
