"""Elements that are pressed, or that press themselves."""

from __future__ import annotations

from marimo.ui._element import UIElement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Literal, Optional, Union

_KINDS = ("neutral", "success", "warn", "danger")


class button(UIElement):
    """A button: its value becomes what on_click makes of it."""

    def __init__(
        self,
        on_click: Optional[Callable[[Any], Any]] = None,
        value: Optional[Any] = None,
        kind: Literal["neutral", "success", "warn", "danger"] = "neutral",
        disabled: bool = False,
        tooltip: Optional[str] = None,
        *,
        label: str = "click here",
        on_change: Optional[Callable[[Any], None]] = None,
        full_width: bool = False,
        keyboard_shortcut: Optional[str] = None,
    ) -> None:
        self._on_click = on_click
        self._value_at_first = value
        args = {"kind": kind, "disabled": disabled, "tooltip": tooltip, "keyboard_shortcut": keyboard_shortcut}
        self._start(0, label=label, on_change=on_change, args=args)

    def _first(self) -> Any:
        return self._value_at_first

    def _convert(self, front: Any) -> Any:
        if self._on_click is None:
            return self._value
        try:
            return self._on_click(self._value)
        except Exception:
            import traceback

            traceback.print_exc()
            return None

    def _line(self) -> str:
        return f"[ {self._label} ]"

    def _tarn_line_(self) -> str:
        return self._line()

    def _tarn_node_(self) -> dict:
        return {**super()._tarn_node_(), "label": ""}  # it stands on the button


class run_button(UIElement):
    """A button whose value is True while the cells run that it sets off."""

    def __init__(
        self,
        kind: Literal["neutral", "success", "warn", "danger"] = "neutral",
        disabled: bool = False,
        tooltip: Optional[str] = None,
        *,
        label: str = "click to run",
        on_change: Optional[Callable[[Any], None]] = None,
        full_width: bool = False,
        keyboard_shortcut: Optional[str] = None,
    ) -> None:
        args = {"kind": kind, "disabled": disabled, "tooltip": tooltip, "keyboard_shortcut": keyboard_shortcut}
        self._start(0, label=label, on_change=on_change, args=args)

    def _first(self) -> bool:
        return False

    def _convert(self, front: Any) -> bool:
        pressed.append(self)
        return True

    def _release(self) -> None:
        """The cells that it set off have run."""
        self._value = False

    def _line(self) -> str:
        return f"[ {self._label} ]"

    def _tarn_line_(self) -> str:
        return self._line()

    def _tarn_node_(self) -> dict:
        return {**super()._tarn_node_(), "label": ""}  # it stands on the button


pressed: list[run_button] = []  # buttons whose cells run now


def release_all() -> None:
    """The cells that run buttons set off have run."""
    while pressed:
        pressed.pop()._release()


class refresh(UIElement):
    """Ticks: the screen sends a value at each."""

    name = "marimo-refresh"

    def __init__(
        self,
        options: Optional[list[Union[int, float, str]]] = None,
        default_interval: Optional[Union[float, str]] = None,
        *,
        label: str = "",
        on_change: Optional[Callable[[str], None]] = None,
    ) -> None:
        choices = list(options) if options else ([default_interval] if default_interval is not None else [])
        if options and default_interval is not None and default_interval not in options:
            raise ValueError(f"the interval {default_interval!r} is not among the options {list(options)}")
        self._choices = choices
        args = {"options": choices, "default_interval": default_interval}
        self._start(default_interval or "", label=label, on_change=on_change, args=args)

    def _first(self) -> str:
        return ""

    def _line(self) -> str:
        every = str(self._front).partition("(")[0].strip()
        every = "" if every == "off" else every
        if not self._choices:
            return f"[ ⟳ ] every {every}" if every else "[ ⟳ ]"
        return f"[ ⟳ ] ‹every {every}›" if every else "[ ⟳ ] ‹off›"
