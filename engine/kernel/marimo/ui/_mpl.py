"""Axes of matplotlib in which a part is chosen: a box, or a polygon, typed in the numbers that the axes show.

    x 1..5 y 2..9      a box; what is not said is whole: `x 3..`, `y ..2`; a day where the axis has days: `x 2024-01-01..`
    1,2 3,4 5,0        a polygon, three corners or more
    all                the whole of the axes

What is chosen is drawn on the picture; what is typed, and taken back, is as _typed.py has it.
"""

from __future__ import annotations

from dataclasses import dataclass

from marimo.ui._typed import NotTaken, _Typed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional


@dataclass(frozen=True)
class BoxSelection:
    """A rectangle of the axes; its borders belong to it."""

    x_min: float
    x_max: float
    y_min: float
    y_max: float

    def get_mask(self, x: Any, y: Any) -> Any:
        """Which points lie in it, as an array of booleans."""
        return _mask(self._mask, x, y)

    def _mask(self, x: Any, y: Any) -> Any:
        return (x >= self.x_min) & (x <= self.x_max) & (y >= self.y_min) & (y <= self.y_max)


@dataclass(frozen=True)
class LassoSelection:
    """A polygon."""

    vertices: tuple[tuple[float, float], ...]

    def get_mask(self, x: Any, y: Any) -> Any:
        """Which points lie in it, as an array of booleans."""
        return _mask(self._mask, x, y)

    def _mask(self, x: Any, y: Any) -> Any:
        import numpy
        from matplotlib.path import Path

        return Path(self.vertices).contains_points(numpy.column_stack([x, y]))


@dataclass(frozen=True)
class EmptySelection:
    """Nothing is chosen."""

    def get_mask(self, x: Any, y: Any) -> Any:
        """Which points are chosen: none."""
        import numpy

        return numpy.zeros(len(numpy.asarray(x)), dtype=bool)

    def __bool__(self) -> bool:
        return False


def _mask(test: Any, x: Any, y: Any) -> Any:
    """Times are compared as the numbers that matplotlib makes of them."""
    import numpy

    x, y = numpy.asarray(x), numpy.asarray(y)
    try:
        return test(x, y)
    except TypeError:
        from matplotlib.dates import date2num

        return test(*(values if values.dtype.kind in "biuf" else date2num(values) for values in (x, y)))


class matplotlib(_Typed):
    """Axes and what is chosen in them; the value is a BoxSelection, a LassoSelection or an EmptySelection."""

    name = "marimo-matplotlib"

    def __init__(
        self, axes: Any, value: Optional[dict[str, tuple[float, float]]] = None, *, debounce: bool = False
    ) -> None:
        if not hasattr(axes.get_figure(), "savefig"):
            raise ValueError("Axes must be attached to a figure.")
        for axis, scale in (("x", axes.get_xscale()), ("y", axes.get_yscale())):
            if scale not in ("linear", "log"):
                raise ValueError(f"Unsupported {axis}-axis scale {scale!r}. mo.ui.matplotlib supports: linear, log.")
        self._shown = axes
        self._forget()
        self._start({} if value is None else _first_box(axes, value))

    @property
    def axes(self) -> Any:
        """The axes."""
        return self._shown

    def _convert(self, front: Any) -> Any:
        if not front or not front.get("has_selection"):
            return EmptySelection()
        data = front.get("data")
        if front.get("type") == "box":
            return BoxSelection(*(float(data[name]) for name in ("x_min", "x_max", "y_min", "y_max")))
        if front.get("type") == "lasso":
            return LassoSelection(tuple((float(corner[0]), float(corner[1])) for corner in data))
        return EmptySelection()

    # --- what is typed ---------------------------------------------------------------------------------------------

    def _say(self, text: str) -> tuple[dict[str, Any], dict[str, Any]]:
        return selection_of(text, self._shown), self._before({})

    def _before(self, change: dict[str, Any]) -> dict[str, Any]:
        return self._front or {}

    # --- showing ---------------------------------------------------------------------------------------------------

    def _line(self) -> str:
        chosen = self._value
        if isinstance(chosen, BoxSelection):
            x, y = (_words(self._shown, axis) for axis in "xy")
            return f"[ x {x(chosen.x_min)}..{x(chosen.x_max)} y {y(chosen.y_min)}..{y(chosen.y_max)} ]"
        if isinstance(chosen, LassoSelection):
            return f"[ a polygon of {len(chosen.vertices)} corners ]"
        return "[ nothing chosen ]"

    def _tarn_node_(self) -> dict:
        from marimo._describe import node_of_figure

        mark = self._draw_chosen()
        try:
            size = self._shown.get_figure().get_size_inches() * self._shown.get_figure().dpi
            picture = node_of_figure(self._shown, "mo.ui.matplotlib", f"a figure of {size[0]:.0f}×{size[1]:.0f} pixels")
        finally:
            if mark is not None:
                mark.remove()
        return self._node_below([picture], _examples(self._shown))

    def _draw_chosen(self) -> Any:
        """The mark on the axes, to be taken away again; None if nothing is chosen."""
        from matplotlib.patches import Polygon

        chosen = self._value
        if isinstance(chosen, BoxSelection):
            left, right, low, high = chosen.x_min, chosen.x_max, chosen.y_min, chosen.y_max
            corners: Any = [(left, low), (right, low), (right, high), (left, high)]
        elif isinstance(chosen, LassoSelection):
            corners = chosen.vertices
        else:
            return None
        limits = self._shown.get_xlim(), self._shown.get_ylim(), self._shown.get_autoscale_on()
        mark = Polygon(corners, closed=True, facecolor="#3b82f633", edgecolor="#3b82f6", linewidth=1.5, zorder=1000)
        self._shown.set_autoscale_on(False)
        self._shown.add_artist(mark)
        self._shown.set(xlim=limits[0], ylim=limits[1])
        self._shown.set_autoscale_on(limits[2])
        return mark


