"""tabs: one of many things in sight; the value is the name of the one in front."""

from __future__ import annotations

from marimo.ui._element import UIElement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Literal, Optional


class tabs(UIElement):
    """Content by name.  The screen sends the place of the one in front, from 0."""

    def __init__(
        self,
        tabs: Mapping[str, object],
        value: Optional[str] = None,
        lazy: bool = False,
        *,
        orientation: Literal["horizontal", "vertical"] = "horizontal",
        label: str = "",
        on_change: Optional[Callable[[str], None]] = None,
    ) -> None:
        self._tabs = dict(zip(tabs, tabs.values()))
        names = list(self._tabs)
        initial = str(names.index(value)) if value in names else "0" if names else ""
        self._start(initial, label=label, on_change=on_change, args={"orientation": orientation})

    def _convert(self, front: Any) -> str:
        return "" if front == "" and not self._tabs else list(self._tabs)[int(front)]

    def _line(self) -> str:
        return " │ ".join(f"[{name}]" if name == self._value else name for name in self._tabs)

    def _tarn_node_(self) -> dict:
        from marimo._layout import _contents, _forced
        from marimo._markdown import label_text

        labels = [label_text(name) for name in self._tabs]
        return {
            "node": "tabs",
            "name": "tabs",
            "id": self._id,
            "args": {**self._args, "labels": labels, "value": self._front},
            "label": self._label,
            "labels": labels,
            "children": _contents(map(_forced, self._tabs.values())),
            "selected": list(self._tabs).index(self._value) if self._tabs else 0,
        }
