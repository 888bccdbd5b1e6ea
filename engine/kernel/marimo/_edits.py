"""Edits of a table: cells set, rows and columns added, removed, renamed; as marimo's screen tells of them.

    {"rowIdx": 2, "columnId": "a", "value": 7}       a row behind the last is added by setting a cell of it
    {"rowIdx": 2, "type": "remove"}
    {"columnIdx": 1, "type": "insert", "newName": "b"}       also "rename", "remove"

The data that they are made in stays as it is: what is changed is copied first.  A column keeps its type: a frame's as its
library says, that of a list by the values that were there before the first edit.
"""

from __future__ import annotations

import sys

from marimo._frames import column_names, is_dict_of_columns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, Optional

    Edits = Sequence[dict[str, Any]]

SAMPLES = 10  # rows that tell of which type the columns of a list are
MOST_SAFE = 2**53 - 1  # a larger fraction is not exact in a browser, where marimo would make one


def apply_edits(data: Any, edits: Edits, first: Any = None) -> Any:
    """The data with edits made; `first` is the data before any edit, if some are made already."""
    if not edits:
        return data
    first = data if first is None else first
    if isinstance(data, (list, tuple)):
        return _edit_rows(data, edits, examples_of(first))
    if is_dict_of_columns(data):
        return _edit_columns(data, edits, examples_of(first))
    return _edit_frame(data, edits)


def can_be_edited(data: Any) -> bool:
    """Whether it is a table that edits can be made in."""
    if isinstance(data, (list, tuple)) or is_dict_of_columns(data):
        return True
    name, library = type(data).__name__, type(data).__module__.partition(".")[0]
    return (library, name) in (("pandas", "DataFrame"), ("polars", "DataFrame"), ("pyarrow", "Table"))


