"""Tables that the screen looks at: a handle each, and what is asked of it.

The data stays here.  The screen asks with the id of a handle and a question, a dict:

    op         "rows", "columns", "find", "count", "describe", "copy", "export", "places", "picks", "cells"; of a table that is edited also
               what ui/_editors.py answers
    sort       [[column, descending], ...]; the first counts most
    filter     an expression of Python that is true for the rows that are shown, or ""

and gets a dict that has the same `op`, or `error`.  Rows and columns are numbers from 0; rows are those that are left
by the filter, in the order of the sort.  What was sorted last is kept, and nothing of the data is changed.
"""

from __future__ import annotations

import re

from marimo._context import enrol, find
from marimo._frames import is_numeric
from marimo._sources import is_nothing, source_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any, Callable, Optional

LONGEST = 200  # characters of a cell that the screen is sent
MOST_ROWS = 500  # at once
MOST_COLUMNS = 200
SAMPLE = 20_000  # rows that summaries look at, in so many pieces
PIECES = 100
HEADS_SECONDS = 0.008  # that summaries of several columns may take at once: keys come in between
BINS = 8
BARS = "▁▂▃▄▅▆▇█"
DESCRIBED = 1000  # columns
DISTINCT = 100_000  # values that are told apart
KEPT_HANDLES = 64  # of one cell: who shows a thousand frames in a loop looks at the last of them


class NotTaken(ValueError):
    """What was asked for cannot be, in words for a person."""


class Handle:
    """A table that can be asked."""

    def __init__(
        self,
        data: Any,
        title: str,
        element: Optional[str] = None,
        selection: Optional[str] = None,
        editor: Any = None,
        formatted: Optional[Callable[[str, Any], Any]] = None,
    ) -> None:
        self.title = title
        self.element = element
        self.selection = selection
        self.editor = editor  # the data_editor whose rows these are, if it is one
        self.formatted = formatted  # how a value is shown in the column of a name
        self._data = data
        self._source: Any = None
        self._places: tuple[Any, Any] = (None, None)
        self._summaries: dict[int, dict[str, Any]] = {}
        self.id = enrol(self, "t", KEPT_HANDLES)

    @property
    def source(self) -> Any:
        """Made when something is asked first: most tables are only shown.  Anew when the data was edited."""
        if self.editor is not None and self.editor._latest is not self._data:
            self._data, self._source, self._places, self._summaries = self.editor._latest, None, (None, None), {}
        if self._source is None:
            self._source = source_of(self._data)
        return self._source

    def places(self, question: dict[str, Any]) -> Optional[Sequence[int]]:
        """The numbers of the rows that are shown, or None: all."""
        sort = [(int(column), bool(down)) for column, down in question.get("sort") or ()]
        spec = (sort, question.get("filter") or "")
        source = self.source
        if self._places[0] != spec:
            self._places = (spec, source.places(*spec))
        return self._places[1]

    def rows(self, question: dict[str, Any], first: int, count: int, columns: Sequence[int]) -> list[list[Any]]:
        """Values of some rows that are shown."""
        places = self.places(question)
        if places is None:
            return self.source.rows(first, count, columns)
        part = places[first : first + count]
        return self.source.rows_at(part, columns) if len(part) else []

    def length(self, question: dict[str, Any]) -> Optional[int]:
        """How many rows are shown; None: nobody has counted."""
        places = self.places(question)
        return self.source.length() if places is None else len(places)


def node_of_table(
    text: str,
    data: Any,
    title: str = "",
    element: Optional[str] = None,
    selection: Optional[str] = None,
    editor: Any = None,
    formatted: Optional[Callable[[str, Any], Any]] = None,
) -> dict:
    """An output tree: the first rows as text, and the handle."""
    handle = Handle(data, title or type(data).__name__, element, selection, editor, formatted)
    args = {"element": element, "selection": selection, "edited": editor is not None}
    return {"node": "table", "text": text, "id": handle.id, "args": args}


