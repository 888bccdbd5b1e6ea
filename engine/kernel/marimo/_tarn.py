"""What the kernel asks of this package.  The other half, what this package asks of the kernel, is `_tarn.pyi`.

A description is (mime type, representation or None, output tree or None).  A tree whose root has `parts`, a list of
{"mime": ..., "repr": ...}, is what several calls of mo.output have left.  Trees are dicts of str, int, float, bool,
None, list and dict; a widget has `args`, its bounds or options and the value as the screen would send it.

    node_of(value)          the description, or None for a plain value, shown as its repr
    set_widget(id, json)    gives an element the value that the screen sends and calls its on_change.  Answers with
                            the cell that made it, the elements that changed with it, and what they show now as JSON.
                            They are those it is part of, up to a form, which keeps changes to itself until it is
                            submitted, and their parts.  The readers of all names bound to them run.  None if there is
                            no such element.  A form is sent its element's value, {"tarn": "submit"} or
                            {"tarn": "clear"}; what picks files is told {"tarn": "open", "pick" or "go", "path": S}
    reached(globals, names) [id, name, ...]: the elements that set_widget takes, with each of the names whose element
                            would change with them
    forget(cell)            the cell is about to run again, or is gone
    ask_table(id, json)     the answer to a question of the screen about a table that it shows, as JSON: _tables.py
    finish_output()         a run that has shown something by mo.output is over: what it has not told yet is told now
    settled()               the cells that a widget set off have run: run buttons are released.  A later set_widget
                            releases them as well
"""

from __future__ import annotations

import sys

from marimo._context import find
from marimo._context import forget as _forget
from marimo._describe import describe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator
    from typing import Any, Optional

    from marimo._describe import Description
    from marimo.ui._element import UIElement

__all__ = ["ask_table", "finish_output", "forget", "node_of", "reached", "set_widget", "settled"]


def node_of(value: object) -> Optional[Description]:
    """The description of a value; see above."""
    try:
        return _bounded(describe(value))
    except Exception as error:  # the object says how it is shown, but fails to
        name = f"{type(value).__name__}: {type(error).__name__}"
        return ("text/plain", "", {"node": "placeholder", "name": name, "text": _words_of(error)})


def _words_of(error: Exception) -> str:
    from marimo._bounds import cut

    try:
        return cut(str(error), 2000)
    except Exception:
        return ""


def _bounded(description: Optional[Description]) -> Optional[Description]:
    if description is None or description[2] is None:
        return description
    from marimo._bounds import MOST_TEXT, bounded, cut

    mime, text, node = description
    return (mime, cut(text, MOST_TEXT) if isinstance(text, str) else text, bounded(node))


def set_widget(id: str, json_value: str) -> Optional[tuple[Any, list[UIElement], str]]:
    """Gives an element a value; see above."""
    import json

    settled()
    element = find(id)
    if element is None or not hasattr(element, "_update"):
        return None
    value = json.loads(json_value)
    if isinstance(value, dict) and hasattr(element, "_tell"):
        value = element._tell(value)
        if value is None:  # it only shows something else
            return (element._cell or 0, [], json.dumps({"root": _shown(element)}, default=str))
    for element, key in _lenses(element):
        value = {str(key): value}
    _update(element, value)
    cell = element._cell if element._cell is not None else 0
    return (cell, _with_parts(element), json.dumps({"root": _shown(element)}, default=str))


def ask_table(id: str, json_question: str) -> str:
    """The answer to a question about a table; see above."""
    import json

    from marimo._tables import answer

    return json.dumps(answer(id, json.loads(json_question)), default=str)


def reached(globals: dict[str, Any], names: list[str]) -> list[str]:
    """The elements, and the names that would change with them; see above."""
    found: list[str] = []
    kind = getattr(sys.modules.get("marimo.ui._element"), "UIElement", ())
    for name in names:
        element = globals.get(name)
        if isinstance(element, kind):
            for id in _ids_that_change(element):
                found += [id, name]
    return found


def _ids_that_change(element: UIElement) -> list[str]:
    whole = element
    while whole._lens is not None:
        whole = whole._lens[0]
    changes: dict[str, bool] = {}  # id of what an element is part of: would it change this one?
    found = []
    for part in _with_parts(whole):
        top = part
        for top, _ in _lenses(part):
            pass
        if top._id not in changes:
            changes[top._id] = any(each is element for each in _with_parts(top))
        if changes[top._id]:
            found.append(part._id)
    return sorted(found, key=lambda id: id != element._id)  # its own first: who asks for "the element of a name" means it


def forget(cell: Hashable) -> None:
    """The cell is about to run again, or is gone."""
    _forget(cell)


def finish_output() -> None:
    """A run is over; see above."""
    from marimo.output import _settle

    _settle()


def settled() -> None:
    """The cells that a widget set off have run."""
    buttons = sys.modules.get("marimo.ui._buttons")
    if buttons is not None:
        buttons.release_all()


def _lenses(element: UIElement) -> Iterator[tuple[UIElement, Any]]:
    """What the element is part of, and as what, from the inside out; not beyond a form."""
    while element._lens is not None and element._lens[1] is not None:
        yield element._lens
        element = element._lens[0]


def _update(element: UIElement, value: Any) -> None:
    """An exception of on_change, or a value that does not fit, is printed: the readers run all the same."""
    try:
        element._update(value)
    except Exception:
        sys.excepthook(*sys.exc_info())


def _shown(element: UIElement) -> Optional[dict]:
    """The output tree of an element, None if it cannot be shown."""
    from marimo._bounds import bounded

    try:
        return bounded(element._tarn_node_())
    except Exception:
        sys.excepthook(*sys.exc_info())
        return None


def _with_parts(element: UIElement) -> list[UIElement]:
    """The element and the elements within."""
    found = [element]
    for part in element._parts():
        found += _with_parts(part)
    return found
