"""SIGKILL at a random moment of a random editing session: what comes back is a state that was there, no older than a second.

    kill_storm.py [--count N] [--jobs N] [--first N]

Each session is made of its number alone: `--first 4711 --count 1` meets one again.  A state is the code of all cells; each
key leads to the next one, by a model of the few commands that are typed, and the editor says when it has done them all.
"""
from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import signal
import sys
import time
import traceback

os.environ.setdefault("DEADLINE", "30")

from editor import Editor, Home, nobody_is_left  # noqa: E402
from meeting import cells_of  # noqa: E402

PROMISE = 1.0  # seconds from a key to the disk
CELLS = [["v_one = 1"], ["v_two = 2", "v_three = v_two + 1"], ["v_four = 4"]]

State = tuple[tuple[str, ...], ...]
Steps = list[tuple[str, list[list[str]]]]  # keys, and the cells after them


def frozen(cells: list[list[str]]) -> State:
    return tuple(tuple(lines) for lines in cells)


def copied(cells: list[list[str]]) -> list[list[str]]:
    return [list(lines) for lines in cells]


class Model:
    """The notebook as it must be, and what undo goes back to."""

    def __init__(self, chance: random.Random):
        self.chance = chance
        self.cells = copied(CELLS)
        self.past: list[list[list[str]]] = []
        self.future: list[list[list[str]]] = []
        self.number = 0

    def place(self) -> tuple[str, int, int]:
        """Keys that go to some line, and which it is."""
        cell = self.chance.randrange(len(self.cells))
        line = self.chance.randrange(len(self.cells[cell]))
        above = sum(map(len, self.cells[:cell])) + line
        return "gg" + (f"{above}j" if above else ""), cell, line

    def changes(self, steps: Steps) -> Steps:
        """They are one step of undo."""
        self.past.append(self.cells)
        self.future.clear()
        self.cells = steps[-1][1]
        return steps

    def typed(self, before: Steps, cells: list[list[str]], cell: int, line: int, text: str) -> Steps:
        steps = list(before)
        for end in range(1, len(text) + 1):
            cells = copied(cells)
            cells[cell][line] += text[end - 1]
            steps.append((text[end - 1], cells))
        return [*steps, ("<C-c>", cells)]

    def fresh(self) -> str:
        self.number += 1
        return f"v_{self.number} = {self.number}"

    def open_line(self) -> Steps:
        keys, cell, line = self.place()
        cells = copied(self.cells)
        cells[cell].insert(line + 1, "")
        return self.changes(self.typed([(keys, self.cells), ("o", cells)], cells, cell, line + 1, self.fresh()))

    def append(self) -> Steps:
        keys, cell, line = self.place()
        text = f" # {self.fresh()}" if self.cells[cell][line] else self.fresh()  # what is indented would indent the next
        return self.changes(self.typed([(keys + "A", self.cells)], self.cells, cell, line, text))

    def delete_line(self) -> Steps:
        keys, cell, line = self.place()
        if len(self.cells[cell]) < 2:
            return self.open_line()
        cells = copied(self.cells)
        del cells[cell][line]
        return self.changes([(keys, self.cells), ("dd", cells)])

    def double(self) -> Steps:
        keys, cell, line = self.place()
        cells = copied(self.cells)
        cells[cell].insert(line + 1, cells[cell][line])
        return self.changes([(keys + "yy", self.cells), ("p", cells)])

    def new_cell(self) -> Steps:
        keys, cell, _ = self.place()
        cells = copied(self.cells)
        cells.insert(cell + 1, [""])
        first = self.changes([(keys, self.cells), (":new<CR>", cells)])
        return first + self.changes(self.typed([("i", cells)], cells, cell + 1, 0, self.fresh()))

    def delete_cell(self) -> Steps:
        if len(self.cells) < 3:
            return self.new_cell()
        keys, cell, _ = self.place()
        cells = copied(self.cells)
        del cells[cell]
        return self.changes([(keys, self.cells), ("dac", cells)])

    def substitute(self) -> Steps:
        """In all cells at once: never in some of them."""
        old, new = self.chance.choice([("v_", "w_"), ("w_", "v_")])
        cells = [[line.replace(old, new, 1) for line in lines] for lines in self.cells]
        if cells == self.cells:
            return self.append()
        return self.changes([(f":%s/{old}/{new}/<CR>", cells)])

    def undo(self) -> Steps:
        if not self.past:
            return self.append()
        self.future.append(self.cells)
        self.cells = self.past.pop()
        return [("u", self.cells)]

    def redo(self) -> Steps:
        if not self.future:
            return self.append()
        self.past.append(self.cells)
        self.cells = self.future.pop()
        return [("<C-r>", self.cells)]

    def save(self) -> Steps:
        return [(":w<CR>", self.cells)]

    def run(self) -> Steps:
        return [(":run all<CR>", self.cells)]

    def some(self) -> Steps:
        kinds = {self.open_line: 8, self.append: 5, self.delete_line: 3, self.double: 2, self.new_cell: 3, self.delete_cell: 2,
                 self.substitute: 2, self.undo: 4, self.redo: 2, self.save: 2, self.run: 1}
        return self.chance.choices(list(kinds), list(kinds.values()))[0]()


