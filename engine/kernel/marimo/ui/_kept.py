"""What somebody has set stays set when the cell that makes an element runs again.

Marimo's elements begin anew then, which takes a dashboard back to its beginning whenever something above a slider
changes.  Here an element that is made again as it was, by its place in the cell, its kind and all it was made with,
has the value that it was given.  `TARN_KEEP_VALUES=0` in the environment: as in marimo.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from marimo.ui._element import UIElement

# What presses, browses or holds data begins anew: its value is of the moment, or of data that may have changed.
KINDS = {
    "checkbox", "code_editor", "date", "date_range", "datetime", "dropdown", "matrix", "multiselect", "number", "radio",
    "range_slider", "slider", "switch", "tabs", "text", "text_area",
}  # fmt: skip
MOST = 10_000  # elements

_kept: dict[str, tuple[str, dict, Any, Any]] = {}  # by id: kind, what it was made with, its first value, that it was given


def note(element: UIElement) -> None:
    """The element has been given a value."""
    kind = type(element).__name__
    if kind not in KINDS or os.environ.get("TARN_KEEP_VALUES") == "0":
        return
    _kept.pop(element._id, None)
    _kept[element._id] = (kind, element._args, element._initial, element._front)
    if len(_kept) > MOST:
        del _kept[next(iter(_kept))]


def drop(element: UIElement) -> None:
    """The element has its first value again, and keeps it."""
    _kept.pop(element._id, None)


def give_again(element: UIElement) -> None:
    """An element that has just been made gets the value that its predecessor was given."""
    known = _kept.get(element._id)
    if known is None:
        return
    kind, args, initial, front = known
    try:
        if kind != type(element).__name__ or args != element._args or initial != element._initial:
            raise ValueError("another element")
        element._value = element._convert(front)
        element._front = front
    except Exception:  # of another kind, or what it was made with cannot be compared
        del _kept[element._id]
