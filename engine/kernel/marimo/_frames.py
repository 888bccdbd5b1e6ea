"""Tables as text: the first rows of whatever is a table.

Lists of dicts, dicts of lists, and the frames of pandas, polars, pyarrow and duckdb, which are asked for a few rows
only.  Nothing is imported: a frame's own methods are used.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, Optional

ROWS = 10
COLUMNS = 20
WIDTH = 32  # columns of the screen for one column of the table

_FRAMES = {"DataFrame", "Series", "LazyFrame", "Table", "RecordBatch", "DuckDBPyRelation", "Index"}


def is_frame(value: object) -> bool:
    """True for the tables of the libraries that we know."""
    kind = type(value)
    return kind.__name__ in _FRAMES and kind.__module__.partition(".")[0] in (
        "pandas",
        "polars",
        "pyarrow",
        "duckdb",
        "_duckdb",
        "geopandas",
        "dask",
        "ibis",
    )


def is_ibis(value: object) -> bool:
    """True for expressions of ibis: what is asked of one, its backend computes."""
    return type(value).__module__.partition(".")[0] == "ibis" and hasattr(value, "to_pyarrow")


def known_frame(value: Any) -> Any:
    """The value itself; if it is a table of a library that we do not know, but speaks Arrow's protocol or the older one of
    frames, a table of pyarrow, or of pandas, whichever is there.  The value itself if neither is."""
    kind = type(value)
    if is_frame(value) or isinstance(value, type):
        return value
    if hasattr(kind, "__arrow_c_stream__"):
        try:
            import pyarrow

            return pyarrow.table(value)
        except (ImportError, TypeError, ValueError):
            pass
    if hasattr(kind, "__dataframe__"):
        for library, how in (("pyarrow.interchange", "from_dataframe"), ("pandas.api.interchange", "from_dataframe")):
            try:
                from importlib import import_module

                return getattr(import_module(library), how)(value)
            except (ImportError, TypeError, ValueError):
                continue
    return value


def is_dict_of_columns(data: object) -> bool:
    """True for {"a": [1, 2], ...}."""
    return isinstance(data, dict) and all(isinstance(each, (list, tuple)) for each in data.values())


def column_names(data: Any) -> list[str]:
    """The names of the columns of a table; of a list of values, "value"."""
    if isinstance(data, dict):
        return [str(name) for name in data] if is_dict_of_columns(data) else ["key", "value"]
    if isinstance(data, (list, tuple)):
        names: dict[str, None] = {}
        for row in data[:1000]:
            names.update(dict.fromkeys(map(str, row)) if isinstance(row, dict) else {"value": None})
        return list(names)
    if callable(getattr(data, "collect_schema", None)) and hasattr(data, "collect"):  # a lazy one
        return list(data.collect_schema().names())
    columns = getattr(data, "columns", None)
    if columns is None:
        return [str(getattr(data, "name", None) or "value")]
    names_of_arrow = getattr(data, "column_names", None)
    return [str(name) for name in (names_of_arrow or columns)]


def row_count(data: Any) -> Optional[int]:
    """How many rows a table has, or None if counting them costs."""
    if is_dict_of_columns(data):
        return max((len(column) for column in data.values()), default=0)
    if is_ibis(data):
        return None
    try:
        return len(data)
    except TypeError:
        return None


def rows_of(data: Any, first: int, count: int) -> list[list[Any]]:
    """Some rows of a table, cells in the order of `column_names`."""
    names = column_names(data)
    if is_dict_of_columns(data):
        columns = [column[first : first + count] for column in data.values()]
        longest = max(map(len, columns), default=0)
        return [[column[row] if row < len(column) else None for column in columns] for row in range(longest)]
    if isinstance(data, dict):
        return [[key, value] for key, value in list(data.items())[first : first + count]]
    if isinstance(data, (list, tuple)):
        return [
            [row.get(name) for name in names] if isinstance(row, dict) else [row] for row in data[first : first + count]
        ]
    return _rows_of_frame(data, first, count)


def _rows_of_frame(data: Any, first: int, count: int) -> list[list[Any]]:
    if hasattr(data, "collect"):  # lazy: no more than the head is asked for
        data = data.slice(first, count).collect()
        first = 0
    elif hasattr(data, "fetchall") and hasattr(data, "limit"):
        return [list(row) for row in data.limit(count, first).fetchall()]
    elif is_ibis(data):
        data, first = data.limit(count, offset=first).to_pyarrow(), 0
    part = data.iloc[first : first + count] if hasattr(data, "iloc") else data[first : first + count]
    if hasattr(part, "itertuples"):
        return [list(row) for row in part.itertuples(index=False, name=None)]
    if callable(getattr(part, "rows", None)):
        return [list(row) for row in part.rows()]
    if hasattr(part, "to_pylist"):
        return [list(row.values()) if isinstance(row, dict) else [row] for row in part.to_pylist()]
    return [[value] for value in part]


def _cell(value: object) -> str:
    text = value if isinstance(value, str) else "" if value is None else _representation(value)
    text = " ".join(text[: WIDTH * 40].split())
    if not text.isprintable():
        from marimo._tables import shown_text

        text = shown_text(text) or ""
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"


def _representation(value: object) -> str:
    from marimo._html import Html

    if isinstance(value, Html):
        return value._tarn_line_()
    from marimo._tables import whole_text

    return f"{value:.6g}" if type(value) is float else whole_text(value)


def columns_of(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(sign) else 2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _padded(text: str, width: int, right: bool) -> str:
    blanks = " " * (width - columns_of(text))
    return blanks + text if right else text + blanks


def is_numeric(values: Iterable[Any]) -> bool:
    """True if those that are there are numbers."""
    there = [value for value in values if value is not None]
    return bool(there) and all(isinstance(value, (int, float)) or type(value).__name__ == "Decimal" for value in there)


def table_text(
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    marks: Optional[Sequence[str]] = None,
    kinds: Optional[Sequence[str]] = None,
) -> str:
    """Columns of text side by side, numbers to the right, a mark before each row; below the names their types."""
    shown = [_cell(name) for name in names[:COLUMNS]]
    cells = [[_cell(value) for value in row[: len(shown)]] for row in rows]
    widths = [max(columns_of(row[i]) if i < len(row) else 0 for row in [shown, list(kinds or ()), *cells]) for i in range(len(shown))]
    numeric = [is_numeric(row[i] for row in rows if i < len(row)) for i in range(len(shown))]
    before = [mark + " " for mark in marks] if marks else [""] * len(cells)
    indent = " " * max(map(len, before), default=0)
    more = f"  … {len(names) - COLUMNS} more columns" if len(names) > COLUMNS else ""

    def line(row: Sequence[str]) -> str:
        return "  ".join(map(_padded, row, widths, numeric))

    lines = [indent + line(shown) + more, *([indent + line(kinds)] if kinds else [])]
    lines.append(indent + "  ".join("─" * width for width in widths))
    lines += [mark + line(row) for mark, row in zip(before, cells)]
    return "\n".join(text.rstrip() for text in lines)


def with_index(data: Any, rows: int) -> Any:
    """The head of a pandas frame with its index as columns, unless that only counts; other tables as they are."""
    index = getattr(data, "index", None)
    if not hasattr(data, "iloc") or type(index).__name__ == "RangeIndex":
        return data
    try:
        return data.iloc[:rows].reset_index()
    except ValueError:  # a column has the name of the index
        return data


def _kinds(data: Any, count: int) -> Optional[list[str]]:
    """The types of the first columns in the words of the library, short; None if it does not say."""
    from marimo._sources import source_of

    try:
        source = source_of(data)
        return [_cell(source.kind(column)) for column in range(min(count, source.width))]
    except Exception:  # an object that only looks like a frame
        return None


def first_rows(head: Any, count: int, columns: Sequence[int]) -> list[list[Any]]:
    """The first rows of these columns, of which no more than are shown: in a frame of pandas each costs."""
    columns = list(columns[:COLUMNS])
    part = slice(0, len(columns)) if columns == list(range(len(columns))) else columns
    if hasattr(head, "iloc") and hasattr(head, "columns"):
        return rows_of(head.iloc[:count, part], 0, count)
    if type(head).__name__ == "DataFrame" and type(head).__module__.startswith("polars"):
        return [list(row) for row in head[:count, part].rows()]
    return [[row[column] for column in columns if column < len(row)] for row in rows_of(head, 0, count)]


def node_of_frame(data: Any, rows: int = ROWS) -> dict:
    """The first rows of a table."""
    total = row_count(data)
    head = with_index(data, rows)
    names = column_names(head)
    shown = first_rows(head, rows, range(len(names)))
    text = table_text(names, shown, None, _kinds(data, len(names[:COLUMNS])))
    if total is None:
        text += f"\nthe first {len(shown)} rows" if len(shown) == rows else ""
    elif total > len(shown):
        text += f"\n{len(shown)} of {total} rows"
    from marimo._tables import node_of_table

    return node_of_table(text, data)
