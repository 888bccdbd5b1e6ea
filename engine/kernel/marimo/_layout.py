"""Containers: they show other things in an order, with a name or in a box.

Kept but not drawn: heights, borders, and the space between the items of a row that says nothing else.
"""

from __future__ import annotations

import warnings

from marimo._html import Html, Shown, as_html

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any, Literal, Optional, Union

_ALIGN = (None, "start", "end", "center", "stretch", "normal")
_JUSTIFY = ("start", "center", "end", "space-between", "space-around", None)
_KINDS = ("neutral", "warn", "success", "info", "danger")


def _nodes(values: Sequence[object]) -> list[dict]:
    from marimo._describe import node_in_container

    return [node_in_container(value) for value in values]


def _contents(values: Iterable[object]) -> list[dict]:
    """What stands under a name or on a slide: there, unlike in rows and columns, text is Markdown."""
    from marimo._markdown import md

    return _nodes([md(value) if isinstance(value, str) else value for value in values])


class _FlexContainerHtml(Shown):
    """A row or a column."""

    def __init__(self, node: str, items: Sequence[object], **layout: Any) -> None:
        if layout.get("justify") not in _JUSTIFY:
            raise KeyError(layout["justify"])
        if layout.get("align") not in _ALIGN:
            raise KeyError(layout["align"])
        self._node = node
        self._items = list(items)
        self._layout = layout
        shares = layout.get("widths") or layout.get("heights")
        if shares and shares != "equal" and len(shares) < len(self._items):
            raise IndexError("there are fewer widths or heights than items")

    def _tarn_node_(self) -> dict:
        usual = {"justify": ("space-between", "start"), "gap": (0.5,), "wrap": (False,), "align": (None, "start", "normal", "stretch")}
        args = {name: value for name, value in self._layout.items() if name != "heights" and value is not None and value not in usual.get(name, ())}
        if not isinstance(args.get("widths"), (str, type(None))):
            args["widths"] = [float(width) for width in args["widths"]]
        node = {"node": self._node, "children": _nodes(self._items)}
        return {**node, "args": args} if args else node


def hstack(
    items: Sequence[object],
    *,
    justify: Literal["start", "center", "end", "space-between", "space-around"] = "space-between",
    align: Optional[Literal["start", "end", "center", "stretch"]] = None,
    wrap: bool = False,
    gap: float = 0.5,
    widths: Optional[Union[Literal["equal"], Sequence[float]]] = None,
) -> Html:
    """Items side by side."""
    return _FlexContainerHtml("hstack", items, justify=justify, align=align, wrap=wrap, gap=gap, widths=widths)


def vstack(
    items: Sequence[object],
    *,
    align: Optional[Literal["start", "end", "center", "stretch"]] = None,
    justify: Literal["start", "center", "end", "space-between", "space-around"] = "start",
    gap: float = 0.5,
    heights: Optional[Union[Literal["equal"], Sequence[float]]] = None,
) -> Html:
    """Items one below the other."""
    return _FlexContainerHtml("vstack", items, justify=justify, align=align, gap=gap, heights=heights)


def center(item: object) -> Html:
    """The item, in the middle."""
    return _FlexContainerHtml("vstack", [item], align="center")


def left(item: object) -> Html:
    """The item, to the left."""
    return _FlexContainerHtml("vstack", [item], align="start")


def right(item: object) -> Html:
    """The item, at the right."""
    return _FlexContainerHtml("vstack", [item], align="end")


class accordion(Shown):
    """Sections that open and close: on the screen, without the interpreter, and each by itself."""

    def __init__(
        self,
        items: Mapping[str, object],
        multiple: bool = False,
        lazy: bool = False,
        *,
        expanded: Union[bool, Sequence[str]] = False,
    ) -> None:
        from marimo._context import enrol

        self._sections = dict(zip(items, items.values()))
        self._multiple = multiple
        self._id = enrol(self)
        self._expanded = expanded

    def _tarn_node_(self) -> dict:
        from marimo._markdown import label_text

        labels = [label_text(label) for label in self._sections]
        opened = self._expanded
        open_labels = labels if opened is True else [label_text(label) for label in opened or ()]
        contents = _contents(map(_forced, self._sections.values()))
        sections = [
            {
                "node": "accordion",
                "name": "section",
                "id": f"{self._id}:{number}",
                "labels": [label],
                "children": [content],
                "args": {"value": label in open_labels},
            }
            for number, (label, content) in enumerate(zip(labels, contents))
        ]
        return sections[0] if len(sections) == 1 else {"node": "vstack", "children": sections}


