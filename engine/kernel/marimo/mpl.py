"""Figures of matplotlib.  Not drawn yet."""

from __future__ import annotations

from marimo._html import Html, Placeholder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["interactive"]


def interactive(figure: Any) -> Html:
    """A figure that can be moved and enlarged: a placeholder that says its size."""
    from marimo._describe import _size_of_picture

    return Placeholder("mo.mpl.interactive", _size_of_picture(figure) or "a figure")
