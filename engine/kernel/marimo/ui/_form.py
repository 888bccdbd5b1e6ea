"""form: an element behind a button.

The screen changes the element within, which changes nothing outside; when the button is pressed it sends the form the
element's value, or SUBMIT, which takes the value that the element has; CLEAR empties the form.
"""

from __future__ import annotations

from marimo.ui._element import UIElement
from marimo.ui._kept import drop

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Optional

SUBMIT = {"tarn": "submit"}
CLEAR = {"tarn": "clear"}


class form(UIElement):
    """Its value is None until the button is pressed, then that of the element within."""

    def __init__(
        self,
        element: UIElement,
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
        label: str = "",
        on_change: Optional[Callable[[Any], None]] = None,
    ) -> None:
        if not isinstance(element, UIElement):
            raise AttributeError(f"a form is made of an element; this is a {type(element).__name__}")
        self.element = element
        self._validate = validate
        self._problem: Optional[str] = None
        self._clear_on_submit = clear_on_submit
        self._clone_parts()
        args = {"submit": submit_button_label, "disabled": submit_button_disabled, "bordered": bordered}
        args.update(clear=clear_button_label if show_clear_button else None)
        self._start(None, label=label, on_change=on_change, args=args)

    def _clone_parts(self) -> None:
        self.element = self.element._clone()
        self.element._lens = (self, None)

    def _parts(self) -> list[UIElement]:
        return [self.element]

    def _convert(self, front: Any) -> Any:
        if front is None:
            return None
        self.element._update(front)
        return self.element._value

    def _update(self, value: Any) -> None:
        if value == SUBMIT:
            self._submit()
        elif value == CLEAR:
            self._problem = None
            _reset(self.element)
            super()._update(None)
        else:
            super()._update(value)
            if self._clear_on_submit:
                _reset(self.element)

    def _submit(self) -> None:
        """Takes the value that the element has, if `validate` finds nothing wrong with it."""
        self._problem = self._validate(self.element._front) if self._validate else None
        if self._problem:
            return
        self._front = self.element._front
        self._value = self.element._value
        if self._clear_on_submit:
            _reset(self.element)
        if self._on_change is not None:
            self._on_change(self._value)

    def _line(self) -> str:
        return f"{self.element._tarn_line_()}  [ {self._args['submit']} ]"

    def _tarn_node_(self) -> dict:
        button = super()._tarn_node_()
        button["text"] = f"[ {self._args['submit']} ]"
        children = [self.element._tarn_node_(), button]
        if self._problem:
            children.insert(1, {"node": "text", "text": self._problem})
        return {"node": "vstack", "id": f"{self._id}:form", "children": children}


def _reset(element: UIElement) -> None:
    """Gives an element and its parts their first values again, without on_change."""
    for part in element._parts():
        _reset(part)
    element._front = element._initial
    element._value = element._first()
    drop(element)
