"""What a running cell shows: replaced, appended to, cleared while it runs.

It stays what the cell shows if the cell's own value is None.  Without a kernel nothing is shown.

Of a flood the first items and the last ones are kept, and how many were between.  Each change is shown at once; when there
have been many in a run, no more often than an eye can follow: a thread shows what has changed since then (_later.py).
"""

from __future__ import annotations

import sys
from time import monotonic

from marimo._context import belonging, current_run, has_threads, kernel
from marimo._html import as_html
from marimo._later import Later

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Optional

    from marimo._html import Html

FIRST, MOST = 500, 5000  # items that are kept: those at the beginning, and all
AT_ONCE = 200  # changes
SECONDS_BETWEEN = 1 / 30
LEAST_PAUSE = 10  # times what it takes to show them

__all__ = ["append", "clear", "clear_console", "replace", "replace_at_index"]


class _Items(list):
    """What a run shows, without what was dropped behind the first items; `waits`: it has changed since it was shown."""

    dropped = 0
    changes = 0
    due = 0.0
    waits = False

    def add(self, item: Html) -> None:
        self.append(item)
        if len(self) > MOST:
            del self[FIRST]
            self.dropped += 1

    def empty(self) -> None:
        self.clear()
        self.dropped = 0

    def place(self, index: int) -> Optional[int]:
        """Where the item is that was added so late; None if it was dropped."""
        if index < FIRST or not self.dropped:
            return index
        return index - self.dropped if index >= FIRST + self.dropped else None


_items_of: dict[Optional[tuple], _Items] = {}


def _current() -> _Items:
    """The items of the run under way; in a thread of a cell those of the run that has begun it."""
    run = current_run()
    if run is None:
        return _Items()
    if run not in _items_of:
        for other in [each for each in _items_of if not has_threads(each)]:
            del _items_of[other]
        _items_of[run] = _Items()
    return _items_of[run]


def replace(value: object) -> None:
    """Shows the value instead of what is shown."""
    items = _current()
    items.empty()
    if value is not None:
        items.add(as_html(value))
    _flush()


def replace_at_index(value: object, idx: int) -> None:
    """Shows the value instead of the item at a place, or after the last item."""
    items = _current()
    count = len(items) + items.dropped
    if idx > count:
        raise IndexError(f"there are {count} items, so {idx} is no place")
    place = items.place(idx)
    if idx == count:
        items.add(as_html(value))
    elif place is not None:
        items[place : place + 1] = [as_html(value)]
    _flush()


def append(value: object) -> None:
    """Shows the value below what is shown."""
    _current().add(as_html(value))
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
    run = current_run() if kernel else None
    if run is None:
        return
    items = _current()
    items.changes += 1
    if items.changes <= AT_ONCE or monotonic() >= items.due:
        with _later.lock:
            _show(run, items)
    else:
        items.waits = True
        _later.begin()


def _show(run: tuple, items: _Items) -> None:
    """Only with the lock: what is older must not come later."""
    begun = monotonic()
    items.waits = False
    parts, nodes = [], []
    for place, item in enumerate(list(items)):
        if items.dropped and place == FIRST:
            text = f"… {items.dropped:,} outputs between these are not kept …"
            parts.append({"mime": "text/plain", "repr": text})
            nodes.append({"node": "text", "text": text})
        node = item._tarn_node_()
        parts.append({"mime": item._mime, "repr": item._tarn_source_()})
        nodes.append(node)
    if not nodes:
        kernel.show(None, *run)
    elif len(nodes) == 1:
        kernel.show((parts[0]["mime"], parts[0]["repr"], nodes[0]), *run)
    else:
        kernel.show(("multipart", None, {"node": "vstack", "children": nodes, "parts": parts}), *run)
    end = monotonic()
    items.due = end + max(SECONDS_BETWEEN, LEAST_PAUSE * (end - begun))


def _show_due() -> Optional[float]:
    """Shows what has waited for long enough; seconds until more is due, or None."""
    now, left = monotonic(), None
    for run, items in list(_items_of.items()):
        if items.waits and now >= items.due:
            with belonging(run):
                _show(run, items)
        if items.waits:
            left = min(items.due - now, left) if left is not None else items.due - now
    return max(left, 0.0) if left is not None else None


def _settle() -> None:
    """A run ends: what it shows is all there."""
    try:
        with _later.lock:
            for run, items in list(_items_of.items()):
                if items.waits:
                    _show(run, items)
    except Exception:  # an item fails to say what it shows
        sys.excepthook(*sys.exc_info())
    _later.end()


_later = Later(_show_due)