def examples_of(data: Any) -> dict[str, Any]:
    """A value of each column of a list or of a dict of lists: the last one that is there in a few rows."""
    found: dict[str, Any] = {}
    length = max(map(len, data.values()), default=0) if isinstance(data, dict) else len(data)
    if length <= SAMPLES:
        places: Iterable[int] = range(length)
    else:
        places = [*(i * length // SAMPLES for i in range(SAMPLES - 1)), length - 1]
    for place in places:
        if isinstance(data, dict):
            row: Any = {name: column[place] for name, column in data.items() if place < len(column)}
        else:
            row = data[place] if isinstance(data[place], dict) else {"value": data[place]}
        found.update((name, value) for name, value in row.items() if value is not None)
    return found


# --- values -----------------------------------------------------------------------------------------------------------


def like(value: Any, example: Any) -> Any:
    """A value of the type of another one; what cannot be one stays what it is."""
    import datetime

    try:
        if value is None or example is None:
            return value
        if isinstance(example, bool):
            return bool(value)
        if isinstance(example, int):
            return _number(value)
        if isinstance(example, (float, str)):
            return float(value) if isinstance(example, float) else str(value)
        if isinstance(example, datetime.timedelta):
            return datetime.timedelta(microseconds=float(value))
        if isinstance(example, (datetime.datetime, datetime.date)):
            kind = datetime.datetime if isinstance(example, datetime.datetime) else datetime.date
            return value if isinstance(value, kind) else kind.fromisoformat(value)
        if isinstance(example, list):
            return _list_of(value)
    except (ValueError, TypeError, ArithmeticError):
        pass
    return value


def _number(value: Any) -> Any:
    """A whole number if it is one, else a fraction."""
    from decimal import Decimal, InvalidOperation

    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    try:
        number = Decimal(str(value))
    except (InvalidOperation, ValueError):
        return float(value)
    if number.is_finite() and number == number.to_integral_value():
        return int(number)
    return float(value) if not number.is_finite() or abs(number) <= MOST_SAFE else value


def _list_of(value: Any) -> list[Any]:
    import ast

    if not isinstance(value, str):
        return value if isinstance(value, list) else [value]
    try:
        found = ast.literal_eval(value)
        return found if isinstance(found, list) else list(found)
    except (TypeError, ValueError, SyntaxError):
        return value.split(",")


# --- lists and dicts --------------------------------------------------------------------------------------------------


def _edit_rows(data: Any, edits: Edits, examples: dict[str, Any]) -> list[Any]:
    rows = list(data)
    plain = bool(rows) and not isinstance(rows[0], dict)
    names = column_names(rows) if rows else list(examples)
    if plain:
        rows, names = [{"value": row} for row in rows], ["value"]
    for edit in edits:
        at = edit.get("rowIdx")
        if "value" in edit and at is not None and at >= 0:
            name = edit["columnId"]
            if name not in names:
                names.append(name)
                rows = [{**row, name: row.get(name)} for row in rows]
                examples = {**examples, name: None}
            rows += [dict.fromkeys(names) for _ in range(at + 1 - len(rows))]
            rows[at] = {**rows[at], name: like(edit["value"], examples.get(name))}
        elif "columnIdx" in edit:
            rows, names = _edit_headings(rows, names, edit)
        elif edit.get("type") == "remove" and at is not None and 0 <= at < len(rows):
            del rows[at]
    return [row["value"] for row in rows] if plain and names == ["value"] else rows


def _edit_headings(rows: list[dict], names: list[str], edit: dict[str, Any]) -> tuple[list[dict], list[str]]:
    """Adds, removes or renames a column."""
    names, before = _edited_names(names, edit), list(names)
    kind, at = edit.get("type"), edit["columnIdx"]
    if kind == "insert":
        new = names[at]
        return [{name: row.get(name) for name in names if name == new or name in row} for row in rows], names
    if kind == "remove":
        return [{name: value for name, value in row.items() if name != before[at]} for row in rows], names
    return [{names[at] if name == before[at] else name: value for name, value in row.items()} for row in rows], names


def _edited_names(names: Sequence[str], edit: dict[str, Any]) -> list[str]:
    """The columns with one more, one less or another name; ValueError if that is not possible."""
    kind, at, new, names = edit.get("type"), edit["columnIdx"], edit.get("newName"), list(names)
    if kind not in ("insert", "remove", "rename") or not 0 <= at < len(names) + (kind == "insert"):
        raise ValueError(f"there is no column {at}")
    if kind != "remove" and not new:
        raise ValueError("a column needs a name")
    if kind != "remove" and new in names and not (kind == "rename" and names[at] == new):
        raise ValueError(f"there is a column {new} already")
    names[at : at + (kind != "insert")] = [] if kind == "remove" else [str(new)]
    return names


def _edit_columns(data: dict[str, Any], edits: Edits, examples: dict[str, Any]) -> dict[str, list]:
    columns = {name: list(column) for name, column in data.items()}
    for edit in edits:
        at = edit.get("rowIdx")
        length = max(map(len, columns.values()), default=0)
        if "value" in edit and at is not None and at >= 0:
            name = edit["columnId"]
            if name not in columns:
                columns[name] = []
                examples = {**examples, name: None}
            for column in columns.values():
                column += [None] * (max(length, at + 1) - len(column))
            columns[name][at] = like(edit["value"], examples.get(name))
        elif "columnIdx" in edit:
            before, names = list(columns), _edited_names(list(columns), edit)
            new, place = [None] * length, edit["columnIdx"]
            kept = before[:place] + before[place + 1 :] if edit["type"] == "remove" else before
            values = [columns[name] for name in kept]
            if edit["type"] == "insert":
                values.insert(place, new)
            columns = dict(zip(names, values))
        elif edit.get("type") == "remove" and at is not None and at >= 0:
            for column in columns.values():
                del column[at : at + 1]
    return columns


# --- frames -----------------------------------------------------------------------------------------------------------


def _edit_frame(data: Any, edits: Edits) -> Any:
    library = type(data).__module__.partition(".")[0]
    if library == "pyarrow":
        frame = _ArrowEdits(data)
    else:
        frame = (_PandasEdits if library == "pandas" else _PolarsEdits)(data)
    for edit in edits:
        at = edit.get("rowIdx")
        if "value" in edit and at is not None and at >= 0:
            frame.lengthen(at + 1)
            frame.set(at, edit["columnId"], edit["value"])
        elif "columnIdx" in edit:
            frame.edit_heading(edit["type"], edit["columnIdx"], _edited_names(list(map(str, frame.names())), edit))
        elif edit.get("type") == "remove" and at is not None and 0 <= at < len(frame.frame):
            frame.remove(at)
    return frame.frame


class _PandasEdits:
    """By position: labels may be there twice, and the index stays."""

    def __init__(self, data: Any) -> None:
        self.frame = data.copy()
        self._pandas = sys.modules["pandas"]

    def names(self) -> Sequence[Any]:
        return list(self.frame.columns)

    def _column(self, name: str) -> int:
        """Its place; a column that is not there yet is added."""
        names = list(map(str, self.frame.columns))
        if name not in names:
            self.frame[name] = self._pandas.Series([None] * len(self.frame), index=self.frame.index, dtype=object)
            return len(names)
        return names.index(name)

    def lengthen(self, length: int) -> None:
        while len(self.frame) < length:
            row = {i: self._nothing(dtype) for i, dtype in enumerate(self.frame.dtypes)}
            counts = type(self.frame.index).__name__ == "RangeIndex"
            more = self._pandas.DataFrame(row, index=[len(self.frame)])
            more.columns = self.frame.columns
            self.frame = self._pandas.concat([self.frame, more], ignore_index=counts)

    def _nothing(self, dtype: Any) -> Any:
        """A new cell: nothing if the column's type has that, else zero."""
        try:
            return self._pandas.array([None], dtype=dtype)
        except (TypeError, ValueError):
            return self._pandas.array([0], dtype=dtype)

    def set(self, at: int, name: str, value: Any) -> None:
        column = self._column(name)
        dtype = self.frame.dtypes.iloc[column]
        if str(dtype) == "object":
            before = self.frame.iat[at, column]
            self.frame.isetitem(column, self._with(column, at, like(value, None if before != before else before)))
            return
        if "datetime" in str(dtype) and value is not None:
            value = self._pandas.Timestamp(value)
        if "timedelta" in str(dtype) and value is not None:
            value = self._pandas.Timedelta(value)
        if value is not None and str(dtype) == "category" and value not in dtype.categories:
            raise ValueError(f"{value!r} is none of the column's categories")
        one = self._pandas.array([value], dtype=dtype)  # raises for what the column cannot hold
        self.frame.isetitem(column, self._with(column, at, one[0]))

    def _with(self, column: int, at: int, value: Any) -> Any:
        values = self.frame.iloc[:, column].copy()
        values.iat[at] = value
        return values

    def edit_heading(self, kind: str, at: int, names: list[str]) -> None:
        if kind == "insert":
            self.frame.insert(at, names[at], self._pandas.Series([None] * len(self.frame), index=self.frame.index, dtype=object))
        elif kind == "rename":
            self.frame.columns = [names[i] if i == at else name for i, name in enumerate(self.frame.columns)]
        else:
            self.frame = self.frame.iloc[:, [i for i in range(self.frame.shape[1]) if i != at]]

    def remove(self, at: int) -> None:
        counts = type(self.frame.index).__name__ == "RangeIndex"
        self.frame = self.frame.drop(index=at) if counts and self.frame.index[at] == at else self._without(at)
        if counts:
            self.frame = self.frame.reset_index(drop=True)

    def _without(self, at: int) -> Any:
        return self._pandas.concat([self.frame.iloc[:at], self.frame.iloc[at + 1 :]])


class _PolarsEdits:
    """Frames do not change: each edit makes another, which shares the other columns."""

    def __init__(self, data: Any) -> None:
        self.frame = data.clone()
        self._polars = sys.modules["polars"]

    def names(self) -> Sequence[Any]:
        return self.frame.columns

    def lengthen(self, length: int) -> None:
        more = length - len(self.frame)
        if more > 0:
            nothing = self._polars.DataFrame({name: [None] * more for name in self.frame.columns}, schema=self.frame.schema)
            self.frame = self._polars.concat([self.frame, nothing])

    def set(self, at: int, name: str, value: Any) -> None:
        polars = self._polars
        if name not in self.frame.columns:
            self.frame = self.frame.with_columns(polars.Series(name, [None] * len(self.frame), dtype=polars.String))
        column = self.frame[name]
        one = self._one(name, column.dtype, value)
        column = polars.concat([column[:at], one, column[at + 1 :]], rechunk=True)
        self.frame = self.frame.with_columns(column)

    def _one(self, name: str, dtype: Any, value: Any) -> Any:
        """A series of one value; raises for what the column cannot hold."""
        polars = self._polars
        if isinstance(value, str) and dtype.is_temporal():
            one = polars.Series(name, [value])
            if dtype == polars.Duration:
                return polars.Series(name, [int(float(value))]).cast(polars.Duration("us")).cast(dtype)
            return one.str.strptime(dtype, strict=True) if dtype != polars.Time else one.str.to_time()
        if isinstance(value, str) and dtype in (polars.Categorical, polars.Enum):
            return polars.Series(name, [value]).cast(dtype)
        if isinstance(value, str) and dtype.is_float():
            value = float(value)
        if isinstance(value, str) and dtype == polars.List:
            value = _list_of(value)
        return polars.Series(name, [value], dtype=dtype, strict=True)

    def edit_heading(self, kind: str, at: int, names: list[str]) -> None:
        if kind == "insert":
            column = self._polars.Series(names[at], [None] * len(self.frame), dtype=self._polars.String)
            self.frame = self.frame.insert_column(at, column)
        elif kind == "rename":
            self.frame = self.frame.rename({self.frame.columns[at]: names[at]})
        else:
            self.frame = self.frame.drop(self.frame.columns[at])

    def remove(self, at: int) -> None:
        self.frame = self._polars.concat([self.frame[:at], self.frame[at + 1 :]])


class _ArrowEdits:
    """As those of polars."""

    def __init__(self, data: Any) -> None:
        self.frame = data
        self._arrow = sys.modules["pyarrow"]

    def names(self) -> Sequence[Any]:
        return self.frame.schema.names

    def _joined(self, tables: list[Any]) -> Any:
        return self._arrow.concat_tables(tables)

    def lengthen(self, length: int) -> None:
        more = length - len(self.frame)
        if more > 0:
            schema = self.frame.schema
            nothing = [self._arrow.nulls(more, kind) for kind in schema.types]
            self.frame = self._joined([self.frame, self._arrow.Table.from_arrays(nothing, schema=schema)])

    def set(self, at: int, name: str, value: Any) -> None:
        arrow, names = self._arrow, self.frame.schema.names
        if name not in names:
            self.frame = self.frame.append_column(name, arrow.nulls(len(self.frame), arrow.string()))
            names = [*names, name]
        place = names.index(name)
        column, field = self.frame.column(place), self.frame.schema.field(place)
        if isinstance(value, str) and arrow.types.is_temporal(field.type):
            one = arrow.array([value]).cast(field.type)
        elif isinstance(value, str) and arrow.types.is_floating(field.type):
            one = arrow.array([float(value)], type=field.type)
        else:
            one = arrow.array([value], type=field.type)
        chunks = [*column.slice(0, at).chunks, one, *column.slice(at + 1).chunks]
        self.frame = self.frame.set_column(place, field, arrow.chunked_array(chunks, type=field.type))

    def edit_heading(self, kind: str, at: int, names: list[str]) -> None:
        if kind == "insert":
            self.frame = self.frame.add_column(at, names[at], self._arrow.nulls(len(self.frame), self._arrow.string()))
        elif kind == "rename":
            self.frame = self.frame.rename_columns(names)
        else:
            self.frame = self.frame.remove_column(at)

    def remove(self, at: int) -> None:
        self.frame = self._joined([self.frame.slice(0, at), self.frame.slice(at + 1)])
