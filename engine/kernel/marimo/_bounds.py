"""Output trees that no value makes too large for the screen: what is too long, too deep or too much is left out, and says so."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MOST_TEXT = 1 << 20  # characters of one text
MOST_TEXTS = 4 << 20  # of all in a tree
MOST_NODES = 20_000
MOST_DEPTH = 100
MOST_VALUES = 500_000  # numbers and texts of an element's bounds, options and value


def cut(text: str, most: int = MOST_TEXT) -> str:
    """The beginning of a text, and how much there is behind it."""
    return text if len(text) <= most else f"{text[:most]}… {_amount(len(text) - most)} more"


def _amount(characters: int) -> str:
    return f"{characters >> 20} million characters" if characters >= 2 << 20 else f"{characters} characters"


def bounded(node: Any) -> Any:
    """The tree itself, or one that fits the screen."""
    return _Bounds().of(node, 0)


class _Bounds:
    def __init__(self) -> None:
        self._nodes = MOST_NODES
        self._texts = MOST_TEXTS

    def of(self, node: Any, depth: int) -> Any:
        if not isinstance(node, dict):
            return node
        self._nodes -= 1
        changed: dict[str, Any] = {}
        text = node.get("text")
        if isinstance(text, str):
            most = min(MOST_TEXT, max(self._texts, 0))
            self._texts -= len(text)
            if len(text) > most:
                changed["text"] = cut(text, most)
        if node.get("args") and _values(node["args"], MOST_VALUES) < 0:
            return self._too_much(node)
        children = node.get("children")
        if children:
            changed.update(self._children(node, children, depth))
        return {**node, **changed} if changed else node

    def _children(self, node: dict, children: list, depth: int) -> dict[str, Any]:
        if depth >= MOST_DEPTH:
            return {"children": [{"node": "text", "text": "… nested too deep to be shown"}], **_labels(node, 1)}
        kept = []
        for child in children:
            if self._nodes <= 0 or self._texts <= 0:
                break
            kept.append(self.of(child, depth + 1))
        left = len(children) - len(kept)
        if not left and all(old is new for old, new in zip(children, kept)):
            return {}
        if left:
            kept.append({"node": "text", "text": f"… {left} more"})
        return {"children": kept, **_labels(node, len(kept))}

    def _too_much(self, node: dict) -> dict:
        name, text = str(node.get("name") or node.get("node")), str(node.get("text", ""))
        return {"node": "placeholder", "name": f"mo.ui.{name}", "text": f"too much to be operated here: {cut(text, 200)}"}


def _labels(node: dict, count: int) -> dict[str, Any]:
    labels = node.get("labels")
    return {"labels": [*labels[: count - 1], "…"] if len(labels) > count else labels} if labels else {}


def _values(value: Any, left: int) -> int:
    """How many of `left` values are left; negative: there are more."""
    waiting = [value]
    while waiting and left >= 0:
        each = waiting.pop()
        if isinstance(each, dict):
            left -= len(each)
            waiting.extend(each.values())
        elif isinstance(each, (list, tuple)):
            left -= len(each)
            if left >= 0:
                waiting.extend(item for item in each if isinstance(item, (list, tuple, dict, str)))
        elif isinstance(each, str):
            left -= len(each) >> 6  # a long text is many
    return left
