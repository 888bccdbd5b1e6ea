"""Charts, and widgets of browsers.  A chart is a picture, and what can be chosen in it a table below that."""

from __future__ import annotations

from marimo._frames import is_frame, row_count
from marimo.ui._element import UIElement
from marimo.ui._table import select_rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Literal, Optional, Union


class _Chart(UIElement):
    """Shows the picture of a plot, and what can be chosen in it as a table."""

    _shown: Any = None
    _rows: Any = None  # what is chosen from, or None
    _handle: Optional[dict] = None

    def _tarn_node_(self) -> dict:
        from marimo._describe import node_of_figure

        kind = type(self._shown)
        plot = f"a plot of {kind.__module__.partition('.')[0]}"
        picture = node_of_figure(self._shown, f"mo.ui.{type(self).__name__}", plot)
        children = [picture] if self._rows is None else [picture, *self._chooser()]
        if self._label:
            children.insert(0, {"node": "markdown", "text": self._label})
        return children[0] if len(children) == 1 else {"node": "vstack", "children": children}

    def _chooser(self) -> list[dict]:
        """A table that is opened by keys, as that of mo.ui.table; the same handle each time it is drawn."""
        from marimo._tables import node_of_table

        if self._handle is None:
            self._handle = node_of_table("", self._rows, self._label or "chart", self._id, "multi")
        front = self._front if isinstance(self._front, list) else []
        args = {"selection": "multi", "value": front}
        widget = {"node": "widget", "name": "table", "text": self._line(), "label": "", "id": self._id, "args": args}
        return [self._handle, widget]

    def _line(self) -> str:
        if self._rows is None:
            return f"({type(self).__name__})"
        total = row_count(self._rows)
        of = "" if total is None else f" of {total}"
        return f"{self._chosen()}{of} rows chosen"

    def _chosen(self) -> int:
        return len(self._front) if isinstance(self._front, list) else row_count(self._value) or 0

    def __getattr__(self, name: str) -> Any:
        """What is not known here is asked of what would be shown."""
        if name.startswith("_"):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return getattr(self._shown, name)


class altair_chart(_Chart):
    """An Altair chart; its value is the part of the data that is chosen, by the rows of a table, or as a page tells it."""

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
        data = getattr(chart, "data", None)
        nothing = chart_selection is False and legend_selection is False
        self._rows = data if not nothing and is_frame(data) and row_count(data) is not None else None
        self._start({}, label=label, on_change=on_change)

    def _convert(self, front: Any) -> Any:
        return self._part(getattr(self._shown, "data", None), front)

    @property
    def selections(self) -> dict[str, Any]:
        """What is chosen, by the name of the selection: of rows, their numbers from 1, as Vega counts them."""
        if isinstance(self._front, list):
            return {"select_point": {"vlPoint": [], "_vgsid_": [int(row) + 1 for row in self._front]}} if self._front else {}
        return dict(self._front or {})

    def apply_selection(self, df: Any) -> Any:
        """The chosen rows of a frame."""
        return self._part(df, self._front)

    def _part(self, df: Any, front: Any) -> Any:
        try:
            if not front:
                return df[:0]
            rows = [int(row) for row in front] if isinstance(front, list) else _rows_of_selections(df, front)
            return select_rows(df, rows)
        except (TypeError, KeyError):
            return []


def _rows_of_selections(data: Any, selections: dict[str, Any]) -> list[int]:
    """The rows that all selections hold, as Vega tells them: by their numbers, by values, or from one value to another."""
    from marimo._sources import source_of

    source = source_of(data)
    names = list(map(str, source.names))
    kept = set(range(source.length() or 0))
    for channel, fields in selections.items():
        if channel.startswith("pan_zoom"):
            continue
        if set(fields) == {"vlPoint", "_vgsid_"}:
            kept &= {int(number) - 1 for number in fields["_vgsid_"]}
            continue
        for field, values in fields.items():
            if field in ("vlPoint", "_vgsid_"):
                continue
            if field not in names:
                raise ValueError(f"the chart has no field {field!r}")
            kept &= _rows_with(list(source.column(names.index(field))), values, "vlPoint" in fields)
    return sorted(kept)


def _rows_with(column: list[Any], values: Any, is_point: bool) -> set[int]:
    values = values if isinstance(values, (list, tuple)) else [values]
    ranged = not is_point and len(values) == 2 and not isinstance(values[0], str)
    if not ranged:
        return {row for row, value in enumerate(column) if value in values}
    low, high = values
    return {row for row, value in enumerate(column) if value is not None and low <= value <= high}


class plotly(_Chart):
    """A Plotly figure; its value is the list of chosen points, of the rows of a table, or as a page tells it."""

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
        self._rows = _points_of(figure) or None
        self._start({}, label=label, on_change=on_change)

    def _convert(self, front: Any) -> Any:
        if isinstance(front, list):
            return [(self._rows or [])[int(row)] for row in front]
        return list((front or {}).get("points", ()))

    @property
    def points(self) -> Any:
        """The chosen points."""
        return self.value

    @property
    def indices(self) -> Any:
        """The places of the chosen points."""
        if isinstance(self._front, list):
            return [point["pointIndex"] for point in self.value]
        return list((self._front or {}).get("indices", ()))

    @property
    def ranges(self) -> Any:
        """The chosen ranges by axis."""
        return dict((self._front or {}).get("range", {})) if isinstance(self._front, dict) else {}


MOST_POINTS = 100_000


def _points_of(figure: Any) -> list[dict[str, Any]]:
    """The points of all traces that have some, as plotly tells which are chosen."""
    points: list[dict[str, Any]] = []
    for curve, trace in enumerate(getattr(figure, "data", None) or ()):
        found = [(axis, _values(trace, name)) for axis, name in _AXES]
        columns = [(axis, values) for axis, values in found if values]
        for index, values in enumerate(zip(*(values for _, values in columns))):
            if len(points) == MOST_POINTS:
                return points
            named = dict(zip((axis for axis, _ in columns), values))
            points.append({**named, "curveNumber": curve, "pointIndex": index})
    return points


_AXES = (("x", "x"), ("y", "y"), ("label", "labels"), ("value", "values"), ("lat", "lat"), ("lon", "lon"))


def _values(trace: Any, name: str) -> list[Any]:
    try:
        return [value.item() if hasattr(value, "item") else value for value in trace[name]]
    except (TypeError, ValueError, LookupError):  # there is no such axis, or nothing is on it
        return []


class panel(_Chart):
    """A Panel object."""

    def __init__(self, obj: Any) -> None:
        self._shown = obj
        self.obj = obj
        self._start({})
