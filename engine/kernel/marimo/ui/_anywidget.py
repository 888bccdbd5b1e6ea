"""Widgets that are programs of a page: here they are their traits, which are read and typed.

Typed is `count 5`, a trait and its value, as Python writes it, else text; and taken back, as _typed.py has it.
"""

from __future__ import annotations

from marimo.ui._typed import NotTaken, _Typed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# What a page wants to know, and a person does not.
_HIDDEN = {"comm", "layout", "log", "tabbable", "tooltip", "keys"}


class anywidget(_Typed):
    """A widget of the browser's; its value is the dict of its traits, as they are now."""

    def __init__(self, widget: Any) -> None:
        self._shown = widget
        self.widget = widget
        self._forget()
        self._start({})

    def _names(self) -> list[str]:
        traits = getattr(self._shown, "traits", None)
        names = list(traits(sync=True)) if callable(traits) else []
        return [name for name in names if not name.startswith("_") and name not in _HIDDEN]

    def _now(self) -> dict[str, Any]:
        return {name: getattr(self._shown, name) for name in self._names()}

    def _convert(self, front: Any) -> Any:
        for name, value in (front or {}).items():
            if name != "model_id":
                setattr(self._shown, name, value)
        return self._now()

    def _say(self, text: str) -> tuple[dict[str, Any], dict[str, Any]]:
        name, _, written = text.strip().partition(" ")
        if name not in self._names():
            raise NotTaken(f"{name!r} is none of its traits: {', '.join(self._names())}")
        before, value = getattr(self._shown, name), _value_of(written.strip())
        try:
            setattr(self._shown, name, value)  # the widget says what it takes, and what becomes of it
        except Exception as error:
            raise NotTaken(f"{name}: {(str(error).splitlines() or [type(error).__name__])[0]}"[:500]) from None
        return {name: getattr(self._shown, name)}, {name: before}

    def _before(self, change: dict[str, Any]) -> dict[str, Any]:
        return {name: getattr(self._shown, name) for name in change}

    # --- showing ---------------------------------------------------------------------------------------------------

    def _line(self) -> str:
        count = len(self._names())
        return f"[ {count} trait{'' if count == 1 else 's'} ]"

    def _tarn_node_(self) -> dict:
        from marimo._describe import node_of, representation

        name = f"mo.ui.anywidget: {type(self._shown).__name__}, which a page would draw"
        now = self._now()
        options = [f"{trait} {representation(value)}"[:200] for trait, value in now.items()]
        return self._node_below([{"node": "text", "text": name}, node_of(now)], options)

    # --- as the widget itself ------------------------------------------------------------------------------------------

    @property
    def value(self) -> dict[str, Any]:
        """The traits as they are now."""
        return self._now()

    def __getitem__(self, key: Any) -> Any:
        return self._shown[key]

    def __contains__(self, key: object) -> bool:
        return key in self._shown


def _value_of(written: str) -> Any:
    import ast

    try:
        return ast.literal_eval(written)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return {"true": True, "false": False, "null": None}.get(written, written)
