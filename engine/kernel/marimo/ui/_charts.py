"""Charts and foreign widgets: not drawn yet.  Nothing is chosen in them, and their values say so."""

from __future__ import annotations

from marimo.ui._element import UIElement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Literal, Optional, Union


class _Chart(UIElement):
    """Shows a placeholder; knows what it would show."""

    _shown: Any = None

    def _tarn_node_(self) -> dict:
        kind = type(self._shown)
        name = f"mo.ui.{type(self).__name__}"
        return {"node": "placeholder", "name": name, "text": f"a {kind.__module__.partition('.')[0]} {kind.__name__}"}

    def _line(self) -> str:
        return f"({type(self).__name__})"

    def __getattr__(self, name: str) -> Any:
        """What is not known here is asked of what would be shown."""
        if name.startswith("_"):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return getattr(self._shown, name)


class altair_chart(_Chart):
    """An Altair chart; its value is the part of the data that is chosen: none."""

    name = "marimo-vega"

    def __init__(
        self,
        chart: Any,
        chart_selection: Union[Literal["point", "interval"], bool] = True,
        legend_selection: Union[list[str], bool] = True,
        *,
        label: str = "",
        on_change: Optional[Callable[[Any], None]] = None,
    ) -> None:
        self._shown = chart
        self._start({}, label=label, on_change=on_change)

    def _convert(self, front: Any) -> Any:
        return self.apply_selection(getattr(self._shown, "data", None))

    @property
    def selections(self) -> dict[str, Any]:
        """What is chosen, by the name of the selection."""
        return dict(self._front or {})

    def apply_selection(self, df: Any) -> Any:
        """The chosen rows: none, since nothing can be chosen yet."""
        try:
            return df[:0]
        except (TypeError, KeyError):
            return []


class plotly(_Chart):
    """A Plotly figure; its value is the list of chosen points: none."""

    name = "marimo-plotly"

    def __init__(
        self,
        figure: Any,
        config: Optional[dict[str, Any]] = None,
        renderer_name: Optional[str] = None,
        *,
        label: str = "",
        on_change: Optional[Callable[[Any], None]] = None,
    ) -> None:
        self._shown = figure
        self._start({}, label=label, on_change=on_change)

    def _convert(self, front: Any) -> Any:
        return list((front or {}).get("points", ()))

    @property
    def points(self) -> Any:
        """The chosen points."""
        return self.value

    @property
    def indices(self) -> Any:
        """The places of the chosen points."""
        return list((self._front or {}).get("indices", ()))

    @property
    def ranges(self) -> Any:
        """The chosen ranges by axis."""
        return dict((self._front or {}).get("range", {}))


class EmptySelection:
    """Nothing is chosen."""

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "EmptySelection()"

    def get_mask(self, x: Any, y: Any) -> Any:
        """Which points are chosen: none."""
        return (x != x) & False if hasattr(x, "shape") else [False for _ in x]


class matplotlib(_Chart):
    """Matplotlib axes in which nothing can be chosen yet; the value is always an EmptySelection."""

    name = "marimo-matplotlib"

    def __init__(
        self, axes: Any, value: Optional[dict[str, tuple[float, float]]] = None, *, debounce: bool = False
    ) -> None:
        self._shown = axes
        self._start(value or {})

    def _tarn_node_(self) -> dict:
        from marimo._describe import node_of

        node = node_of(self._shown)
        return node if node["node"] == "picture" else super()._tarn_node_()

    def _convert(self, front: Any) -> Any:
        return EmptySelection()

    @property
    def axes(self) -> Any:
        """The axes."""
        return self._shown


class anywidget(_Chart):
    """A widget of the browser's; its value is the dict of its traits."""

    def __init__(self, widget: Any) -> None:
        self._shown = widget
        self.widget = widget
        self._start({})

    def _convert(self, front: Any) -> Any:
        traits = getattr(self._shown, "traits", None)
        names = traits(sync=True) if callable(traits) else ()
        return {**{name: getattr(self._shown, name) for name in names if not name.startswith("_")}, **(front or {})}


class panel(_Chart):
    """A Panel object."""

    def __init__(self, obj: Any) -> None:
        self._shown = obj
        self.obj = obj
        self._start({})
