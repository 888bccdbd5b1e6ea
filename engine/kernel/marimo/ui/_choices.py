"""Elements that pick from options.

Options are a list, each named by its text or repr, or a dict of names.  The screen sends names.
"""

from __future__ import annotations

from marimo.ui._element import UIElement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, Optional, Union


def _options_of_series(series: Any, kwargs: dict[str, Any]) -> dict[str, Any]:
    """Arguments for an element whose options are the values of a series, sorted, named like it."""
    if hasattr(series, "drop_duplicates"):  # pandas, whose unique() turns dates into numbers
        values = series.drop_duplicates().tolist()
    else:
        values = series.unique().to_list()
    values = sorted(value for value in values if value is not None and value == value)
    return {"options": values, "label": getattr(series, "name", None) or "", **kwargs}


def _named(options: Any) -> dict[str, Any]:
    """Options by name, each name once."""
    if isinstance(options, dict):
        return dict(options)
    found: dict[str, Any] = {}
    for option in options:
        name = option if isinstance(option, str) else repr(option)
        if name in found:
            raise ValueError(f"two options have the name {name!r}")
        found[name] = option
    return found


def _sendable(options: dict) -> list[Any]:
    """The names of options as the screen knows them and sends them back: JSON."""
    return [name if isinstance(name, (str, int, float)) else str(name) for name in options]


def _option(options: dict, name: Any) -> Any:
    """The option of this name."""
    try:
        return options[name]
    except (KeyError, TypeError):
        raise ValueError(f"{name!r} is not among the options {list(options)}") from None


def _name_in(options: Any, named: dict[str, Any], value: Any) -> Any:
    """The name by which a given first value is meant: itself, or its text where options are a list."""
    if not isinstance(value, str) and not isinstance(options, dict):
        value = repr(value)
    _option(named, value)
    return value


class radio(UIElement):
    """One option, all in sight."""

    def __init__(
        self,
        options: Union[Sequence[str], dict[str, Any]],
        value: Optional[str] = None,
        inline: bool = False,
        *,
        label: str = "",
        on_change: Optional[Callable[[Any], None]] = None,
        disabled: bool = False,
    ) -> None:
        if isinstance(options, dict):
            self.options = dict(options)
        else:
            self.options = {option: option for option in options}
            if len(self.options) < len(options):
                raise ValueError("an option is there twice")
        args = {"options": _sendable(self.options), "inline": inline, "disabled": disabled}
        self._start(value, label=label, on_change=on_change, args=args)

    def _convert(self, front: Any) -> Any:
        return None if front is None else _option(self.options, front)

    def _line(self) -> str:
        return "  ".join(f"({'•' if name == self._front else ' '}) {name}" for name in self.options)

    @staticmethod
    def from_series(series: Any, **kwargs: Any) -> radio:
        """A choice among the values of a series."""
        return radio(**_options_of_series(series, kwargs))


class dropdown(UIElement):
    """One option from a list that opens."""

    def __init__(
        self,
        options: Union[Sequence[Any], dict[str, Any]],
        value: Optional[Any] = None,
        allow_select_none: Optional[bool] = None,
        searchable: bool = False,
        *,
        label: str = "",
        on_change: Optional[Callable[[Any], None]] = None,
        full_width: bool = False,
        disabled: bool = False,
    ) -> None:
        self.options = _named(options)
        if allow_select_none is None:
            allow_select_none = value is None
        if not allow_select_none and not self.options:
            raise ValueError("one option must be chosen, but there are no options")
        if value is not None:
            initial = [_name_in(options, self.options, value)]
        else:
            initial = [] if allow_select_none else [next(iter(self.options))]
        args = {"options": _sendable(self.options), "allow_select_none": allow_select_none}
        self._start(
            initial, label=label, on_change=on_change, args={**args, "searchable": searchable, "disabled": disabled}
        )

    def _convert(self, front: Any) -> Any:
        return _option(self.options, front[0]) if front else None

    @property
    def selected_key(self) -> Optional[str]:
        """The name of the chosen option."""
        return self._front[0] if self._front else None

    def _line(self) -> str:
        return f"{'--' if not self._front else self._front[0]} ▾"

    @staticmethod
    def from_series(series: Any, **kwargs: Any) -> dropdown:
        """A choice among the values of a series."""
        return dropdown(**_options_of_series(series, kwargs))


class multiselect(UIElement):
    """Any number of options."""

    def __init__(
        self,
        options: Union[Sequence[Any], dict[str, Any]],
        value: Optional[Sequence[Any]] = None,
        *,
        label: str = "",
        on_change: Optional[Callable[[list[object]], None]] = None,
        full_width: bool = False,
        max_selections: Optional[int] = None,
        disabled: bool = False,
    ) -> None:
        self.options = _named(options)
        initial = [_name_in(options, self.options, each) for each in value or ()]
        if max_selections is not None:
            if max_selections < 0:
                raise ValueError("max_selections is negative")
            if len(initial) > max_selections:
                raise ValueError(f"{len(initial)} options are chosen, but only {max_selections} may be")
        args = {"options": _sendable(self.options), "max_selections": max_selections}
        self._start(initial, label=label, on_change=on_change, args={**args, "disabled": disabled})

    def _convert(self, front: Any) -> Any:
        return [_option(self.options, name) for name in front or ()]

    def _line(self) -> str:
        return f"{', '.join(map(str, self._front)) or '--'} ▾"

    @staticmethod
    def from_series(series: Any, **kwargs: Any) -> multiselect:
        """A choice among the values of a series."""
        return multiselect(**_options_of_series(series, kwargs))
