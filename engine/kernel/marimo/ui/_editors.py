"""data_editor: a table that is edited cell by cell.

The screen sends all edits since the beginning; the value is the data with the edits made (_edits.py).  Which edit a
typed text is, is asked of the table first, so that what fits no column is refused where it is typed:

    op "edit"      row, column, text: the cell becomes that, or empty if there is none; before: what was shown there, if that
                   is known
    op "append"    count: rows behind the last
    op "remove"    rows: they are removed
    op "heading"   column, kind ("insert", "rename", "remove"), name
    op "undo", "redo"

Answered with {"element": its id, "value": JSON of what is to be sent to it, "told": words, "row": where the cursor goes,
if it goes}.  The table shows each edit from then on: several may be on their way.
"""

from __future__ import annotations

from marimo._edits import apply_edits, can_be_edited, examples_of
from marimo._frames import column_names, first_rows, is_frame, row_count, table_text, with_index
from marimo._tables import NotTaken, node_of_table, shown_text
from marimo.ui._element import UIElement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Literal, Optional, Union

    from marimo._tables import Handle

MOST_APPENDED = 1000
_TRUE, _FALSE = ("true", "yes", "1", "t", "y"), ("false", "no", "0", "f", "n")


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
        self._editable = editable_columns
        self._typed: list[dict[str, Any]] = []  # edits that are made or on their way
        self._undone: list[list[dict[str, Any]]] = []
        self._steps: list[int] = []  # how many edits there were before each key
        self._shown: Optional[dict] = None
        args = {"editable_columns": editable_columns, "columns": column_names(data)}
        self._start({"edits": []}, label=label, on_change=on_change, args=args)

    @property
    def data(self) -> Any:
        """The table without edits."""
        return self._data

    def _first(self) -> Any:
        self._latest = self._data  # with the edits of _typed
        return self._data

    def _convert(self, front: Any) -> Any:
        edits = list(front.get("edits", ()))
        if edits == self._typed:
            return self._latest
        value = apply_edits(self._data, edits)
        if edits != self._typed[: len(edits)]:  # what was typed before the element was made anew
            self._typed, self._undone, self._steps, self._latest = list(edits), [], [], value
        return value

    # --- showing ---------------------------------------------------------------------------------------------------

    def _line(self) -> str:
        return _counted(len(self._front["edits"]), "edit", "edits")

    def _tarn_node_(self) -> dict:
        head = with_index(self._value, self._page_size)
        names, total = column_names(head), row_count(self._value)
        rows = first_rows(head, self._page_size, range(len(names)))
        text = table_text(names, rows)
        if total is not None and total > len(rows):
            text += f"\n{len(rows)} of {total} rows"
        widget = super()._tarn_node_()
        children = [self._table_node(text), widget]
        if self._label:
            children.insert(0, {"node": "markdown", "text": self._label})
            widget["label"] = ""
        return {"node": "vstack", "children": children}

    def _table_node(self, text: str) -> dict:
        """The same handle each time it is drawn: the screen may be looking at it."""
        if self._shown is None:
            if not can_be_edited(self._value):
                return {"node": "text", "text": text}
            self._shown = node_of_table(text, self._value, self._label or "editor", self._id, None, self)
        return {**self._shown, "text": text}

    def _clone_parts(self) -> None:
        self._typed, self._undone, self._steps, self._shown = [], [], [], None

    # --- questions of the screen -----------------------------------------------------------------------------------

    def _ask(self, op: str, handle: Handle, question: dict[str, Any]) -> dict[str, Any]:
        """The answer to a question; see above."""
        if op in ("undo", "redo"):
            told = self._take_back() if op == "undo" else self._make_again()
            return {"element": self._id, "value": self._json(), "told": told}
        edits, told, row = {"edit": self._set, "append": self._append, "remove": self._remove, "heading": self._heading}[op](
            handle, question
        )
        try:
            self._latest = apply_edits(self._latest, edits, self._data)
        except Exception as error:
            raise NotTaken(str(error).partition("\n")[0][:200]) from None
        self._steps.append(len(self._typed))
        self._typed = [*self._typed, *edits]
        self._undone = []
        return {"element": self._id, "value": self._json(), "told": told, "row": row}

    def _json(self) -> str:
        import json

        return json.dumps({"edits": self._typed}, default=str)

    def _take_back(self) -> str:
        if not self._typed:
            raise NotTaken("nothing was edited")
        at = self._steps.pop() if self._steps else len(self._typed) - 1
        self._undone.append(self._typed[at:])
        self._typed = self._typed[:at]
        self._latest = apply_edits(self._data, self._typed)
        return _counted(len(self._typed), "edit is left", "edits are left")

    def _make_again(self) -> str:
        if not self._undone:
            raise NotTaken("nothing was taken back")
        self._steps.append(len(self._typed))
        edits = self._undone.pop()
        self._typed = [*self._typed, *edits]
        self._latest = apply_edits(self._latest, edits, self._data)
        return _counted(len(self._typed), "edit", "edits")

    def _name(self, handle: Handle, column: int) -> str:
        """The name of a column that can be edited."""
        levels = getattr(handle.source, "levels", 0)
        if column < levels:
            raise NotTaken("an index is not edited")
        name = str(handle.source.names[column])
        if self._editable != "all" and name not in self._editable:
            raise NotTaken(f"the column {name} is not to be edited")
        return name

    def _set(self, handle: Handle, question: dict[str, Any]) -> tuple[list[dict[str, Any]], str, Optional[int]]:
        column, shown = int(question["column"]), int(question["row"])
        if not 0 <= column < handle.source.width:
            raise NotTaken("there is no such column")
        name = self._name(handle, column)
        places, found = handle.places(question), handle.rows(question, shown, 1, [column])
        if not found:
            raise NotTaken("there is no such row: o adds one")
        before, known = found[0][0], question.get("before")
        if known is not None and known != shown_text(before, True):
            raise NotTaken("another edit came before this one: look again")
        value = self._value_of(handle, column, question.get("text"), before)
        row = shown if places is None else int(places[shown])
        return [{"rowIdx": row, "columnId": name, "value": value}], "", None

    def _value_of(self, handle: Handle, column: int, text: Optional[str], before: Any) -> Any:
        """The typed text as JSON of the type that the column has."""
        if text is None:
            return None
        frame = is_frame(self._data)
        if frame:
            kind = handle.source.kind(column).lower()
        else:
            kind = type(examples_of(self._data).get(str(handle.source.names[column]))).__name__
        text = _unescaped(text, before)
        for names, convert in _KINDS:
            if any(kind.startswith(name) for name in names):
                return None if not text.strip() else convert(text.strip())
        return text

    def _append(self, handle: Handle, question: dict[str, Any]) -> tuple[list[dict[str, Any]], str, Optional[int]]:
        total = row_count(self._latest) or 0
        count = min(max(int(question.get("count", 1)), 1), MOST_APPENDED)
        names = [str(name) for name in handle.source.names[getattr(handle.source, "levels", 0) :]]
        if not names:
            names = ["value"]
        last = total + count - 1
        value = 0 if not _takes_nothing(handle, getattr(handle.source, "levels", 0)) else None
        return [{"rowIdx": last, "columnId": names[0], "value": value}], _counted(count, "row added", "rows added"), last

    def _remove(self, handle: Handle, question: dict[str, Any]) -> tuple[list[dict[str, Any]], str, Optional[int]]:
        places, total = handle.places(question), handle.length(question) or 0
        shown = [int(row) for row in question["rows"] if 0 <= int(row) < total]
        rows = sorted({row if places is None else int(places[row]) for row in shown}, reverse=True)
        if not rows:
            raise NotTaken("there is no row")
        return [{"rowIdx": row, "type": "remove"} for row in rows], _counted(len(rows), "row removed", "rows removed"), None

    def _heading(self, handle: Handle, question: dict[str, Any]) -> tuple[list[dict[str, Any]], str, Optional[int]]:
        kind, column, levels = str(question["kind"]), int(question["column"]), getattr(handle.source, "levels", 0)
        if self._editable != "all":
            raise NotTaken("only some columns are to be edited")
        if column < levels:
            raise NotTaken("an index is not edited")
        at = column - levels + (kind == "insert")
        edit = {"columnIdx": at, "type": kind}
        if kind != "remove":
            edit["newName"] = str(question.get("name") or "")
        return [edit], "", None


