"""Which cell runs now, and which objects it has made.

The kernel's extension module says which cell runs; `entered` says it for notebooks that run as scripts.  Elements and
embedded objects are found by id.  Ids are counted per cell, so that a cell that runs again makes the same ones.  What
a cell made stays reachable until the cell runs again or is gone (`forget`).
"""

from __future__ import annotations

from _thread import get_ident, get_native_id

try:
    import _tarn as kernel
except ImportError:  # outside tarn's kernel: a script, a test
    kernel = None

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable
    from typing import Any, Optional

# Objects that are made outside any cell are kept, too, but not without end.
KEPT_OUTSIDE_CELLS = 4096

_entered: list[Hashable] = []
_of_threads: dict[int, tuple] = {}  # the run and the cell that a thread belongs to
_made: dict[Optional[Hashable], dict[str, Any]] = {}
_counts: dict[Optional[Hashable], int] = {}
_by_id: dict[str, Any] = {}


def place_of_thread() -> Optional[tuple]:
    """The run and the cell that have begun this thread, if it is a Thread of this package and the cell did not run
    again since; else None."""
    return _of_threads.get(get_ident()) if _of_threads else None


def setter_in_thread() -> tuple:
    """Where a state is set in a thread: (run, cell) of the cell that has begun it, zeros in a thread of nobody; empty in the
    thread that runs cells."""
    import os

    runs_cells = get_native_id() == os.getpid()  # it is the first of its process
    return () if runs_cells else _of_threads.get(get_ident(), (0, 0))


class belonging:
    """Makes this thread one of a run and its cell, in a `with` block."""

    def __init__(self, place: tuple) -> None:
        self._place = place

    def __enter__(self) -> None:
        _of_threads[get_ident()] = self._place

    def __exit__(self, *exception: Any) -> None:
        _of_threads.pop(get_ident(), None)


def abandon(thread: Optional[int]) -> None:
    """The thread with this ident belongs to no cell any more."""
    _of_threads.pop(thread, None)  # type: ignore[arg-type]


def has_threads(run: tuple) -> bool:
    """Does a thread go on that belongs to this run?"""
    return run in _of_threads.values()


def current_cell() -> Optional[Hashable]:
    """The cell that runs, or None; in a thread of a cell, that one."""
    place = place_of_thread()
    if place:
        return place[1]
    if _entered:
        return _entered[-1]
    running = kernel.current() if kernel else None
    return running[1] if running else None


def current_run() -> Optional[tuple]:
    """Changes with each run of a cell; None between runs and in scripts.  In a thread of a cell it is the run which has
    begun it."""
    place = place_of_thread()
    if place:
        return place
    return kernel.current() if kernel and not _entered else None


class entered:
    """Makes a cell the one that runs, in a `with` block."""

    def __init__(self, cell: Hashable) -> None:
        self._cell = cell

    def __enter__(self) -> None:
        _entered.append(self._cell)

    def __exit__(self, *exception: Any) -> None:
        _entered.pop()


def enrol(value: Any, kind: str = "", most: int = KEPT_OUTSIDE_CELLS) -> str:
    """Gives an object an id, by which `find` finds it.  Each kind is counted apart, and of one that is not that of
    elements no more than `most` are kept in a cell."""
    cell = current_cell()
    of_kind = (cell, kind) if kind else cell
    number = _counts.get(of_kind, 0)
    _counts[of_kind] = number + 1
    identifier = f"{'script' if cell is None else cell}-{kind}{number}"
    made = _made.setdefault(of_kind, {})
    made[identifier] = _by_id[identifier] = value
    if (cell is None or kind) and len(made) > most:
        oldest = next(iter(made))
        del made[oldest]
        _by_id.pop(oldest, None)
    return identifier


def find(identifier: str) -> Any:
    """The object with this id, or None."""
    return _by_id.get(identifier)


def forget(cell: Hashable) -> None:
    """Drops what the cell made and counts its ids from 0 again."""
    for kind in [each for each in _made if type(each) is tuple and each[0] == cell]:
        _counts.pop(kind, None)
        for identifier in _made.pop(kind):
            _by_id.pop(identifier, None)
    _counts.pop(cell, None)
    for identifier, value in _made.pop(cell, {}).items():
        if _by_id.get(identifier) is value:
            del _by_id[identifier]
        told = getattr(value, "_tarn_forgotten_", None)
        if told is not None:
            told()


def namespace() -> dict:
    """The globals of the notebook; of the program outside the kernel."""
    if kernel:
        return kernel.namespace()
    import __main__

    return vars(__main__)
