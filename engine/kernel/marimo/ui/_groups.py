"""Elements made of elements.

The elements that are given are cloned; the clones are parts of the group.  The screen may change a part, which changes
the group, or send the group a dict from keys to the values of parts.
"""

from __future__ import annotations

from marimo._html import Html
from marimo.ui._element import UIElement, require_element

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, ItemsView, Iterator, Mapping, Sequence, ValuesView
    from typing import Any, Optional


class _Group(UIElement):
    """Parts by key; the key as the screen sends it is its text."""

    _elements: dict[Any, UIElement]

    def _set_parts(self, elements: Mapping[Any, UIElement]) -> None:
        self._elements = {key: element._clone() for key, element in elements.items()}
        for key, element in self._elements.items():
            element._lens = (self, key)

    def _clone_parts(self) -> None:
        self._set_parts(self._elements)

    def _parts(self) -> list[UIElement]:
        return list(self._elements.values())

    def _first(self) -> Any:
        return self._gather()

    def _gather(self) -> Any:
        """The value, from the values of the parts."""
        return {key: element._value for key, element in self._elements.items()}

    def _key(self, key: Any) -> Any:
        if key in self._elements:
            return key
        for own in self._elements:
            if str(own) == str(key):
                return own
        raise KeyError(key)

    def _convert(self, front: Any) -> Any:
        for key, value in front.items():
            self._elements[self._key(key)]._update(value)
        return self._gather()

    def _update(self, value: Any) -> None:
        super()._update(value)
        self._front = {str(key): element._front for key, element in self._elements.items()}

    def _line(self) -> str:
        return "  ".join(element._tarn_line_() for element in self._elements.values())

    def _labelled(self, nodes: list[dict]) -> dict:
        return {"node": "vstack", "label": self._label, "children": nodes}


class array(_Group):
    """A list of elements; its value is the list of their values."""

    def __init__(
        self,
        elements: Sequence[UIElement],
        *,
        label: str = "",
        on_change: Optional[Callable[[Sequence[object]], None]] = None,
    ) -> None:
        self._set_parts(dict(enumerate(elements)))
        self._start({}, label=label, on_change=on_change)

    def _gather(self) -> list[Any]:
        return [element._value for element in self._elements.values()]

    @property
    def elements(self) -> list[UIElement]:
        """The parts."""
        return self._parts()

    def vstack(self, **kwargs: Any) -> Html:
        """The parts one below the other."""
        from marimo._layout import vstack

        return vstack(self.elements, **kwargs)

    def hstack(self, **kwargs: Any) -> Html:
        """The parts side by side."""
        from marimo._layout import hstack

        return hstack(self.elements, **kwargs)

    def __len__(self) -> int:
        return len(self._elements)

    def __getitem__(self, key: Any) -> Any:
        return self.elements[key]

    def __iter__(self) -> Iterator[UIElement]:
        return iter(self.elements)

    def __reversed__(self) -> Iterator[UIElement]:
        return reversed(self.elements)

    def __contains__(self, item: object) -> bool:
        return any(element is item for element in self._elements.values())

    def _tarn_node_(self) -> dict:
        return self._labelled([element._tarn_node_() for element in self.elements])


class _Mapping(_Group):
    """Parts by name; its value is a dict of their values."""

    @property
    def elements(self) -> dict[str, UIElement]:
        """The parts by name."""
        return dict(self._elements)

    def items(self) -> ItemsView[str, UIElement]:
        """Names and parts."""
        return self._elements.items()

    def values(self) -> ValuesView[UIElement]:
        """The parts."""
        return self._elements.values()

    def get(self, key: str, default: Optional[Any] = None) -> Any:
        """The part of this name, or the default."""
        return self._elements.get(key, default)

    def __len__(self) -> int:
        return len(self._elements)

    def __getitem__(self, key: Any) -> UIElement:
        return self._elements[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._elements)

    def __contains__(self, key: object) -> bool:
        return key in self._elements


class dictionary(_Mapping):
    """Elements by name."""

    def __init__(
        self,
        elements: Mapping[str, UIElement],
        *,
        label: str = "",
        on_change: Optional[Callable[[dict[str, object]], None]] = None,
    ) -> None:
        for element in elements.values():
            require_element(element, "a dictionary")
        self._set_parts(elements)
        self._start({}, label=label, on_change=on_change)

    def vstack(self, **kwargs: Any) -> Html:
        """Names and parts, one below the other."""
        from marimo._layout import vstack

        return vstack(self._rows(), **kwargs)

    def hstack(self, **kwargs: Any) -> Html:
        """Names and parts, side by side."""
        from marimo._layout import hstack

        return hstack(self._rows(), **kwargs)

    def _rows(self) -> list[Html]:
        from marimo._layout import hstack

        return [hstack([f"{name}:", element]) for name, element in self._elements.items()]

    def _tarn_node_(self) -> dict:
        return self._labelled([row._tarn_node_() for row in self._rows()])


class batch(_Mapping):
    """Elements in a text that says where each stands: `{name}`."""

    def __init__(
        self,
        html: Html,
        elements: Mapping[str, UIElement],
        on_change: Optional[Callable[[dict[str, object]], None]] = None,
    ) -> None:
        for element in elements.values():
            require_element(element, "a batch")
        self._template = html
        self._set_parts(elements)
        self._shown()  # a name without an element is an error now, not when it is shown
        self._start({}, on_change=on_change)

    def _shown(self) -> Html:
        from marimo._layout import _Note
        from marimo._markdown import _md

        source = self._template._text if hasattr(self._template, "_text") else self._template.text
        filled = source.format(**self._elements)
        if isinstance(self._template, _md):
            return _md(filled)
        return _Note(filled, "text") if isinstance(self._template, _Note) else Html(filled)

    def _tarn_node_(self) -> dict:
        return self._shown()._tarn_node_()
