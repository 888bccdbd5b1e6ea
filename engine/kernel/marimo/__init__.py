"""marimo as the cells of a tarn notebook see it: the same names, drawn for a terminal.

A package of tarn's own; it needs nothing but the standard library of CPython 3.9 or later.  Each name lives in a
small module and is imported when it is first used, so that `import marimo` costs next to nothing:

    _html _htmltext _markdown     text that is shown, and how other things are embedded in it
    _layout _objects _media       containers; views of objects; what a terminal cannot draw (yet)
    ui                            the elements that a user moves
    output status                 what a running cell shows
    _control _environment _threads _capture watch
    _cache _sql _app ai islands
    _tarn                         what the kernel asks of this package

What cannot be drawn in a terminal yet shows a placeholder that names itself; its value semantics are marimo's.
"""

from __future__ import annotations

__version__ = "0.25.2"  # the marimo whose names and behaviour these are
__generated_with = __version__

# Public name: the module it is imported from.
_HOME = {
    "App": "_app",
    "AppMeta": "_environment",
    "Cell": "_app",
    "Html": "_html",
    "MarimoIslandGenerator": "islands",
    "MarimoStopError": "_control",
    "Thread": "_threads",
    "accordion": "_layout",
    "app_meta": "_environment",
    "as_html": "_html",
    "audio": "_media",
    "cache": "_cache",
    "callout": "_layout",
    "capture_stderr": "_capture",
    "capture_stdout": "_capture",
    "carousel": "_layout",
    "center": "_layout",
    "cli_args": "_environment",
    "create_asgi_app": "islands",
    "current_thread": "_threads",
    "defs": "_environment",
    "doc": "_objects",
    "download": "_media",
    "hstack": "_layout",
    "icon": "_media",
    "iframe": "_media",
    "image": "_media",
    "image_compare": "_media",
    "inspect": "_objects",
    "json": "_objects",
    "latex": "_markdown",
    "lazy": "_pages",
    "left": "_layout",
    "lru_cache": "_cache",
    "md": "_markdown",
    "mermaid": "_media",
    "nav_menu": "_layout",
    "notebook_dir": "_environment",
    "notebook_location": "_environment",
    "outline": "_layout",
    "pdf": "_media",
    "persistent_cache": "_cache",
    "plain": "_html",
    "plain_text": "_html",
    "query_params": "_environment",
    "redirect_stderr": "_capture",
    "redirect_stdout": "_capture",
    "refs": "_environment",
    "right": "_layout",
    "routes": "_pages",
    "running_in_notebook": "_environment",
    "show_code": "_objects",
    "sidebar": "_layout",
    "sql": "_sql",
    "stat": "_layout",
    "state": "_control",
    "stop": "_control",
    "style": "_html",
    "tabs": "_layout",
    "tree": "_objects",
    "video": "_media",
    "vstack": "_layout",
}
_MODULES = ("ai", "islands", "mpl", "output", "status", "ui", "watch")

__all__ = [*_HOME, *_MODULES, "__version__"]


def __getattr__(name: str) -> object:
    """Imports a public name on its first use."""
    from importlib import import_module

    if name in _MODULES:
        return import_module(f"marimo.{name}")
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module 'marimo' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"marimo.{home}"), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
