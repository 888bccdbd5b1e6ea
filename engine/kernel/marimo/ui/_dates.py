"""Elements that pick dates and times."""

from __future__ import annotations

import datetime as dt

from marimo.ui._element import UIElement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Literal, Optional, Union

FORMAT = "%Y-%m-%d"
_TIME_FORMATS = ("%Y-%m-%dT%H", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")
_FRONT_FORMATS = {"hour": "%Y-%m-%dT%H", "minute": "%Y-%m-%dT%H:%M", "second": "%Y-%m-%dT%H:%M:%S"}


def _date(value: Any) -> Any:
    """A date from a date or from text; None stays None."""
    if value is None or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
        return value
    return value.date() if isinstance(value, dt.datetime) else dt.datetime.strptime(value, FORMAT).date()


def _time(value: Any) -> Any:
    """A time from a time or from text; None stays None."""
    if value is None or isinstance(value, dt.datetime):
        return value
    for form in _TIME_FORMATS:
        try:
            return dt.datetime.strptime(value, form)
        except ValueError:
            continue
    raise ValueError(f"{value!r} is no time; it should look like 2026-01-31T12:30")


def _check_bounds(start: Any, stop: Any) -> None:
    if start is not None and stop is not None and stop < start:
        raise ValueError(f"the last ({stop}) is before the first ({start})")


def _is_within(value: Any, start: Any, stop: Any) -> bool:
    return (start is None or value >= start) and (stop is None or value <= stop)


def _nearest(now: Any, start: Any, stop: Any) -> Any:
    """Today, or the bound next to it where only one is given; the first where both are."""
    if start is not None:
        return start if stop is not None or now < start else now
    return stop if stop is not None and now > stop else now


def _range_of_series(series: Any, kwargs: dict[str, Any]) -> dict[str, Any]:
    found = {"start": series.min(), "stop": series.max(), "label": getattr(series, "name", None) or ""}
    for key in ("start", "stop"):
        if hasattr(found[key], "to_pydatetime"):
            found[key] = found[key].to_pydatetime()
        if not isinstance(found[key], dt.date):
            raise ValueError(f"the series holds no dates but {found[key]!r}")
    return {**found, **kwargs}


class date(UIElement):
    """A day."""

    DATE_FORMAT = FORMAT

    def __init__(
        self,
        start: Optional[Union[dt.date, str]] = None,
        stop: Optional[Union[dt.date, str]] = None,
        value: Optional[Union[dt.date, str]] = None,
        *,
        label: str = "",
        on_change: Optional[Callable[[dt.date], None]] = None,
        full_width: bool = False,
        disabled: bool = False,
    ) -> None:
        self._first_day, self._last_day = _date(start), _date(stop)
        _check_bounds(self._first_day, self._last_day)
        initial = _date(value) if value is not None else _nearest(dt.date.today(), self._first_day, self._last_day)
        if not _is_within(initial, self._first_day, self._last_day):
            raise ValueError(f"{initial} is not between {self._first_day} and {self._last_day}")
        args = {"start": str(self.start), "stop": str(self.stop), "disabled": disabled}
        self._start(initial.strftime(FORMAT), label=label, on_change=on_change, args=args)

    @property
    def start(self) -> dt.date:
        """The first day that may be picked."""
        return dt.date.min if self._first_day is None else self._first_day

    @property
    def stop(self) -> dt.date:
        """The last day that may be picked."""
        return dt.date.max if self._last_day is None else self._last_day

    def _convert(self, front: Any) -> Any:
        return dt.datetime.strptime(front, FORMAT).date()

    def _line(self) -> str:
        return f"‹{self._front}›"

    @staticmethod
    def from_series(series: Any, **kwargs: Any) -> date:
        """A day between the first and the last of a series."""
        return date(**_range_of_series(series, kwargs))


class datetime(UIElement):
    """A day and a time."""

    DATETIME_FORMAT = "%Y-%m-%dT%H:%M"

    def __init__(
        self,
        start: Optional[Union[dt.datetime, str]] = None,
        stop: Optional[Union[dt.datetime, str]] = None,
        value: Optional[Union[dt.datetime, str]] = None,
        *,
        precision: Literal["hour", "minute", "second"] = "minute",
        label: Optional[str] = None,
        on_change: Optional[Callable[[Optional[dt.datetime]], None]] = None,
        full_width: bool = False,
        disabled: bool = False,
    ):
        self._first_time, self._last_time = _time(start), _time(stop)
        _check_bounds(self._first_time, self._last_time)
        now = dt.datetime.now().replace(microsecond=0)
        initial = _time(value) if value is not None else _nearest(now, self._first_time, self._last_time)
        if not _is_within(initial, self._first_time, self._last_time):
            raise ValueError(f"{initial} is not between {self._first_time} and {self._last_time}")
        args = {"start": str(self.start), "stop": str(self.stop), "precision": precision, "disabled": disabled}
        self._start(initial.strftime(_FRONT_FORMATS["second"]), label=label, on_change=on_change, args=args)

    @property
    def start(self) -> dt.datetime:
        """The first time that may be picked."""
        return dt.datetime.min if self._first_time is None else self._first_time

    @property
    def stop(self) -> dt.datetime:
        """The last time that may be picked."""
        return dt.datetime.max if self._last_time is None else self._last_time

    def _convert(self, front: Any) -> Any:
        return _time(front)

    def _line(self) -> str:
        return f"‹{str(self._front or '').replace('T', ' ')}›"

    @staticmethod
    def from_series(series: Any, **kwargs: Any) -> datetime:
        """A time between the first and the last of a series."""
        return datetime(**_range_of_series(series, kwargs))


class date_range(UIElement):
    """Two days."""

    DATEFORMAT = FORMAT

    def __init__(
        self,
        start: Optional[Union[dt.date, str]] = None,
        stop: Optional[Union[dt.date, str]] = None,
        value: Optional[Union[tuple[dt.date, dt.date], tuple[str, str]]] = None,
        *,
        label: Optional[str] = None,
        on_change: Optional[Callable[[tuple[dt.date, dt.date]], None]] = None,
        full_width: bool = False,
        disabled: bool = False,
    ):
        self._first_day, self._last_day = _date(start), _date(stop)
        _check_bounds(self._first_day, self._last_day)
        if value is not None:
            first, last = _date(value[0]), _date(value[1])
        else:
            today = dt.date.today()
            first, last = self._first_day or today, self._last_day or today
        bounds = (self._first_day, self._last_day)
        if first > last or not _is_within(first, *bounds) or not _is_within(last, *bounds):
            raise ValueError(f"{first} to {last} is not a range within {self._first_day} and {self._last_day}")
        args = {"start": str(self.start), "stop": str(self.stop), "disabled": disabled}
        self._start([first.strftime(FORMAT), last.strftime(FORMAT)], label=label, on_change=on_change, args=args)

    @property
    def start(self) -> dt.date:
        """The first day that may be picked."""
        return dt.date.min if self._first_day is None else self._first_day

    @property
    def stop(self) -> dt.date:
        """The last day that may be picked."""
        return dt.date.max if self._last_day is None else self._last_day

    def _convert(self, front: Any) -> Any:
        return (_date(front[0]), _date(front[1]))

    def _line(self) -> str:
        return f"‹{self._front[0]} – {self._front[1]}›"

    @staticmethod
    def from_series(series: Any, **kwargs: Any) -> date_range:
        """Two days between the first and the last of a series."""
        return date_range(**_range_of_series(series, kwargs))
