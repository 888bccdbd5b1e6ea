"""lazy and routes: content that is made when it is shown."""

from __future__ import annotations

from marimo.ui._element import UIElement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping
    from typing import Any, Union

    from marimo._html import Html


class lazy(UIElement):
    """A value, or what a function makes when it is first shown.  Coroutines are not awaited yet."""

    def __init__(
        self,
        element: Union[Callable[[], object], object, Callable[[], Coroutine[None, None, object]]],
        show_loading_indicator: bool = False,
    ) -> None:
        self._element = element
        self._start(None)

    def _tarn_node_(self) -> dict:
        from marimo._layout import _forced, _nodes

        return _nodes([_forced(self._element)])[0]

    def _line(self) -> str:
        return "(lazy)"


class routes(UIElement):
    """Pages by path.  Shown is the page of "/" or, if there is none, of any path; going elsewhere is not drawn yet."""

    CATCH_ALL = "{*path}"
    DEFAULT = "/"

    def __init__(
        self, routes: Mapping[str, Union[Callable[[], object], Callable[[], Coroutine[None, None, object]], object]]
    ) -> None:
        self._routes = dict(routes)
        self._start(None)

    def _tarn_node_(self) -> dict:
        from marimo._layout import _forced, _nodes

        for path in (self.DEFAULT, "#/", "", "*", self.CATCH_ALL):
            if path in self._routes:
                return _nodes([_forced(self._routes[path])])[0]
        return {"node": "placeholder", "name": "mo.routes", "text": "pages: " + ", ".join(self._routes)}

    def _line(self) -> str:
        return "(routes)"

    def _no_part(self, *args: Any, **kwargs: Any) -> Html:
        raise TypeError("routes are the whole page: they cannot be a part of something")

    batch = center = left = right = callout = style = _no_part
