"""What a running cell shows: replaced, appended to, cleared while it runs.

It stays what the cell shows if the cell's own value is None.  Without a kernel nothing is shown.

All items are told each time.  Of many items that takes longer than what the cell does between two of them: then what is
new is told a little later, so that the telling takes but a part of the time, and by a thread if the cell does something
else meanwhile.
"""

from __future__ import annotations

import time
from _thread import RLock

from marimo._context import belonging, current_run, has_threads, kernel
from marimo._html import as_html

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

    from marimo._html import Html

_items_of: dict[Optional[tuple], list[Html]] = {}

FEW = 100  # items that are told at once
SHARE = 4  # times what the telling took is left to the cell before the next


class _Pace:
    """When items may be told again, and who waits for that.  One at a time tells: what is told last is the newest."""

    lock = RLock()
    due = 0.0  # of time.monotonic()
    waiting: Optional[tuple] = None  # the run whose items are told when it is due
    timer: Any = None

__all__ = ["append", "clear", "clear_console", "replace", "replace_at_index"]


def _current() -> list[Html]:
    """The items of the run under way; in a thread of a cell those of the run that has begun it."""
    run = current_run()
    if run is None:
        return []
    if run not in _items_of:
        for other in [each for each in _items_of if not has_threads(each)]:
            del _items_of[other]
        _items_of[run] = []
    return _items_of[run]


def replace(value: object) -> None:
    """Shows the value instead of what is shown."""
    items = _current()
    items.clear()
    if value is not None:
        items.append(as_html(value))
    _flush()


def replace_at_index(value: object, idx: int) -> None:
    """Shows the value instead of the item at a place, or after the last item."""
    items = _current()
    if idx > len(items):
        raise IndexError(f"there are {len(items)} items, so {idx} is no place")
    items[idx : idx + 1] = [as_html(value)]
    _flush()


def append(value: object) -> None:
    """Shows the value below what is shown."""
    _current().append(as_html(value))
    _flush()


def clear() -> None:
    """Shows nothing."""
    replace(None)


def clear_console() -> None:
    """Empties the cell's console, which is a terminal."""
    import sys

    if kernel:
        sys.stdout.write("\x1b[2J\x1b[3J\x1b[H")
        sys.stdout.flush()


def _remove(item: Html) -> None:
    """Takes an item away, if it is still there."""
    items = _current()
    items[:] = [each for each in items if each is not item]
    _flush()


def _flush() -> None:
    """Shows the items as they are now, or soon."""
    if kernel is None:
        return
    run = current_run()
    if run is None:
        return
    left = _Pace.due - time.monotonic()
    if len(_current()) <= FEW or left <= 0 or _Pace.waiting not in (None, run):
        _tell(run)
    elif _Pace.waiting is None:
        import threading

        _Pace.waiting = run
        _Pace.timer = threading.Timer(left, _tell_later, [run])
        _Pace.timer.daemon = True
        _Pace.timer.start()


def _tell(run: tuple) -> None:
    with _Pace.lock:
        _Pace.waiting = None if _Pace.waiting == run else _Pace.waiting
        began = time.monotonic()
        _show(list(_items_of.get(run, ())), run)
        now = time.monotonic()
        _Pace.due = now + SHARE * (now - began)


def _tell_later(run: tuple) -> None:
    with belonging(run), _Pace.lock:
        if _Pace.waiting == run:
            _tell(run)


def _settle() -> None:
    """The run is over: what waits is told now."""
    timer = _Pace.timer
    if timer is not None:
        timer.cancel()
        timer.join()
        _Pace.timer = None
    if _Pace.waiting is not None:
        _tell(_Pace.waiting)


def _show(items: list[Html], run: tuple) -> None:
    descriptions = [(item._mime, item._tarn_source_(), item._tarn_node_()) for item in items]
    if len(descriptions) < 2:
        kernel.show(descriptions[0] if descriptions else None, *run)
        return
    parts = [{"mime": mime, "repr": text} for mime, text, _ in descriptions]
    nodes = [node for _, _, node in descriptions]
    kernel.show(("multipart", None, {"node": "vstack", "children": nodes, "parts": parts}), *run)
