"""Elements that pick numbers."""

from __future__ import annotations

from marimo.ui._element import UIElement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, Literal, Optional, Union

    Numeric = Union[int, float]

LENGTH = 16  # glyphs of the line along which a slider moves


def _bounds_of_series(series: Any, kwargs: dict[str, Any]) -> dict[str, Any]:
    """Arguments for an element that ranges over the values of a series, named like it."""
    found = {"start": float(series.min()), "stop": float(series.max()), "label": getattr(series, "name", None) or ""}
    return {**found, **kwargs}


def _checked_steps(start: Any, stop: Any, step: Any, steps: Any) -> Optional[list]:
    """The list of steps, or None if there are bounds instead."""
    has_steps = steps is not None and not (hasattr(steps, "__len__") and len(steps) == 0 and start is not None)
    if has_steps and not (start is None and stop is None and step is None):
        raise ValueError("either steps, or start, stop and step: not both")
    if not has_steps and (start is None or stop is None):
        raise ValueError("give either steps, or both start and stop")
    if not has_steps:
        return None
    found = list(steps.tolist() if hasattr(steps, "tolist") else steps)
    if not found or not all(isinstance(each, (int, float)) for each in found):
        raise TypeError("steps is a sequence of numbers, and not empty")
    return found


def _has_fractions(*numbers: Any) -> bool:
    return any(isinstance(number, float) for number in numbers)


def _place(value: Any, low: Any, high: Any) -> int:
    """Where on the line of a slider a value stands."""
    return 0 if high <= low else max(0, min(LENGTH - 1, round((value - low) * (LENGTH - 1) / (high - low))))


class slider(UIElement):
    """A number between bounds, or one of the steps."""

    def __init__(
        self,
        start: Optional[Numeric] = None,
        stop: Optional[Numeric] = None,
        step: Optional[Numeric] = None,
        value: Optional[Numeric] = None,
        debounce: bool = False,
        disabled: bool = False,
        orientation: Literal["horizontal", "vertical"] = "horizontal",
        show_value: bool = False,
        include_input: bool = False,
        steps: Optional[Sequence[Numeric]] = None,
        *,
        label: str = "",
        on_change: Optional[Callable[[Optional[Numeric]], None]] = None,
        full_width: bool = False,
    ) -> None:
        self._steps = _checked_steps(start, stop, step, steps)
        if self._steps:
            if value is not None and value not in self._steps:
                value = self._steps[0]
            initial: Any = 0 if value is None else self._steps.index(value)
            start, stop = self._steps[0], self._steps[-1]
        else:
            initial = start if value is None else value
            if stop < start:
                raise ValueError(f"the slider ends ({stop}) before it begins ({start})")
            if not start <= initial <= stop:
                raise ValueError(f"the value {initial} is not between {start} and {stop}")
        self.start, self.stop, self.step = start, stop, step
        self.steps = self._steps
        self._number: Any = float if _has_fractions(start, stop, step, value) else int
        args = {"start": start, "stop": stop, "step": step, "steps": self._steps, "disabled": disabled}
        args.update(orientation=orientation, show_value=show_value, include_input=include_input, debounce=debounce)
        self._start(initial, label=label, on_change=on_change, args=args)

    def _convert(self, front: Any) -> Any:
        if self._steps is None:
            return self._number(front)
        if not 0 <= int(front) < len(self._steps):
            raise KeyError(front)
        return self._steps[int(front)]

    def _line(self) -> str:
        if self._steps:
            at = _place(self._steps.index(self._value), 0, len(self._steps) - 1)
        else:
            at = _place(self._value, self.start, self.stop)
        return "─" * at + "●" + "─" * (LENGTH - 1 - at) + f" {self._value}"

    @staticmethod
    def from_series(series: Any, **kwargs: Any) -> slider:
        """A slider over the values of a series."""
        return slider(**_bounds_of_series(series, kwargs))


class range_slider(UIElement):
    """Two numbers between bounds, or two of the steps."""

    def __init__(
        self,
        start: Optional[Numeric] = None,
        stop: Optional[Numeric] = None,
        step: Optional[Numeric] = None,
        value: Optional[Sequence[Numeric]] = None,
        debounce: bool = False,
        orientation: Literal["horizontal", "vertical"] = "horizontal",
        show_value: bool = False,
        steps: Optional[Sequence[Numeric]] = None,
        *,
        label: str = "",
        on_change: Optional[Callable[[Sequence[Numeric]], None]] = None,
        full_width: bool = False,
        disabled: bool = False,
    ) -> None:
        self._steps = _checked_steps(start, stop, step, steps)
        if self._steps:
            if value is None or any(each not in self._steps for each in value):
                initial = [0, len(self._steps) - 1]
            else:
                initial = [self._steps.index(each) for each in value]
            start, stop = self._steps[0], self._steps[-1]
        else:
            initial = [start, stop] if value is None else list(value)
            if stop < start or initial[1] < initial[0]:
                raise ValueError("a range ends before it begins")
            if initial[0] < start or initial[1] > stop:
                raise ValueError(f"the range {initial} is not within {start} and {stop}")
        self.start, self.stop, self.step = start, stop, step
        self.steps = self._steps
        args = {"start": start, "stop": stop, "step": step, "steps": self._steps, "disabled": disabled}
        args.update(orientation=orientation, show_value=show_value, debounce=debounce)
        self._start(initial, label=label, on_change=on_change, args=args)

    def _convert(self, front: Any) -> Any:
        return list(front) if self._steps is None else [self._steps[int(each)] for each in front]

    def _line(self) -> str:
        scale = self._front if self._steps else self._value
        low, high = (0, len(self._steps) - 1) if self._steps else (self.start, self.stop)
        first, last = _place(scale[0], low, high), _place(scale[1], low, high)
        line = "".join("●" if at in (first, last) else "━" if first < at < last else "─" for at in range(LENGTH))
        return f"{line} {self._value[0]} – {self._value[1]}"

    @staticmethod
    def from_series(series: Any, **kwargs: Any) -> range_slider:
        """A range slider over the values of a series."""
        return range_slider(**_bounds_of_series(series, kwargs))


class number(UIElement):
    """A number that is typed."""

    def __init__(
        self,
        start: Optional[float] = None,
        stop: Optional[float] = None,
        step: Optional[float] = None,
        value: Optional[float] = None,
        debounce: bool = False,
        *,
        label: str = "",
        on_change: Optional[Callable[[Optional[Numeric]], None]] = None,
        full_width: bool = False,
        disabled: bool = False,
    ) -> None:
        if start is not None and stop is not None and start > stop:
            raise ValueError(f"the bounds end ({stop}) before they begin ({start})")
        if value is None:
            value = start if start is not None else stop
        elif not isinstance(value, (int, float)):
            raise TypeError(f"the value is a number, not a {type(value).__name__}")
        elif (start is not None and value < start) or (stop is not None and value > stop):
            raise ValueError(f"the value {value} is not between {start} and {stop}")
        self.start, self.stop, self.step = start, stop, step
        args = {"start": start, "stop": stop, "step": step, "disabled": disabled, "debounce": debounce}
        self._start(value, label=label, on_change=on_change, args=args)

    def _line(self) -> str:
        return f"‹{'' if self._value is None else self._value}›"

    @staticmethod
    def from_series(series: Any, **kwargs: Any) -> number:
        """A number between the least and the greatest value of a series."""
        return number(**_bounds_of_series(series, kwargs))
