"""UIElement: a value that the screen can change.

`_start` enrols the element under the running cell; `_update` gives it a value as the screen sends it; `_convert` makes
the value that cells read.  In the cell that makes an element its value cannot be read: the cell will not run again
when it changes.  An element that is part of another (of an array, a form) is a clone of the one that was given, and
knows its `_lens`: the parent, and the key under which the parent knows it.
"""

from __future__ import annotations

import sys

from marimo._context import current_cell, enrol
from marimo._html import Html, Shown
from marimo.ui._kept import give_again, note

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Optional

    from marimo.ui import form


class UIElement(Shown):
    """Base of all elements."""

    _lens: Optional[tuple[UIElement, Any]] = None
    _args: dict[str, Any] = {}

    def _start(
        self,
        initial: Any,
        label: Optional[str] = "",
        on_change: Optional[Callable[[Any], None]] = None,
        args: Optional[dict[str, Any]] = None,
    ) -> None:
        """To be called at the end of the constructor: `initial` as the screen would send it."""
        from marimo._markdown import label_text

        self._label = label_text(label) if label else ""
        self._on_change = on_change
        self._initial = initial
        self._args = args or {}
        self._begin()

    def _begin(self) -> None:
        self._cell = current_cell()
        self._id = enrol(self)
        self._front = self._initial
        self._value = self._first()
        give_again(self)

    def _first(self) -> Any:
        """The value before the first update."""
        return self._convert(self._initial)

    def _convert(self, front: Any) -> Any:
        """What cells read when the screen says `front`."""
        return front

    @property
    def value(self) -> Any:
        """The element's value now."""
        if self._cell is not None and self._cell == current_cell():
            raise RuntimeError(
                "a cell cannot read the value of an element that it makes: it does not run again when the value "
                "changes. Read it in another cell."
            )
        return self._value

    @value.setter
    def value(self, value: Any) -> None:
        raise RuntimeError("the value of an element cannot be set by a program; mo.state() may be what you need")

    def _update(self, value: Any) -> None:
        """Takes a value from the screen and calls on_change."""
        converted = self._convert(value)
        self._front = value
        self._value = converted
        note(self)
        if self._on_change is not None:
            self._on_change(converted)

    def _clone(self) -> UIElement:
        """Another element of the same kind, with the first value and an id of its own."""
        clone = object.__new__(type(self))
        clone.__dict__.update(self.__dict__)
        clone.__dict__.pop("_slot", None)
        clone._lens = None
        clone._clone_parts()
        clone._begin()
        return clone

    def _clone_parts(self) -> None:
        """Replaces the elements within by clones of their own."""

    def _parts(self) -> list[UIElement]:
        """The elements within."""
        return []

    @classmethod
    def from_args(cls, data: dict[str, int], args: Any, memo: Optional[dict] = None, basis: Any = None) -> UIElement:
        """How marimo clones.  Here elements clone themselves: gives a clone of `basis`."""
        if basis is None:
            raise NotImplementedError("from_args needs an element to start from (basis)")
        return basis._clone()

    def form(
        self,
        label: str = "",
        *,
        bordered: bool = True,
        loading: bool = False,
        submit_button_label: str = "Submit",
        submit_button_tooltip: Optional[str] = None,
        submit_button_disabled: bool = False,
        clear_on_submit: bool = False,
        show_clear_button: bool = False,
        clear_button_label: str = "Clear",
        clear_button_tooltip: Optional[str] = None,
        validate: Optional[Callable[[Any], Optional[str]]] = None,
        on_change: Optional[Callable[[Any], None]] = None,
    ) -> form:
        """The element behind a button: its value counts when the button is pressed."""
        from marimo.ui import form

        return form(
            self,
            bordered=bordered,
            loading=loading,
            submit_button_label=submit_button_label,
            submit_button_tooltip=submit_button_tooltip,
            submit_button_disabled=submit_button_disabled,
            clear_on_submit=clear_on_submit,
            show_clear_button=show_clear_button,
            clear_button_label=clear_button_label,
            clear_button_tooltip=clear_button_tooltip,
            validate=validate,
            label=label,
            on_change=on_change,
        )

    # --- showing -----------------------------------------------------------------------------------------------

    def _line(self) -> str:
        """The element as one line of text, without its label."""
        from marimo._describe import representation

        return representation(self._value)

    def _tarn_line_(self) -> str:
        line = self._line()
        return f"{self._label.rstrip(': ')}: {line}" if self._label else line

    def _tarn_node_(self) -> dict:
        return {
            "node": "widget",
            "name": type(self).__name__,
            "text": self._line(),
            "label": self._label,
            "id": self._id,
            "args": {**self._args, "value": self._front},
        }

    def _tarn_repr_(self) -> str:
        """As lists of variables show it."""
        from marimo._describe import representation

        return f"<{type(self).__name__} value={representation(self._value)}>"

    def _equality(self) -> object:
        return self._id

    def __bool__(self) -> bool:
        sys.stderr.write("an element is always true; did you mean its .value?\n")
        return True


def require_element(value: object, where: str) -> UIElement:
    """Raises if `value` is no element."""
    if not isinstance(value, UIElement):
        raise ValueError(f"{where} is made of elements; this is a {type(value).__name__}")
    return value


__all__ = ["Html", "UIElement", "require_element"]