def answer(identifier: str, question: dict[str, Any]) -> dict[str, Any]:
    """The answer to a question; see above."""
    handle = find(identifier)
    op = str(question.get("op"))
    if not isinstance(handle, Handle):
        return {"op": op, "error": "this table is gone: run its cell again"}
    try:
        if op in _EDITS:
            if handle.editor is None:
                raise NotTaken("this table is not edited: mo.ui.data_editor makes one that is")
            return {"op": op, **handle.editor._ask(op, handle, question)}
        return {"op": op, **_OPERATIONS[op](handle, question)}
    except KeyboardInterrupt:
        return {"op": op, "error": "interrupted"}
    except NotTaken as error:
        return {"op": op, "error": str(error)}
    except Exception as error:
        return {"op": op, "error": f"{type(error).__name__}: {error}"[:500]}


# --- values as text --------------------------------------------------------------------------------------------------

_JOINERS = "\u200d\ufe0e\ufe0f"


def whole_text(value: Any) -> str:
    """A value as it is copied."""
    if value is None:
        return ""
    try:
        return value if isinstance(value, str) else str(value)
    except ValueError:  # a number of more digits than str takes
        return f"<{type(value).__name__} of {value.bit_length()} bits>" if isinstance(value, int) else "<str failed: ValueError>"
    except Exception as error:
        return f"<str failed: {type(error).__name__}>"


def shown_text(value: Any, exact: bool = False) -> Optional[str]:
    """A value on the screen: one line, not without end, no control characters; None for nothing.  `exact`: it may be
    edited."""
    if value is None:
        return None
    text = f"{value:.6g}" if type(value) is float and not exact else whole_text(value)
    text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() or each in _JOINERS else each.encode("unicode_escape", "replace").decode() for each in text
    )


def _columns(handle: Handle, question: dict[str, Any]) -> list[int]:
    asked = question.get("columns")
    width = handle.source.width
    return [int(each) for each in asked if 0 <= int(each) < width] if asked is not None else list(range(width))


# --- questions --------------------------------------------------------------------------------------------------------


def _rows(handle: Handle, question: dict[str, Any]) -> dict[str, Any]:
    first, count = max(int(question.get("first", 0)), 0), min(int(question.get("count", 0)), MOST_ROWS)
    columns = _columns(handle, question)[:MOST_COLUMNS]
    values = handle.rows(question, first, count, columns)
    total = handle.length(question)
    if total is None and len(values) < count:
        total = first + len(values) if values or not first else None
    right = [is_numeric(row[i] for row in values) for i in range(len(columns))]
    heads = [
        {"at": column, "name": shown_text(handle.source.names[column]) or "", "type": handle.source.kind(column), "right": right[i]}
        for i, column in enumerate(columns)
    ]
    return {
        "first": first,
        "total": total,
        "width": handle.source.width,
        "title": handle.title,
        "columns": heads,
        "rows": _shown_rows(handle, values, columns),
    }


def _shown_rows(handle: Handle, values: list[list[Any]], columns: list[int]) -> list[list[Optional[str]]]:
    if handle.formatted:
        names = [str(handle.source.names[column]) for column in columns]
        values = [[handle.formatted(name, value) for name, value in zip(names, row)] for row in values]
    exact = handle.editor is not None
    return [[shown_text(value, exact) for value in row] for row in values]


def _summary(handle: Handle, question: dict[str, Any]) -> dict[str, Any]:
    """Nulls and a small histogram of columns, as many as are quickly told; of the whole table and not of what is left by
    a filter."""
    import time

    found: list[dict[str, Any]] = []
    end = time.perf_counter() + HEADS_SECONDS
    for column in _columns(handle, question)[:MOST_COLUMNS]:
        if found and time.perf_counter() > end:
            break  # the others are asked for again
        if column not in handle._summaries:
            handle._summaries[column] = _summary_of(handle.source, column)
        found.append({"at": column, **handle._summaries[column]})
    return {"columns": found}


