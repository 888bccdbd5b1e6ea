"""dataframe and data_explorer: frames that are transformed or plotted by hand.

Shown are the first rows.  The menus of transformations and plots are not drawn yet, so the value of a dataframe stays
the frame itself.
"""

from __future__ import annotations

from marimo._frames import is_frame, node_of_frame
from marimo.ui._element import UIElement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Optional


class dataframe(UIElement):
    """A frame and what is done to it."""

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
        self._start({"transforms": []}, on_change=on_change)

    def _convert(self, front: Any) -> Any:
        if front and front.get("transforms"):
            raise NotImplementedError("tarn cannot transform frames yet")
        return self._frame

    def _tarn_node_(self) -> dict:
        note = {"node": "placeholder", "name": "mo.ui.dataframe", "text": "the menu of transformations"}
        return {"node": "vstack", "children": [node_of_frame(self._frame, self._rows), note]}


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