def tabs(tabs: Mapping[str, object]) -> Html:
    """Deprecated in marimo for mo.ui.tabs, which this is."""
    from marimo.ui import tabs as tabs_of_ui

    warnings.warn("mo.tabs is deprecated: use mo.ui.tabs", DeprecationWarning, stacklevel=2)
    return tabs_of_ui(tabs)


class callout(Shown):
    """A value in a box of a kind."""

    def __init__(
        self,
        value: object,
        kind: Literal["neutral", "warn", "success", "info", "danger"] = "neutral",
        title: Optional[str] = None,
    ) -> None:
        if kind not in _KINDS:
            raise ValueError(f"a callout cannot be {kind!r}; it is one of {', '.join(_KINDS)}")
        self._item = value
        self._kind = kind
        self._title = title

    def _tarn_node_(self) -> dict:
        from marimo._markdown import label_text

        title = label_text(self._title or "")
        return {"node": "callout", "kind": self._kind, "label": title, "children": _nodes([self._item])}


class sidebar(Shown):
    """What belongs beside the notebook."""

    def __init__(
        self, item: object, footer: Optional[object] = None, *, width: Optional[Union[str, int]] = None
    ) -> None:
        self._items = [item] if footer is None else [item, footer]
        self._width = width

    def _tarn_node_(self) -> dict:
        parts = [_nodes(each) if isinstance(each, (list, tuple)) else _contents([each]) for each in self._items]
        return {"node": "sidebar", "children": [node for part in parts for node in part]}

    def _no_part(self, *args: Any, **kwargs: Any) -> Html:
        raise TypeError("a sidebar stands beside the notebook: it cannot be a part of something")

    batch = center = left = right = callout = style = _no_part


class carousel(Shown):
    """Slides that are turned on the screen, without the interpreter."""

    def __init__(self, items: Sequence[object]) -> None:
        from marimo._context import enrol

        self._items = list(items)
        self._id = enrol(self)

    def _tarn_node_(self) -> dict:
        labels = [str(number) for number in range(1, len(self._items) + 1)]
        args = {"labels": labels, "value": "0"}
        children = _contents(self._items)
        return {"node": "tabs", "name": "carousel", "id": self._id, "labels": labels, "children": children, "args": args}


class _Note(Shown):
    """Markdown that this package has made."""

    def __init__(self, text: str, kind: str = "markdown") -> None:
        self._text = text
        self._kind = kind

    def _tarn_node_(self) -> dict:
        from marimo._markdown import node_with_slots

        return node_with_slots(self._text, self._kind)


_Note.__name__ = "Html"


def nav_menu(menu: dict[str, Any], *, orientation: Literal["horizontal", "vertical"] = "horizontal") -> Html:
    """Links, and groups of links, as a list."""
    lines: list[str] = []
    for href, entry in menu.items():
        if isinstance(entry, dict) and "label" not in entry:
            lines.append(f"- {href}")
            lines += [f"  - {_link(inner, label)}" for inner, label in entry.items()]
        else:
            lines.append(f"- {_link(href, entry)}")
    return _Note("\n".join(lines))


def _link(href: str, label: Any) -> str:
    if not href.startswith(("/", "#", "http://", "https://")):
        raise ValueError(f"{href!r} is no address: it must begin with / or #, or be a URL")
    text = label.get("label", href) if isinstance(label, dict) else label
    return f"[{text}]({href})"


def outline(*, label: str = "") -> Html:
    """The headings of the notebook.  Not drawn yet."""
    from marimo._html import Placeholder

    return Placeholder("mo.outline", label or "the headings of the notebook")


def stat(
    value: Union[str, float],
    label: Optional[str] = None,
    caption: Optional[str] = None,
    direction: Optional[Literal["increase", "decrease"]] = None,
    bordered: bool = False,
    target_direction: Optional[Literal["increase", "decrease"]] = "increase",
    slot: Optional[Html] = None,
) -> Html:
    """A figure with its name and how it moves."""
    arrow = {"increase": "▲ ", "decrease": "▼ ", None: ""}.get(direction, "")
    lines = [line for line in (label, str(value), f"{arrow}{caption or ''}".strip()) if line]
    figure = _Note("\n".join(lines), "text")
    shown: Html = figure if slot is None else vstack([figure, slot])
    return callout(shown) if bordered else shown


def _forced(value: object) -> object:
    """What a value or a function of no arguments stands for; coroutines are not awaited yet."""
    if isinstance(value, type) or not callable(value) or isinstance(value, Html):
        return value
    made = value()
    if hasattr(made, "close") and hasattr(made, "send"):  # a coroutine
        made.close()
        return as_html("(asynchronous content is not drawn yet)")
    return made
