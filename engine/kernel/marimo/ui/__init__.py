"""The elements that a user moves: values with a widget.

Every element has a `value`, made from what the screen sends (JSON) by the element's `_convert`.  The screen draws an
element from its node: a name, one line of text, a label, an id, and `args` with its bounds or options, and `value`,
what the screen has sent last.  It sends what marimo's frontend would:

    slider                        a number; with steps, the place among them.  range_slider: a list of two
    number                        a number or null
    checkbox switch               true or false
    radio                         the name of an option, or null.  dropdown, multiselect: a list of names
    text text_area code_editor    text.  refresh: text that differs from the last
    date                          "2026-01-31".  datetime: "2026-01-31T12:30".  date_range: a list of two
    button run_button             anything
    array dictionary batch        {key: value of the part}, keys as text; or the part itself is sent its value
    form                          the value of its element, {"tarn": "submit"} or {"tarn": "clear"}
    tabs                          the place of the one in front, as text
    table                         a list of row numbers as text, or of {"rowId": "0", "columnName": "a"}
    data_editor                   {"edits": [{"rowIdx": 0, "columnId": "a", "value": 1}, ...]}, all of them
    matrix                        rows of numbers
    file                          [[name, contents in base64], ...]
    file_browser                  [{"id": path, "path": path, "name": name, "is_directory": false}, ...]
    chat                          {"messages": [{"role": "user", "content": ...}, ...]}, {"tarn": "say", "text": ...},
                                  {"tarn": "earlier"}, "later" or "clear"
"""

from __future__ import annotations

_HOME = {
    "altair_chart": "_charts",
    "anywidget": "_anywidget",
    "array": "_groups",
    "batch": "_groups",
    "button": "_buttons",
    "chat": "_chat",
    "checkbox": "_toggles",
    "code_editor": "_text",
    "data_editor": "_editors",
    "data_explorer": "_frames",
    "dataframe": "_frames",
    "date": "_dates",
    "date_range": "_dates",
    "datetime": "_dates",
    "dictionary": "_groups",
    "dropdown": "_choices",
    "experimental_data_editor": "_editors",
    "file": "_files",
    "file_browser": "_files",
    "form": "_form",
    "matplotlib": "_mpl",
    "matrix": "_matrix",
    "microphone": "_files",
    "multiselect": "_choices",
    "number": "_numbers",
    "panel": "_charts",
    "plotly": "_charts",
    "radio": "_choices",
    "range_slider": "_numbers",
    "refresh": "_buttons",
    "run_button": "_buttons",
    "slider": "_numbers",
    "switch": "_toggles",
    "table": "_table",
    "tabs": "_tabs",
    "text": "_text",
    "text_area": "_text",
}

__all__ = list(_HOME)


def __getattr__(name: str) -> object:
    """Imports an element on its first use."""
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module 'marimo.ui' has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(f"marimo.ui.{home}"), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
