"""table: rows of data, some of them chosen.

The data may be a list of values or of dicts, a dict of lists, or a frame of pandas, polars, pyarrow or duckdb.  The
value is of the same kind, with the chosen rows only.  Shown are the first rows, as text; the screen looks at the others through a handle (_tables.py).
"""

from __future__ import annotations

from marimo._context import find
from marimo._frames import column_names, first_rows, is_dict_of_columns, is_frame, is_ibis, known_frame, row_count, rows_of, table_text, with_index
from marimo._tables import node_of_table
from marimo.ui._element import UIElement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, Literal, Optional, Union

_CELLS = ("single-cell", "multi-cell")
PIXELS = 8  # of a browser, for a character


class TableCell:
    """A chosen cell."""

    def __init__(self, row: Union[int, str], column: str, value: Optional[Any] = None) -> None:
        self.row = row
        self.column = column
        self.value = value

    def __repr__(self) -> str:
        return f"TableCell(row={self.row!r}, column={self.column!r}, value={self.value!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TableCell) and vars(self) == vars(other)


class table(UIElement):
    """Rows of data, and which are chosen."""

    def __init__(
        self,
        data: Any,
        pagination: Optional[bool] = None,
        selection: Optional[Literal["single", "multi", "single-cell", "multi-cell"]] = "multi",
        initial_selection: Optional[Union[list[int], list[tuple[str, str]]]] = None,
        page_size: Optional[int] = None,
        show_column_summaries: Optional[Union[bool, Literal["stats", "chart"]]] = None,
        show_data_types: bool = True,
        format_mapping: Optional[dict[str, Union[str, Callable[..., Any]]]] = None,
        freeze_columns_left: Optional[Sequence[str]] = None,
        freeze_columns_right: Optional[Sequence[str]] = None,
        text_justify_columns: Optional[dict[str, Literal["left", "center", "right"]]] = None,
        wrapped_columns: Optional[list[str]] = None,
        column_widths: Optional[dict[str, int]] = None,
        hidden_columns: Optional[Sequence[str]] = None,
        visible_columns: Optional[Sequence[str]] = None,
        header_tooltip: Optional[dict[str, str]] = None,
        show_download: bool = True,
        max_columns: Any = "inherit",
        *,
        show_search: bool = True,
        label: str = "",
        on_change: Optional[Callable[[Any], None]] = None,
        style_cell: Optional[Callable[[str, str, Any], dict[str, Any]]] = None,
        hover_template: Optional[Union[str, Callable[[str, str, Any], str]]] = None,
        max_height: Optional[int] = None,
        _internal_column_charts_row_limit: Optional[int] = None,
        _internal_summary_row_limit: Optional[int] = None,
        _internal_total_rows: Optional[Union[int, Literal["too_many"]]] = None,
        _internal_lazy: bool = False,
        _internal_preload: bool = False,
    ) -> None:
        data = known_frame(data)
        _check_data(data)
        self._data = data
        self._selection = selection
        self._page_size = page_size or 10
        self._shown: Optional[dict] = None
        self._hidden = set(hidden_columns or ())
        names = column_names(data)
        lists = (freeze_columns_left, freeze_columns_right, wrapped_columns, text_justify_columns, column_widths)
        for name in (name for names_given in lists for name in names_given or ()):
            if name not in names:
                raise ValueError(f"the table has no column {name!r}")
        if set(freeze_columns_left or ()) & set(freeze_columns_right or ()):
            raise ValueError("a column cannot be frozen on both sides")
        self._format_mapping = format_mapping or {}
        visible = set(visible_columns) if visible_columns is not None else None
        self._hidden |= {name for name in names if visible is not None and name not in visible}
        self._frozen, self._widths = list(freeze_columns_left or ()), dict(column_widths or {})
        self._frozen_right = list(freeze_columns_right or ())
        self._start(self._checked(initial_selection), label=label, on_change=on_change, args={"selection": selection})

    def _checked(self, chosen: Optional[list[Any]]) -> list[Any]:
        """The first selection as the screen would send it."""
        chosen = list(chosen or ())
        if self._selection in ("single", "single-cell") and len(chosen) > 1:
            raise ValueError("more than one is chosen at first, but only one may be")
        if self._selection in _CELLS:
            return [{"rowId": str(row), "columnName": column} for row, column in chosen]
        total = row_count(self._data)
        if any(not isinstance(row, int) or row < 0 or (total is not None and row >= total) for row in chosen):
            raise IndexError(f"the table has no such rows: {chosen}")
        return [str(row) for row in chosen]

    Display = dict  # what marimo's frontend is sent; of no use here

    @property
    def data(self) -> Any:
        """The whole table."""
        return self._data

    @property
    def default_page_size(self) -> int:
        """How many rows are shown at once if not said otherwise."""
        return 10

    @staticmethod
    def lazy(data: Any, *, page_size: Optional[int] = None, preload: bool = False) -> table:
        """A table of data that is read when it is shown; nothing can be chosen in it."""
        return table(data, page_size=page_size, selection=None, _internal_lazy=True, _internal_preload=preload)

    def _convert(self, front: Any) -> Any:
        if self._selection is None:
            return None
        if self._selection in _CELLS:
            return [self._table_cell(each) for each in front]
        return select_rows(self._data, [int(row) for row in front])

    def _table_cell(self, place: dict[str, Any]) -> TableCell:
        row, column = place["rowId"], place["columnName"]
        values = rows_of(self._data, int(row), 1)
        names = column_names(self._data)
        return TableCell(row, column, values[0][names.index(column)] if values and column in names else None)

    def _line(self) -> str:
        total = row_count(self._data)
        count = "rows" if total is None else "1 row" if total == 1 else f"{total} rows"
        if self._selection is None:
            return count
        what = "cell" if self._selection in _CELLS else "row"
        many = "" if len(self._front) == 1 else "s"
        return f"{len(self._front)} {what}{many} chosen of {count}"

    def _tarn_node_(self) -> dict:
        head = with_index(self._data, self._page_size)
        names = column_names(head)
        kept = [i for i, name in enumerate(names) if name not in self._hidden]
        rows = [[self._formatted(names[i], value) for i, value in zip(kept, row)] for row in first_rows(head, self._page_size, kept)]
        marks = None
        if self._selection in ("single", "multi"):
            marks = ["●" if str(number) in map(str, self._front) else "○" for number in range(len(rows))]
        text = self._table_node(table_text([names[i] for i in kept], rows, marks))
        widget = super()._tarn_node_()
        children = [text, widget]
        if self._label:
            children.insert(0, {"node": "markdown", "text": self._label})
            widget["label"] = ""
        return {"node": "vstack", "children": children}

    def _table_node(self, text: str) -> dict:
        """The same handle each time it is drawn: the screen may be looking at it."""
        if self._shown is None:
            formatted = self._formatted if self._format_mapping else None
            self._shown = node_of_table(text, self._data, self._label or "table", self._id, self._selection, None, formatted)
            self._shown["args"].update(self._looks(self._shown["id"]))
        return {**self._shown, "text": text}

    def _looks(self, handle: str) -> dict[str, Any]:
        """How the screen shows it at first: columns, by their numbers, that are hidden, stay at the left, have a width."""
        if not (self._hidden or self._frozen or self._frozen_right or self._widths):
            return {}
        names = list(map(str, find(handle).source.names))
        widths = {name: max(int(width) // PIXELS, 3) for name, width in self._widths.items() if isinstance(width, (int, float))}
        return {
            "hidden": [i for i, name in enumerate(names) if name in self._hidden],
            "frozen_right": max((len(names) - names.index(name) for name in self._frozen_right if name in names), default=0),
            "frozen": max((names.index(name) + 1 for name in self._frozen if name in names), default=0),
            "widths": [[names.index(name), width] for name, width in widths.items() if name in names],
        }

    def _formatted(self, name: str, value: Any) -> Any:
        how = self._format_mapping.get(name)
        if how is None or value is None:
            return value
        try:
            return how(value) if callable(how) else how.format(value)
        except Exception:
            return value

    def _tarn_repr_(self) -> str:
        from marimo._describe import representation

        return f"<table value={representation(self._value)}>"


def _check_data(data: Any) -> None:
    """Raises TypeError or ValueError for what is no table."""
    if isinstance(data, str):
        raise ValueError("a table is made of a list, a tuple, a dict of lists or a frame; this is text")
    if isinstance(data, (list, tuple)) or is_dict_of_columns(data) or is_frame(data) or isinstance(data, dict):
        return
    len(data)  # TypeError for numbers and the like
    if not hasattr(data, "__getitem__"):
        raise ValueError(f"a table is made of a list, a tuple, a dict of lists or a frame, not of {type(data)}")


def select_rows(data: Any, rows: list[int]) -> Any:
    """The same kind of table with these rows only."""
    if is_dict_of_columns(data):
        return {name: [column[row] for row in rows] for name, column in data.items()}
    if isinstance(data, dict):
        items = list(data.items())
        return [{"key": items[row][0], "value": items[row][1]} for row in rows]
    if isinstance(data, (list, tuple)):
        return [data[row] for row in rows]
    rows = sorted(rows)  # frames keep their order
    if hasattr(data, "iloc"):
        return data.iloc[rows]
    if is_ibis(data):
        import ibis

        return ibis.memtable(data.to_pyarrow().take(rows)) if rows else data.limit(0)
    is_arrow = hasattr(data, "take") and hasattr(data, "schema") and not hasattr(data, "rows")
    if is_arrow and not rows:  # an empty list is of no type that could be taken
        return data.slice(0, 0)
    return data.take(rows) if is_arrow else data[rows]
