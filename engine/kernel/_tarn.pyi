"""The kernel's extension module as the `marimo` package beside it sees it, and what it asks of that package.

`_tarn` exists only inside the kernel; a notebook that runs as a script must do without:

    try:
        import _tarn
    except ImportError:
        _tarn = None

A *node* is a dict of the shape that src/notebook/output.h gives, values being str, int, float, bool, None,
list or dict: {"node": "text", "text": "1"}.  A *description* of a value is what is shown for it:
(mime type, repr or None, node or None).

What the kernel asks of `marimo._tarn`, each name optional, once `marimo` is imported (a value whose type has one
of the methods _display_, _mime_ or _repr_*_ imports it):

    node_of(value) -> Description | None     None: a plain value, shown as its repr
    set_widget(id: str, json: str) -> tuple[int, list[object], str] | None
        gives an element its new value and runs its on_change; the cell that made it, and the elements that
        changed with it (arrays it is part of, ...).  None: there is no such element
    reached(globals: dict, names: list[str]) -> list[str]
        an element's id, and one of the names whose element would change with it, in turns
    forget(cell: int) -> None                the cell is about to run again, or is gone: drop its elements

An object of the package whose type has the method `_tarn_repr_` is printed by that in lists of variables:
"<slider value=3>"; without, as "<TypeName>".  An exception class named MarimoStopError in the package stops a cell
quietly; its attribute `output` is what the cell shows.
"""

from typing import Any, Optional, Tuple

Description = Tuple[str, Optional[str], Optional[dict]]

def current() -> Optional[Tuple[int, int]]:
    """The run and the cell under way, or None between runs and in forked children.  Runs are counted from 1."""

def is_script() -> bool:
    """The notebook runs once and without an editor (tarn exec)."""

def is_app() -> bool:
    """The notebook is looked at and operated, but not edited (tarn run)."""

def describe(value: object) -> Description:
    """What a cell shows whose value is `value`: node_of's answer, or the repr.  For parts of an output.  None, which
    shows nothing, is ("text/plain", "None", ...) here."""

def representation(value: object) -> str:
    """repr() without its dangers: long ones are cut, one that raises is "<repr failed: ValueError>"."""

def show(description: Optional[Description], run: int = ..., cell: int = ...) -> None:
    """Replaces what the running cell shows, at once (mo.output).  It stays if the cell's own value is None.  None
    clears it.  Between runs nothing happens, unless a run is named: a thread that it began goes on."""

def draw(id: str, json: str) -> None:
    """What an element shows meanwhile, as the JSON that set_widget answers with, while it takes a value."""

def say(run: int, text: str) -> None:
    """Text for the console of a run, even if it is over."""

def state_set(getter: object, allow_self_loops: bool = False, run: int = ..., cell: int = ...) -> None:
    """A state has a new value: the cells that read a global bound to this very object will run, but not the one that set
    it: that which runs, unless another is named (0: none)."""

def names_of(value: object) -> list:
    """The public global names bound to this very object, sorted."""

def namespace() -> dict:
    """The globals of the notebook."""

def to_json(value: Any) -> str:
    """JSON of str, int, float, bool, None, list, tuple, dict; anything else as the string of its repr."""
