"""data_editor: a table that is edited cell by cell.

The screen sends all edits since the beginning; the value is the data with the edits made.  Shown are the first rows;
editing is not drawn yet.
"""

from __future__ import annotations

import copy

from marimo._frames import column_names, is_dict_of_columns, is_frame, node_of_frame
from marimo.ui._element import UIElement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Literal, Optional, Union


class data_editor(UIElement):
    """A table and the edits made in it."""

    def __init__(
        self,
        data: Any,
        *,
        label: str = "",
        on_change: Optional[Callable[[Any], None]] = None,
        editable_columns: Union[list[str], Literal["all"]] = "all",
        column_sizing_mode: Optional[Literal["auto", "fit"]] = None,
        pagination: Optional[bool] = None,
        page_size: Optional[int] = None,
    ) -> None:
        if not isinstance(data, (list, tuple, dict)) and not is_frame(data):
            raise TypeError(f"a {type(data).__name__} is no table that can be edited")
        self._data = data
        self._page_size = page_size or 10
        args = {"editable_columns": editable_columns, "columns": column_names(data)}
        self._start({"edits": []}, label=label, on_change=on_change, args=args)

    @property
    def data(self) -> Any:
        """The table without edits."""
        return self._data

    def _first(self) -> Any:
        return self._data

    def _convert(self, front: Any) -> Any:
        return apply_edits(self._data, front.get("edits", ()))

    def _line(self) -> str:
        return f"{len(self._front['edits'])} edits"

    def _tarn_node_(self) -> dict:
        return {
            "node": "vstack",
            "label": self._label,
            "children": [node_of_frame(self._value, self._page_size), super()._tarn_node_()],
        }


def experimental_data_editor(*args: Any, **kwargs: Any) -> data_editor:
    """Deprecated in marimo for data_editor, which this is."""
    import warnings

    warnings.warn("mo.ui.experimental_data_editor is deprecated: use mo.ui.data_editor", DeprecationWarning, 2)
    return data_editor(*args, **kwargs)


def apply_edits(data: Any, edits: Any) -> Any:
    """The data with edits made: cells set, rows and columns added, removed or renamed."""
    if not edits:
        return data
    if isinstance(data, (list, tuple)):
        return _edit_rows(data, edits)
    if is_dict_of_columns(data):
        return _edit_columns({name: list(column) for name, column in data.items()}, edits)
    return _edit_frame(data, edits)


def _like(value: Any, sample: Any) -> Any:
    """A value of the kind that stands there already."""
    if value is None or sample is None or isinstance(value, type(sample)):
        return value
    try:
        return type(sample)(value) if type(sample) in (int, float, str, bool) else value
    except (TypeError, ValueError):
        return value


def _edit_rows(data: Any, edits: Any) -> list[Any]:
    rows = copy.deepcopy(list(data))
    is_plain = bool(rows) and not isinstance(rows[0], dict)
    for edit in edits:
        kind, at = edit.get("type"), edit.get("rowIdx")
        if kind == "remove" and at is not None and at < len(rows):
            del rows[at]
        elif "value" in edit and at is not None:
            while len(rows) <= at:
                rows.append(None if is_plain else {})
            name, value = edit["columnId"], edit["value"]
            if is_plain:
                rows[at] = _like(value, rows[at])
            else:
                rows[at][name] = _like(value, rows[at].get(name))
        elif "columnIdx" in edit and not is_plain:
            rows = _edit_headings(rows, edit)
    return rows


def _edit_headings(rows: list[dict], edit: dict[str, Any]) -> list[dict]:
    """Adds, removes or renames a column."""
    kind, at, new_name = edit.get("type"), edit["columnIdx"], edit.get("newName")
    names = list(rows[0]) if rows else []
    if kind == "insert" and new_name:
        names[at:at] = [new_name]
        return [{name: row.get(name) for name in names} for row in rows]
    if at >= len(names):
        return rows
    if kind == "remove":
        return [{name: value for name, value in row.items() if name != names[at]} for row in rows]
    if kind == "rename" and new_name:
        return [{new_name if name == names[at] else name: value for name, value in row.items()} for row in rows]
    return rows


def _edit_columns(columns: dict[str, list], edits: Any) -> dict[str, list]:
    for edit in edits:
        kind, at = edit.get("type"), edit.get("rowIdx")
        if kind == "remove" and at is not None:
            for column in columns.values():
                del column[at : at + 1]
        elif "value" in edit and at is not None:
            length = max(map(len, columns.values()), default=0)
            column = columns.setdefault(edit["columnId"], [None] * length)
            for other in columns.values():
                other.extend([None] * (at + 1 - len(other)))
            sample = column[at] if column[at] is not None else next((each for each in column if each is not None), None)
            column[at] = _like(edit["value"], sample)
        elif "columnIdx" in edit:
            names = list(columns)
            rows = [dict(zip(names, row)) for row in zip(*columns.values())]
            rows = _edit_headings(rows, edit)
            columns = {name: [row[name] for row in rows] for name in (rows[0] if rows else {})}
    return columns


def _edit_frame(data: Any, edits: Any) -> Any:
    """Frames are taken apart into columns and put together again by their own type."""
    if hasattr(data, "to_dict") and hasattr(data, "iloc"):  # pandas: by position, the index stays
        frame = data.copy()
        for edit in edits:
            if "value" in edit:
                at = edit["rowIdx"]
                row = frame.index[at] if at < len(frame) else at
                frame.loc[row, edit["columnId"]] = edit["value"]
            elif edit.get("type") == "remove" and "rowIdx" in edit:
                frame = frame.drop(frame.index[edit["rowIdx"]])
        return frame
    if hasattr(type(data), "from_pydict"):  # pyarrow
        return type(data).from_pydict(_edit_columns(data.to_pydict(), edits))
    columns = {name: list(data[name]) for name in column_names(data)}
    return type(data)(_edit_columns(columns, edits))