def _first_box(axes: Any, value: Any) -> dict[str, Any]:
    try:
        borders = [sorted(map(float, value[axis])) for axis in "xy"]
        (x_min, x_max), (y_min, y_max) = borders
    except Exception:
        raise ValueError("`value` must be of the form {'x': (min, max), 'y': (min, max)}.") from None
    left, right = sorted(axes.get_xlim())
    low, high = sorted(axes.get_ylim())
    data = {"x_min": max(x_min, left), "x_max": min(x_max, right), "y_min": max(y_min, low), "y_max": min(y_max, high)}
    if data["x_min"] > data["x_max"] or data["y_min"] > data["y_max"]:
        return {}
    return {"type": "box", "has_selection": True, "data": {name: float(number) for name, number in data.items()}}


# --- the language ------------------------------------------------------------------------------------------------------


def selection_of(text: str, axes: Any) -> dict[str, Any]:
    """What a person typed, as a page would tell it."""
    words = text.split()
    if not words:
        raise NotTaken("a box is `x 1..5 y 2..9`, a polygon `1,2 3,4 5,0`, the whole `all`")
    if all("," in word and ".." not in word for word in words):
        return {"type": "lasso", "has_selection": True, "data": _corners(words, axes)}
    borders = {axis: list(map(float, sorted(limits))) for axis, limits in (("x", axes.get_xlim()), ("y", axes.get_ylim()))}
    if words != ["all"]:
        for axis, span in _pairs(words):
            borders[axis] = _span(span, axis, axes, borders[axis])
    data = {f"{axis}_{end}": borders[axis][at] for axis in "xy" for at, end in enumerate(("min", "max"))}
    return {"type": "box", "has_selection": True, "data": data}


def _corners(words: list[str], axes: Any) -> list[list[float]]:
    if len(words) < 3:
        raise NotTaken(f"a polygon has three corners or more, not {len(words)}")
    corners = [word.split(",") for word in words]
    for word, corner in zip(words, corners):
        if len(corner) != 2:
            raise NotTaken(f"a corner is `x,y`, not {word!r}")
    return [[_number(x, "x", axes), _number(y, "y", axes)] for x, y in corners]


def _pairs(words: list[str]) -> list[tuple[str, str]]:
    if len(words) % 2 or len(words) > 4 or any(word not in "xy" for word in words[::2]):
        raise NotTaken(f"a box is `x 1..5 y 2..9`, not {' '.join(words)!r}")
    return list(zip(words[::2], words[1::2]))


def _span(span: str, axis: str, axes: Any, whole: list[float]) -> list[float]:
    low, dots, high = span.partition("..")
    if not dots:
        raise NotTaken(f"{axis} goes from one to another: `{axis} 1..5`, not {span!r}")
    ends = [_number(low, axis, axes) if low else whole[0], _number(high, axis, axes) if high else whole[1]]
    if ends[0] > ends[1]:
        raise NotTaken(f"{axis} goes from the smaller to the larger, not {span!r}")
    return ends


def _has_times(axes: Any, axis: str) -> bool:
    return "Date" in type((axes.xaxis if axis == "x" else axes.yaxis).get_major_formatter()).__name__


def _number(word: str, axis: str, axes: Any) -> float:
    import math

    try:
        if _has_times(axes, axis) and not word.replace(".", "").isdigit():
            from datetime import datetime

            from matplotlib.dates import date2num

            return float(date2num(datetime.fromisoformat(word)))
        number = float(word)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise NotTaken(f"{word!r} is no {'time' if _has_times(axes, axis) else 'number'} of the {axis} axis")
    return number


def _words(axes: Any, axis: str) -> Any:
    """How a number of an axis is typed."""
    if not _has_times(axes, axis):
        return lambda number: f"{number:.6g}"
    from matplotlib.dates import num2date

    def word(number: float) -> str:
        return num2date(number).replace(tzinfo=None).isoformat(timespec="seconds").removesuffix("T00:00:00")

    return word


def _examples(axes: Any) -> list[str]:
    """The halves of each axis, and the whole."""
    halves = []
    for axis, (first, last) in (("x", sorted(axes.get_xlim())), ("y", sorted(axes.get_ylim()))):
        middle = _words(axes, axis)((first + last) / 2)
        halves += [f"{axis} ..{middle}", f"{axis} {middle}.."]
    return [*halves, "all"]
