"""Elements that are on or off."""

from __future__ import annotations

from marimo.ui._element import UIElement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Optional


class checkbox(UIElement):
    """A box with or without a mark."""

    def __init__(
        self,
        value: bool = False,
        *,
        label: str = "",
        disabled: bool = False,
        on_change: Optional[Callable[[bool], None]] = None,
    ) -> None:
        if not isinstance(value, bool):
            raise ValueError(f"a box is checked or not: the value is a bool, not a {type(value).__name__}")
        self._start(value, label=label, on_change=on_change, args={"disabled": disabled})

    def _line(self) -> str:
        return "[x]" if self._value else "[ ]"


class switch(UIElement):
    """A switch."""

    def __init__(
        self,
        value: bool = False,
        *,
        label: str = "",
        disabled: bool = False,
        on_change: Optional[Callable[[bool], None]] = None,
    ) -> None:
        self._start(value, label=label, on_change=on_change, args={"disabled": disabled})

    def _line(self) -> str:
        return "(─●) on" if self._value else "(●─) off"