class Session:
    def __init__(self, home: Home, number: int):
        self.home, self.chance = home, random.Random(number)
        self.model = Model(self.chance)
        self.states: list[State] = [frozen(CELLS)]
        self.sure = 0  # the last state that was there a second before the end

    def edit(self) -> None:
        """Until it is killed."""
        length = self.chance.uniform(0.05, 3.5)
        with Editor(self.home, **sanitizer(self.home)) as editor:
            editor.until("v_one", "NORMAL")
            done: list[tuple[float, int]] = []  # when, and how many states were done then
            start = time.monotonic()
            while time.monotonic() - start < length:
                for keys, cells in self.model.some():
                    editor.keys(keys)
                    self.states.append(frozen(cells))
                if self.chance.random() < 0.7:
                    editor.quiet()
                    done.append((time.monotonic(), len(self.states) - 1))
            for keys, cells in self.model.some():
                editor.keys(keys)
                self.states.append(frozen(cells))
                if self.chance.random() < 0.1:
                    break
            editor.pump(self.chance.uniform(0, 0.02))
            killed = time.monotonic()
            editor.kill(signal.SIGKILL)
        self.sure = max([state for when, state in done if when <= killed - PROMISE], default=0)

    def recover(self) -> State:
        with Editor(self.home, **sanitizer(self.home)) as editor:
            editor.until("NORMAL", " idle")
            editor.quiet()
            if ":recover?" in editor.text():
                editor.keys(":recover<CR>").until("recovered", gone=":recover?")
            editor.keys(":w!<CR>").until("written")
            assert editor.quit() == 0
        return tuple(tuple(code.split("\n")) for code in cells_of(self.home.notebook.read_text()))


def sanitizer(home: Home) -> dict[str, str]:
    logs = f"log_path={home.folder}/sanitizer"
    return {"ASAN_OPTIONS": f"verify_asan_link_order=0:detect_leaks=0:{logs}", "UBSAN_OPTIONS": f"print_stacktrace=1:{logs}"}


def plain(state: State) -> list[str]:
    """As a file has it: no empty lines at the end of a cell."""
    return ["\n".join(lines).strip("\n") for lines in state]


def is_whole(text: str, states: list[State]) -> None:
    assert plain(tuple(tuple(code.split("\n")) for code in cells_of(text))) in map(plain, states), f"the file is torn:\n{text}"


def storm(number: int) -> str:
    try:
        with Home(*("\n".join(lines) for lines in CELLS)) as home:
            session = Session(home, number)
            session.edit()
            is_whole(home.notebook.read_text(), session.states)
            nobody_is_left(home)
            got = plain(session.recover())
            nobody_is_left(home)
            good = [i for i, state in enumerate(session.states) if plain(state) == got]
            assert good, f"a state that never was: {got}\nthe last: {plain(session.states[-1])}"
            assert good[-1] >= session.sure, f"too old: state {good[-1]} of {len(session.states)}, {session.sure} was sure"
            reports = [each.read_text(errors="replace") for each in home.folder.glob("sanitizer*")]
            assert not reports, "\n".join(reports)
    except Exception:  # noqa: BLE001: it is told, and the next one comes
        return f"failed: session {number}\n{traceback.format_exc()}"
    return ""


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--count", type=int, default=1000)
    options.add_argument("--first", type=int, default=0)
    options.add_argument("--jobs", type=int, default=2)
    arguments = options.parse_args()
    failed = 0
    with multiprocessing.get_context("fork").Pool(arguments.jobs) as pool:
        numbers = range(arguments.first, arguments.first + arguments.count)
        for done, problem in enumerate(pool.imap_unordered(storm, numbers), 1):
            failed += bool(problem)
            if problem:
                print(problem, flush=True)
            if done % 100 == 0:
                print(f"{done} of {arguments.count}, {failed} failed", flush=True)
    print(f"{arguments.count - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
