"""The elements that a user moves: values with a widget.

Every element has a `value`, made from what the screen sends (JSON) by the element's `_convert`.  The screen draws an
element from its node: a name, one line of text, a label, an id, and `args` with its bounds or options.
"""

from __future__ import annotations

_HOME = {
    "altair_chart": "_charts",
    "anywidget": "_charts",
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
    "matplotlib": "_charts",
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
