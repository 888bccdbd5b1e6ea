"""Elements that take text."""

from __future__ import annotations

from marimo.ui._element import UIElement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal, Optional, Union

LONGEST = 40


def _first_line(text: object) -> str:
    line, _, rest = str("" if text is None else text).partition("\n")
    return line[: LONGEST - 1] + "…" if rest or len(line) > LONGEST else line


class text(UIElement):
    """A line of text."""

    def __init__(
        self,
        value: str = "",
        placeholder: str = "",
        kind: Literal["text", "password", "email", "url"] = "text",
        max_length: Optional[int] = None,
        disabled: bool = False,
        debounce: Union[bool, int] = True,
        *,
        label: str = "",
        on_change: Optional[Callable[[str], None]] = None,
        full_width: bool = False,
    ) -> None:
        args = {"placeholder": placeholder, "kind": kind, "max_length": max_length, "disabled": disabled}
        self._start(value, label=label, on_change=on_change, args={**args, "debounce": debounce})

    def _line(self) -> str:
        shown = _first_line(self._value)
        if self._args["kind"] == "password":
            shown = "•" * len(shown)
        return f"[{shown or self._args['placeholder'] or '        '}]"


class text_area(UIElement):
    """Lines of text."""

    def __init__(
        self,
        value: str = "",
        placeholder: str = "",
        max_length: Optional[int] = None,
        disabled: bool = False,
        debounce: Union[bool, int] = True,
        rows: Optional[int] = None,
        *,
        label: str = "",
        on_change: Optional[Callable[[str], None]] = None,
        full_width: bool = False,
    ) -> None:
        args = {"placeholder": placeholder, "max_length": max_length, "disabled": disabled, "rows": rows}
        self._start(value, label=label, on_change=on_change, args={**args, "debounce": debounce})

    def _line(self) -> str:
        return f"[{_first_line(self._value) or self._args['placeholder'] or '        '}]"


class code_editor(UIElement):
    """Code."""

    def __init__(
        self,
        value: str = "",
        language: str = "python",
        placeholder: str = "",
        theme: Optional[Literal["light", "dark"]] = None,
        disabled: bool = False,
        min_height: Optional[int] = None,
        max_height: Optional[int] = None,
        show_copy_button: bool = True,
        debounce: Union[bool, int] = False,
        *,
        label: str = "",
        on_change: Optional[Callable[[str], None]] = None,
    ) -> None:
        if min_height is not None and max_height is not None and min_height > max_height:
            raise ValueError(f"the least height ({min_height}) is above the greatest ({max_height})")
        args = {"placeholder": placeholder, "language": language, "disabled": disabled}
        args.update(min_height=min_height, max_height=max_height, debounce=debounce)
        self._start(value, label=label, on_change=on_change, args=args)

    def _line(self) -> str:
        return f"[{_first_line(self._value) or self._args['placeholder'] or '        '}]"
