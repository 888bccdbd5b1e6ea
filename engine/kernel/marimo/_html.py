"""Html: something that is shown, and that can be embedded in text.

In an f-string an object becomes a slot, a tag with its id; who shows the text puts the object's node in its place.
"""

from __future__ import annotations

from marimo._context import enrol, find

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal, Optional

    from marimo._layout import callout
    from marimo.ui import batch

SLOT_BEGIN, SLOT_END = "<tarn-slot id='", "'></tarn-slot>"


class Html:
    """Text with HTML markup.  Shown as the text that its markup says; styles are not drawn."""

    _mime = "text/html"

    def __init__(self, text: str) -> None:
        self._text = text

    @property
    def text(self) -> str:
        """The markup; of containers and elements, a slot that stands for them."""
        return self._text

    def batch(self, **elements: Any) -> batch:
        """One element of many: `{name}` in the text is replaced by the element of that name."""
        from marimo.ui import batch

        return batch(html=self, elements=elements)

    def center(self) -> Html:
        """The same; alignment is not drawn yet."""
        from marimo._layout import center

        return center(self)

    def left(self) -> Html:
        """The same; alignment is not drawn yet."""
        from marimo._layout import left

        return left(self)

    def right(self) -> Html:
        """The same; alignment is not drawn yet."""
        from marimo._layout import right

        return right(self)

    def callout(
        self, kind: Literal["neutral", "danger", "warn", "success", "info"] = "neutral", title: Optional[str] = None
    ) -> callout:
        """The same in a box."""
        from marimo._layout import callout

        return callout(self, kind=kind, title=title)

    def style(self, style: Optional[dict[str, Any]] = None, **kwargs: Any) -> Html:
        """The same; styles are kept but not drawn yet."""
        from marimo._html import style as styled

        return styled(self, style, **kwargs)

    def _tarn_node_(self) -> dict:
        """The output tree."""
        from marimo._htmltext import node_of_html

        return node_of_html(self._text)

    def _tarn_source_(self) -> Optional[str]:
        """What headless commands print for it: a source, or None."""
        return None

    def _tarn_line_(self) -> str:
        """One line of text, for places where a node cannot stand."""
        from marimo._describe import text_of_node

        return " ".join(text_of_node(self._tarn_node_()).split())

    def _mime_(self) -> tuple[str, str]:
        return (self._mime, self._tarn_source_() or self.text)

    def _repr_html_(self) -> str:
        return self.text

    def __format__(self, spec: str) -> str:
        return slot_of(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return type(self) is type(other) and self._equality() == other._equality()

    def _equality(self) -> object:
        return self._text

    __hash__ = None  # as in marimo: two texts may be equal, and elements change


class Shown(Html):
    """Base of what is not markup: its text is a slot, made when it is asked for."""

    _slot: Optional[str] = None

    @property
    def text(self) -> str:
        return slot_of(self)

    def _equality(self) -> object:
        return id(self)


class _Wrapped(Shown):
    """Any value, shown as a cell would show it; text stands without quotes."""

    def __init__(self, value: object) -> None:
        self._value = value

    def _tarn_node_(self) -> dict:
        from marimo._describe import node_in_container

        return node_in_container(self._value)


_Wrapped.__name__ = "Html"  # the name that marimo's has


def slot_of(value: Html) -> str:
    """A tag that stands for the object in text."""
    identifier = getattr(value, "_id", None) or value.__dict__.get("_slot")
    if identifier is None or find(identifier) is not value:
        identifier = value._slot = enrol(value)
    return SLOT_BEGIN + identifier + SLOT_END


def as_html(value: object) -> Html:
    """Any value as something that can be embedded."""
    return value if isinstance(value, Html) else _Wrapped(value)


class Plain:
    """A value that is shown as its repr, whatever it says about itself."""

    def __init__(self, child: Any) -> None:
        self.child = child

    def __repr__(self) -> str:
        return f"Plain(child={self.child!r})"


def plain(value: Any) -> Plain:
    """A value that is shown as its repr, without a view of its own."""
    return Plain(value)


class _Lines(Shown):
    """Text as it is."""

    def __init__(self, text: str) -> None:
        self._text = text

    def _tarn_node_(self) -> dict:
        return {"node": "text", "text": self._text}


_Lines.__name__ = "Html"


def plain_text(text: str) -> Html:
    """Text with its line breaks and without markup."""
    return _Lines(str(text))


class style(Shown):
    """An object with CSS.  Styles are kept but not drawn yet."""

    def __init__(self, item: object, style: Optional[dict[str, Any]] = None, **kwargs: Any) -> None:
        self._item = as_html(item)
        self._style = {**(style or {}), **{name.replace("_", "-"): value for name, value in kwargs.items()}}

    def _tarn_node_(self) -> dict:
        return self._item._tarn_node_()


class Placeholder(Shown):
    """Stands for what a terminal cannot show yet.  Whatever is asked of it answers, so that a notebook goes on."""

    def __init__(self, name: str, text: str) -> None:
        self._placeholder = {"node": "placeholder", "name": name, "text": text}

    def _tarn_node_(self) -> dict:
        return dict(self._placeholder)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return Placeholder(f"{self._placeholder['name']}.{name}", "is not part of tarn yet")

    def __call__(self, *args: Any, **kwargs: Any) -> Placeholder:
        return self


Placeholder.__name__ = "Html"