def _counted(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


def _takes_nothing(handle: Handle, column: int) -> bool:
    """Whether a cell of the column can be empty: numbers of numpy cannot."""
    kind = handle.source.kind(column) if column < handle.source.width else ""
    return type(handle.source).__name__ != "Pandas" or not kind.startswith(("int", "uint", "bool"))


def _unescaped(text: str, before: Any) -> str:
    """What was typed over a value with control characters, which are shown as \\n and the like."""
    if isinstance(before, str) and not before.isprintable():
        import re

        names = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\"}

        def meant(match: Any) -> str:
            return names.get(match[1]) or chr(int(match[1][1:], 16))

        return re.sub(r"\\(n|t|r|\\|x[0-9a-f]{2}|u[0-9a-f]{4})", meant, text)
    return text


def _whole(text: str) -> int:
    try:
        return int(text.replace("_", ""))
    except ValueError:
        raise NotTaken(f"{text} is no whole number") from None


def _fraction(text: str) -> Union[float, str]:
    """NaN and infinity stay text: JSON has no word for them."""
    try:
        number = float(text)
    except ValueError:
        raise NotTaken(f"{text} is no number") from None
    return text if number != number or number - number != 0 else number


def _any_number(text: str) -> Union[int, float, str]:
    """As a list of Python takes them: whole numbers and fractions beside each other."""
    try:
        return int(text)
    except ValueError:
        return _fraction(text)


def _truth(text: str) -> bool:
    if text.lower() not in _TRUE + _FALSE:
        raise NotTaken(f"{text} is neither true nor false")
    return text.lower() in _TRUE


def _moment(kind: str) -> Callable[[str], str]:
    def checked(text: str) -> str:
        import datetime

        try:
            getattr(datetime, kind).fromisoformat(text)
        except ValueError:
            raise NotTaken(f"{text} is no {kind}: it is written as {_WRITTEN[kind]}") from None
        return text

    return checked


_WRITTEN = {"datetime": "2024-05-31 14:30", "date": "2024-05-31", "time": "14:30"}
_KINDS = (  # beginnings of the names of types, of Python and of the libraries; in this order
    (("interval", "struct", "dict"), lambda text: _refused(text)),
    (("int64", "int32", "int16", "int8", "uint"), _whole),
    (("int",), _any_number),
    (("float", "double", "half", "decimal"), _fraction),
    (("bool",), _truth),
    (("datetime", "timestamp"), _moment("datetime")),
    (("date",), _moment("date")),
    (("time[", "time32", "time64"), _moment("time")),
)


def _refused(text: str) -> Any:
    raise NotTaken("cells of this type are not edited")


def experimental_data_editor(*args: Any, **kwargs: Any) -> data_editor:
    """Deprecated in marimo for data_editor, which this is."""
    import warnings

    warnings.warn("mo.ui.experimental_data_editor is deprecated: use mo.ui.data_editor", DeprecationWarning, 2)
    return data_editor(*args, **kwargs)
