"""Elements that a page would draw and point at: here what they are told is typed, shown below them, and taken back.

The screen sends {"tarn": "say", "text": S} for what was typed, {"tarn": "earlier"} and "later" to take the last one back and to do
it again, {"tarn": "clear"} for nothing.
"""

from __future__ import annotations

from marimo.ui._charts import _Chart

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional


class NotTaken(ValueError):
    """What was typed cannot be; the reason for a person."""


class _Typed(_Chart):
    def _forget(self) -> None:
        self._past: list[dict[str, Any]] = []
        self._undone: list[dict[str, Any]] = []
        self._problem = ""

    def _clone_parts(self) -> None:
        self._forget()

    def _say(self, text: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """The value that follows from what was typed, as a page would tell it, and the one that leads back; raises NotTaken."""
        raise NotImplementedError

    def _before(self, change: dict[str, Any]) -> dict[str, Any]:
        """The value that leads back from there."""
        raise NotImplementedError

    def _tell(self, told: dict[str, Any]) -> Optional[dict[str, Any]]:
        what = told.get("tarn")
        if what is None:
            return told
        self._problem = ""
        if what in ("earlier", "later"):
            there, back = (self._past, self._undone) if what == "earlier" else (self._undone, self._past)
            if not there:
                return None
            back.append(self._before(there[-1]))
            return there.pop()
        try:
            change, back_again = ({}, self._before({})) if what == "clear" else self._say(str(told.get("text", "")))
        except NotTaken as error:
            self._problem = str(error)
            return None
        if what == "clear" and back_again == change:
            return None
        self._past, self._undone = [*self._past, back_again], []
        return change

    def _node_below(self, shown: list[dict], options: list[str]) -> dict:
        """What is shown, why the last one was not taken, and the place to type."""
        name = type(self).__name__
        args = {"options": options, "value": len(self._past)}
        entry = {"node": "widget", "name": name, "text": self._line(), "label": "", "id": self._id, "args": args}
        problem = {"node": "callout", "name": "danger", "children": [{"node": "text", "text": self._problem}]}
        children = [*shown, *([problem] if self._problem else []), entry]
        return {"node": "vstack", "id": f"{self._id}:{name}", "children": children}
