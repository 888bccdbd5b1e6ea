"""Figures of matplotlib."""

from __future__ import annotations

from marimo._html import Html, as_html

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["interactive"]


def interactive(figure: Any) -> Html:
    """A figure, which cannot be moved or enlarged in a terminal: as a cell shows it."""
    return as_html(figure)
