"""dataframe and data_explorer: frames that are transformed or plotted by hand.

Shown are the first rows.  Plots of columns are not drawn.
"""

from __future__ import annotations

from marimo._frames import is_frame, node_of_frame
from marimo._stepcode import code_of, columns_of, kinds_of
from marimo._steps import NoStep, examples, step_of
from marimo.ui._element import UIElement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Optional


class dataframe(UIElement):
    """A frame and the steps that are done to it, which are typed (_steps.py) and written as code (_stepcode.py).

    The screen sends {"tarn": "say", "text": S} for a step that was typed, {"tarn": "earlier"} and "later" to take the last
    one back and to do it again, {"tarn": "clear"} to take back all.
    """

    def __init__(
        self,
        df: Any,
        on_change: Optional[Callable[[Any], None]] = None,
        page_size: Optional[int] = 5,
        limit: Optional[int] = None,
        show_download: bool = True,
        *,
        format_mapping: Any = None,
        download_csv_encoding: Optional[str] = None,
        download_csv_separator: Optional[str] = None,
        download_json_ensure_ascii: bool = True,
        lazy: Optional[bool] = None,
    ) -> None:
        if not is_frame(df):
            raise ValueError(f"a dataframe is a frame of pandas, polars, ibis, pyarrow or duckdb, not a {type(df)}")
        self._frame = df
        self._rows = page_size or 5
        self._forget()
        self._start({"transforms": []}, on_change=on_change)

    def _forget(self) -> None:
        self._steps: list[dict[str, Any]] = []
        self._undone: list[dict[str, Any]] = []
        self._code = ""
        self._problem = ""
        self._now = self._frame

    def _clone_parts(self) -> None:
        self._forget()

    # --- what is typed ---------------------------------------------------------------------------------------------

    def _tell(self, told: dict[str, Any]) -> Optional[dict[str, Any]]:
        what = told.get("tarn")
        if what is None:
            return told
        self._problem = ""
        steps = list(self._steps)
        if what == "earlier" and steps:
            self._undone.append(steps.pop())
        elif what == "later" and self._undone:
            steps.append(self._undone.pop())
        elif what == "clear":
            steps, self._undone = [], []
        elif what == "say":
            try:
                steps.append(step_of(str(told.get("text", "")), columns_of(self._now), kinds_of(self._now)))
                code_of(self._frame, "df", steps)
            except Exception as error:
                self._problem = _in_words(error)
                return None
            self._undone = []
        else:
            return None
        return {"transforms": steps}

    def _convert(self, front: Any) -> Any:
        steps = list((front or {}).get("transforms") or ())
        try:
            self._code, self._now = code_of(self._frame, self._name(), steps) if steps else ("", self._frame)
            self._steps = steps
        except Exception as error:  # as marimo does: the frame is what it was
            self._code, self._now, self._steps, self._problem = "", self._frame, [], _in_words(error)
        return self._now

    def _name(self) -> str:
        """What the frame is called in the notebook."""
        from marimo._context import namespace

        found = (name for name, value in list(namespace().items()) if value is self._frame and not name.startswith("_"))
        return next(found, "df")

    # --- showing ---------------------------------------------------------------------------------------------------

    def _line(self) -> str:
        count = len(self._steps)
        return f"[ {count} step{'' if count == 1 else 's'} ]" if count else "[ a step ]"

    def _tarn_node_(self) -> dict:
        children = [node_of_frame(self._now, self._rows)]
        if self._code:
            children.append({"node": "code", "text": self._code, "language": "python"})
        if self._problem:
            children.append({"node": "callout", "name": "danger", "children": [{"node": "text", "text": self._problem}]})
        entry = super()._tarn_node_()
        entry["args"] = {"options": self._examples(), "value": len(self._steps)}
        return {"node": "vstack", "id": f"{self._id}:dataframe", "children": [*children, entry]}

    def _examples(self) -> list[str]:
        return examples(list(map(str, columns_of(self._now))), kinds_of(self._now))


def _in_words(error: Exception) -> str:
    if isinstance(error, NoStep):
        return str(error)
    return f"{type(error).__name__}: {(str(error).splitlines() or [''])[0]}"[:500]


class data_explorer(UIElement):
    """A frame and a plot of it."""

    def __init__(
        self,
        df: Any,
        on_change: Optional[Callable[[dict[str, Any]], None]] = None,
        x: Optional[str] = None,
        y: Optional[str] = None,
        row: Optional[str] = None,
        column: Optional[str] = None,
        color: Optional[str] = None,
        size: Optional[str] = None,
        shape: Optional[str] = None,
    ) -> None:
        self._frame = df
        chosen = {"x": x, "y": y, "row": row, "column": column, "color": color, "size": size, "shape": shape}
        self._start({name: value for name, value in chosen.items() if value is not None}, on_change=on_change)

    def _tarn_node_(self) -> dict:
        note = {"node": "placeholder", "name": "mo.ui.data_explorer", "text": "plots of columns"}
        return {"node": "vstack", "children": [node_of_frame(self._frame), note]}