def _sample(source: Any, column: int) -> tuple[list[Any], bool]:
    """Values of a column, of a long one some from everywhere in it; and whether these are all."""
    total = source.length()
    if total is None:
        return [row[0] for row in source.rows(0, SAMPLE, [column])], False
    if total <= SAMPLE:
        return list(source.column(column)), True
    piece = SAMPLE // PIECES
    starts = [i * (total - piece) // (PIECES - 1) for i in range(PIECES)]
    return source.sample(column, starts, piece), False


def _summary_of(source: Any, column: int) -> dict[str, Any]:
    values, whole = _sample(source, column)
    there = [value for value in values if not is_nothing(value)]
    numbers = [float(value) for value in there if isinstance(value, (int, float)) and abs(value) < 1e300]
    if there and len(numbers) == len(there) and type(there[0]) is not bool:
        counts = _histogram(numbers)
    else:
        counts = sorted(_counted(there).values(), reverse=True)[:BINS]
    return {"nulls": len(values) - len(there), "whole": whole, "bars": _bars(counts), "seen": len(values)}


def _histogram(numbers: list[float]) -> list[int]:
    low, high = min(numbers), max(numbers)
    counts = [0] * BINS
    for number in numbers:
        counts[min(int((number - low) / (high - low) * BINS), BINS - 1) if high > low else 0] += 1
    return counts


def _bars(counts: Sequence[int]) -> str:
    most = max(counts, default=0)
    return "".join(BARS[min(count * len(BARS) // most, len(BARS) - 1)] if count else " " for count in counts)


_NAN = float("nan")


def _counted(values: Any) -> dict[Any, int]:
    counts: dict[Any, int] = {}
    for value in values:
        if isinstance(value, float) and value != value:
            value = _NAN  # no two of them are equal
        try:
            counts[value] = counts.get(value, 0) + 1
        except TypeError:  # a list
            text = whole_text(value)
            counts[text] = counts.get(text, 0) + 1
    return counts


def _find(handle: Handle, question: dict[str, Any]) -> dict[str, Any]:
    """The next row behind `from` in which a cell matches, in a direction, around the end."""
    pattern, backward = str(question["pattern"]), bool(question.get("backward"))
    flags = 0 if any(each.isupper() for each in pattern) else re.IGNORECASE
    try:
        match = re.compile(pattern, flags).search
    except re.error:
        match = re.compile(re.escape(pattern), flags).search
    columns, start, column = _columns(handle, question), int(question.get("from", 0)), int(question.get("column", 0))
    places = handle.places(question)
    total = len(places) if places is not None else handle.source.length()
    for first, rows in _pieces(handle, question, columns, start, backward, total):
        numbered = list(enumerate(rows, first))
        for number, row in reversed(numbered) if backward else numbered:
            hits = [at for at, value in zip(columns, row) if value is not None and match(whole_text(value))]
            if number == start:
                hits = [at for at in hits if (at < column if backward else at > column)]
            if hits:
                return {"row": number, "column": hits[-1] if backward else hits[0]}
    return {"row": None}


def _pieces(
    handle: Handle, question: dict[str, Any], columns: list[int], start: int, backward: bool, total: Optional[int]
) -> Iterator[tuple[int, list[list[Any]]]]:
    piece = 1000
    if backward:
        last = start + 1
        for end in (last, total or last):
            begin = 0 if end == last else start
            while end > begin:
                first = max(end - piece, begin)
                yield first, handle.rows(question, first, end - first, columns)
                end = first
        return
    for first, end in ((start, total), (0, start + 1)):
        while end is None or first < end:
            rows = handle.rows(question, first, piece if end is None else min(piece, end - first), columns)
            yield first, rows
            first += piece
            if len(rows) < piece:
                break


def _row_numbers(handle: Handle, question: dict[str, Any]) -> dict[str, Any]:
    """Which rows of the data those are that are shown there, and those that were picked and are not shown."""
    unseen = [place for place, _ in _unseen(handle, question)]
    places = handle.places(question)
    rows = [int(row) if places is None else int(places[int(row)]) for row in question["rows"]]
    return {"element": handle.element, "places": list(dict.fromkeys([*rows, *unseen]))}


def _unseen(handle: Handle, question: dict[str, Any]) -> list[list[int]]:
    """What was picked when the table was sorted or filtered otherwise, as pairs of a row of the data and a column."""
    import json

    found = json.loads(question["away"]) if question.get("away") else []
    if question.get("moved"):
        moved = json.loads(question["moved"])
        found += _unseen(handle, moved)
        places = handle.places(moved)
        shown = len(places) if places is not None else handle.source.length()
        picks = [(int(row), int(column)) for row, column in moved["picks"] if shown is None or int(row) < shown]
        found += [[row if places is None else int(places[row]), column] for row, column in picks]
    return found


def _picks(handle: Handle, question: dict[str, Any]) -> dict[str, Any]:
    """Where what was picked is shown now, and what of it is not."""
    import json

    picked = _unseen(handle, question)
    rows = _rows_of_places(handle.places(question), {place for place, _ in picked})
    seen = sorted([rows[place], column] for place, column in picked if place in rows)
    away = [pair for pair in picked if pair[0] not in rows]
    return {"moved": question.get("moved"), "picks": seen, "away": json.dumps(away) if away else None}


def _rows_of_places(places: Any, wanted: set[int]) -> dict[int, int]:
    if places is None:
        return {place: place for place in wanted}
    if hasattr(places, "is_in"):  # a series of polars
        return {int(places[row]): row for row in places.is_in(list(wanted)).arg_true().to_list()}
    if hasattr(places, "dtype"):
        import numpy

        found = numpy.flatnonzero(numpy.isin(places, list(wanted))).tolist()
        return {int(places[row]): row for row in found}
    return {place: row for row, place in enumerate(places) if place in wanted}


def _cells(handle: Handle, question: dict[str, Any]) -> dict[str, Any]:
    """Which cells of the data those are that are shown there, as the value of the element."""
    import json

    unseen = _unseen(handle, question)
    places, names, found = handle.places(question), handle.source.names, []
    for row, column in question["cells"]:
        place = int(row) if places is None else int(places[int(row)])
        found.append({"rowId": str(place), "columnName": str(names[int(column)])})
    found += [{"rowId": str(place), "columnName": str(names[column])} for place, column in unseen]
    told = f"{len(found)} cell{'' if len(found) == 1 else 's'} chosen"
    return {"element": handle.element, "value": json.dumps(found), "told": told}


def _derived(handle: Handle, title: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"id": Handle(rows, title).id, "title": title}


def _count(handle: Handle, question: dict[str, Any]) -> dict[str, Any]:
    """Another table: how often each value of a column is there."""
    column = int(question["column"])
    name = whole_text(handle.source.names[column])
    counts = _counted(_values(handle, question, column))
    total = sum(counts.values()) or 1
    most = max(counts.values(), default=1)
    rows = [
        {name: value, "count": count, "percent": round(100 * count / total, 2), "bar": "█" * max(round(count / most * 20), 1)}
        for value, count in sorted(counts.items(), key=lambda pair: -pair[1])
    ]
    return _derived(handle, f"{handle.title}: {name}", rows or [{name: None, "count": 0}])


def _values(handle: Handle, question: dict[str, Any], column: int) -> Iterator[Any]:
    places = handle.places(question)
    if places is None:
        yield from handle.source.column(column)
        return
    for first in range(0, len(places), 5000):
        yield from (row[0] for row in handle.source.rows_at(places[first : first + 5000], [column]))


def _describe(handle: Handle, question: dict[str, Any]) -> dict[str, Any]:
    """Another table: a row for each column."""
    rows = []
    for column in _columns(handle, question)[:DESCRIBED]:
        values = list(_values(handle, question, column))
        there = [value for value in values if not is_nothing(value)]
        numbers = [value for value in there if isinstance(value, (int, float)) and not isinstance(value, bool)]
        numeric = bool(numbers) and len(numbers) == len(there) and all(abs(number) < 1e300 for number in numbers)
        distinct = _distinct(there)
        rows.append(
            {
                "column": whole_text(handle.source.names[column]),
                "type": handle.source.kind(column),
                "nulls": len(values) - len(there),
                "distinct": distinct if distinct < DISTINCT else f"over {DISTINCT}",
                "least": _extreme(min, there),
                "greatest": _extreme(max, there),
                "mean": sum(numbers) / len(numbers) if numeric else None,
                "median": sorted(numbers)[len(numbers) // 2] if numeric else None,
            }
        )
    return _derived(handle, f"{handle.title}: columns", rows)


def _distinct(values: list[Any]) -> int:
    seen = set()
    for value in values:
        try:
            seen.add(value)
        except TypeError:
            seen.add(whole_text(value))
        if len(seen) >= DISTINCT:
            break
    return len(seen)


def _extreme(which: Callable[..., Any], values: list[Any]) -> Any:
    try:
        return which(values) if values else None
    except Exception:  # of mixed types there is none
        return None


def _table_of_texts(handle: Handle, question: dict[str, Any]) -> Iterator[list[str]]:
    """The head and the rows that are asked for: some, or all."""
    columns = _columns(handle, question)
    yield [whole_text(handle.source.names[column]) for column in columns]
    asked = question.get("rows")
    if asked is not None:
        for number in asked:
            for row in handle.rows(question, int(number), 1, columns):
                yield [whole_text(value) for value in row]
        return
    first = 0
    while True:
        rows = handle.rows(question, first, 5000, columns)
        yield from ([whole_text(value) for value in row] for row in rows)
        first += len(rows)
        if len(rows) < 5000:
            return


def _write(rows: Iterator[list[str]], style: str, out: Any) -> int:
    import csv

    count = -1
    writer = csv.writer(out, delimiter="\t" if style == "tsv" else ",", lineterminator="\n") if style != "md" else None
    for row in rows:
        if writer:
            writer.writerow(row)
        else:
            out.write("| " + " | ".join(text.replace("|", "\\|").replace("\n", " ") for text in row) + " |\n")
            if count < 0:
                out.write("|" + "---|" * len(row) + "\n")
        count += 1
    return count


def _copy(handle: Handle, question: dict[str, Any]) -> dict[str, Any]:
    import io

    out = io.StringIO()
    rows = _table_of_texts(handle, question)
    if not question.get("head"):
        next(rows)
    style = str(question.get("style", "tsv"))
    if style == "tsv":  # as spreadsheets take it: no quotes
        lines = ["\t".join(re.sub(r"[\t\r\n]", " ", text) for text in row) for row in rows]
        return {"text": "\n".join(lines), "rows": len(lines)}
    count = _write(rows, style, out)
    return {"text": out.getvalue().rstrip("\n"), "rows": count + (not question.get("head"))}


def _export(handle: Handle, question: dict[str, Any]) -> dict[str, Any]:
    """Writes what is shown, beside the file first: a broken off export leaves the old one."""
    import os

    path = os.path.expanduser(str(question["path"]))
    style = path.rpartition(".")[2].lower()
    if style not in ("csv", "tsv", "md"):
        raise ValueError("the name has to end in .csv, .tsv or .md")
    if os.path.exists(path) and not question.get("force"):
        raise FileExistsError(f"{path} is there already (! overwrites)")
    beside = f"{path}.{os.getpid()}.part"
    try:
        with open(beside, "w", encoding="utf-8", newline="") as out:
            count = _write(_table_of_texts(handle, question), style, out)
        os.replace(beside, path)
    finally:
        if os.path.exists(beside):
            os.unlink(beside)
    return {"path": path, "rows": count}


_EDITS = ("edit", "append", "remove", "heading", "undo", "redo")
_OPERATIONS = {
    "rows": _rows,
    "columns": _summary,
    "find": _find,
    "count": _count,
    "describe": _describe,
    "copy": _copy,
    "export": _export,
    "places": _row_numbers,
    "picks": _picks,
    "cells": _cells,
}
