"""Widgets that are programs of a page: here they are their traits, which are read and typed.

The screen sends {"tarn": "say", "text": "count 5"} for a trait and its value, {"tarn": "earlier"} and "later" to take the last
one back and to do it again; a value is as Python writes it, else it is text.
"""

from __future__ import annotations

from marimo.ui._charts import _Chart

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

# What a page wants to know, and a person does not.
_HIDDEN = {"comm", "layout", "log", "tabbable", "tooltip", "keys"}


class anywidget(_Chart):
    """A widget of the browser's; its value is the dict of its traits, as they are now."""

    def __init__(self, widget: Any) -> None:
        self._shown = widget
        self.widget = widget
        self._forget()
        self._start({})

    def _forget(self) -> None:
        self._past: list[dict[str, Any]] = []
        self._undone: list[dict[str, Any]] = []
        self._problem = ""

    def _clone_parts(self) -> None:
        self._forget()

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

    def _tell(self, told: dict[str, Any]) -> Optional[dict[str, Any]]:
        what = told.get("tarn")
        if what is None:
            return told
        self._problem = ""
        if what == "say":
            return self._say(str(told.get("text", "")))
        there, back = (self._past, self._undone) if what == "earlier" else (self._undone, self._past)
        if what not in ("earlier", "later") or not there:
            return None
        change = there.pop()
        back.append({name: getattr(self._shown, name) for name in change})
        return change

    def _say(self, text: str) -> Optional[dict[str, Any]]:
        name, _, written = text.strip().partition(" ")
        if name not in self._names():
            self._problem = f"{name!r} is none of its traits: {', '.join(self._names())}"
            return None
        before = getattr(self._shown, name)
        value = _value_of(written.strip())
        try:
            setattr(self._shown, name, value)  # the widget says what it takes, and what becomes of it
        except Exception as error:
            self._problem = f"{name}: {(str(error).splitlines() or [type(error).__name__])[0]}"[:500]
            return None
        self._past, self._undone = [*self._past, {name: before}], []
        return {name: getattr(self._shown, name)}

    # --- showing ---------------------------------------------------------------------------------------------------

    def _line(self) -> str:
        return f"[ {len(self._names())} traits ]"

    def _tarn_node_(self) -> dict:
        from marimo._describe import node_of, representation

        name = f"mo.ui.anywidget: {type(self._shown).__name__}, which a page would draw"
        now = self._now()
        children = [{"node": "text", "text": name}, node_of(now)]
        if self._problem:
            children.append({"node": "callout", "name": "danger", "children": [{"node": "text", "text": self._problem}]})
        args = {"options": [f"{trait} {representation(value)}"[:200] for trait, value in now.items()], "value": len(self._past)}
        entry = {"node": "widget", "name": "anywidget", "text": self._line(), "label": "", "id": self._id, "args": args}
        return {"node": "vstack", "id": f"{self._id}:anywidget", "children": [*children, entry]}

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
