"""Views of objects: nested data, documentation, the inside of an object, the code of a cell.

All are text, but for nested data where somebody looks at it: its parts open and close, on the screen and by themselves.
"""

from __future__ import annotations

from marimo._html import Html, Shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal, Optional, Union

MANY_MEMBERS = 60
MANY_ITEMS = 200  # of one part of nested data
MOST_PARTS = 1000
DEEPEST = 12
FEW = 12  # items of a part that is open at first


class _View(Shown):
    """A node under a label."""

    def __init__(self, node: dict, label: Optional[str] = None) -> None:
        self._node = node if not label else {"node": "vstack", "children": [{"node": "text", "text": label}, node]}

    def _tarn_node_(self) -> dict:
        return self._node


_View.__name__ = "Html"


def tree(items: Union[list[Any], tuple[Any], dict[Any, Any]], label: Optional[str] = None) -> Html:
    """Nested data."""
    if not isinstance(items, (list, tuple, dict)):
        raise ValueError(f"a tree is made of a list, a tuple or a dict, not of a {type(items).__name__}")
    return _Folding(items, label)


def json(data: Union[str, dict[str, Any], list[Any]], label: Optional[str] = None) -> Html:
    """JSON, given as text or as data."""
    import json

    if isinstance(data, str):
        try:
            data = json.loads(data)
        except ValueError as error:
            raise ValueError(f"this is not JSON: {error}") from error
    elif not isinstance(data, (dict, list)):
        raise ValueError(f"JSON is given as text, a dict or a list, not as a {type(data).__name__}")
    return _Folding(data, label, as_json=True)


class _Folding(Shown):
    """Lists, tuples and dicts in one another; each part can be closed."""

    def __init__(self, data: Any, label: Optional[str], as_json: bool = False) -> None:
        from marimo._context import enrol

        self._data, self._label, self._as_json = data, label, as_json
        self._id = enrol(self)

    def _tarn_node_(self) -> dict:
        from marimo import _picture

        self._parts = 0
        node = self._part(self._data, 0) if _picture.is_seen() else self._as_text()
        return {"node": "vstack", "children": [{"node": "text", "text": self._label}, node]} if self._label else node

    def _as_text(self) -> dict:
        if not self._as_json:
            from marimo._describe import node_of

            return node_of(self._data)
        import json

        text = json.dumps(self._data, indent=2, ensure_ascii=False, default=repr)
        return {"node": "code", "text": text, "language": "json"}

    def _part(self, data: Any, depth: int) -> dict:
        """The items of a list or dict, those within others as sections."""
        pairs = data.items() if isinstance(data, dict) else enumerate(data)
        children: list[dict] = []
        for number, (key, item) in enumerate(pairs):
            if number == MANY_ITEMS or self._parts > MOST_PARTS:
                children.append({"node": "text", "text": f"… {len(data) - number} more"})
                break
            children.append(self._item(self._said(key) if isinstance(data, dict) else str(key), item, depth))
        return {"node": "vstack", "children": children}

    def _item(self, key: str, item: Any, depth: int) -> dict:
        from marimo._describe import node_of

        self._parts += 1
        is_part = isinstance(item, (list, tuple, dict))
        if is_part and item and depth < DEEPEST:
            return self._section(key, item, depth)
        if is_part or isinstance(item, (str, int, float, bool, type(None))):
            return {"node": "text", "text": f"{key}: {'…' if is_part and item else self._said(item)}"}
        return {"node": "hstack", "children": [{"node": "text", "text": f"{key}:"}, node_of(item)]}

    def _section(self, key: str, item: Any, depth: int) -> dict:
        count, words = len(item), ("entry", "entries") if isinstance(item, dict) else ("item", "items")
        return {
            "node": "accordion",
            "name": "section",
            "id": f"{self._id}:{self._parts}",
            "labels": [f"{key}  {count} {words[count != 1]}"],
            "children": [self._part(item, depth + 1)],
            "args": {"value": count <= FEW and depth < 2},
        }

    def _said(self, value: Any) -> str:
        from marimo._describe import representation

        if not self._as_json:
            return representation(value)
        import json

        return json.dumps(value, ensure_ascii=False, default=repr)


_Folding.__name__ = "Html"


def doc(obj: Any) -> Optional[Html]:
    """The documentation of an object."""
    import pydoc

    text = pydoc.plain(pydoc.render_doc(obj))
    return _View({"node": "text", "text": text})


def show_code(output: object = None, *, position: Literal["above", "below"] = "below") -> Html:
    """The code of the cell beside its output."""
    from marimo._layout import vstack

    code = _View({"node": "code", "text": _code_of_caller(), "language": "python"})
    if output is None:
        return code
    return vstack([code, output] if position == "above" else [output, code])


def _code_of_caller() -> str:
    """The source of the cell that called, without the call around its output."""
    import ast
    import linecache
    import sys

    frame = sys._getframe(2)
    source = "".join(linecache.getlines(frame.f_code.co_filename, frame.f_globals))
    try:
        last = ast.parse(source).body[-1]
        call = last.value if isinstance(last, ast.Expr) else None
        if isinstance(call, ast.Call) and "show_code" in ast.unparse(call.func):
            inner = ast.get_source_segment(source, call.args[0]) if call.args else ""
            lines = source.splitlines()[: last.lineno - 1]
            return "\n".join([*lines, inner or ""]).strip()
    except (SyntaxError, IndexError, ValueError):
        pass
    return source.strip()


def signature_of(value: Any) -> str:
    """`name(parameters)`, as far as Python knows them."""
    import inspect

    name = getattr(value, "__name__", None) or type(value).__name__
    try:
        return f"{name}{inspect.signature(value)}"
    except (TypeError, ValueError):
        return f"{name}(...)" if callable(value) else name


def summary_of(value: object) -> str:
    """The first line of the documentation."""
    text = getattr(value, "__doc__", None)
    return text.strip().split("\n")[0].strip() if isinstance(text, str) and text.strip() else ""


class inspect(Shown):
    """An object's type, documentation and members."""

    def __init__(
        self,
        obj: object,
        *,
        help: bool = False,
        methods: bool = False,
        docs: bool = True,
        private: bool = False,
        dunder: bool = False,
        sort: bool = True,
        all: bool = False,
        value: bool = True,
    ) -> None:
        self._object = obj
        self._help = help
        self._docs = docs or all
        self._value = value
        self._wanted = {"methods": methods or all, "private": private or all, "dunder": dunder or all}
        self._sort = sort

    def _tarn_node_(self) -> dict:
        from marimo._describe import representation

        value = self._object
        kind = value if isinstance(value, type) else type(value)
        lines = [f"{kind.__module__}.{kind.__qualname__}" if kind.__module__ != "builtins" else kind.__qualname__]
        if callable(value):
            lines.append(signature_of(value))
        if self._docs:
            text = getattr(value, "__doc__", None) or ""
            lines += (text.strip() if self._help else summary_of(value)).split("\n")
        if self._value:
            lines.append(f"= {representation(value)}")
        lines += self._members()
        return {"node": "text", "text": "\n".join(line for line in lines if line)}

    def _members(self) -> list[str]:
        """A line for each member that is wanted."""
        from marimo._describe import representation

        names = [name for name in dir(self._object) if self._is_wanted(name)]
        lines = []
        for name in sorted(names) if self._sort else names:
            try:
                member = getattr(self._object, name)
            except Exception as error:
                lines.append(f"  {name}: raises {type(error).__name__}")
                continue
            if callable(member):
                lines += [f"  {signature_of(member)}"] if self._wanted["methods"] else []
            else:
                lines.append(f"  {name} = {representation(member)[:80]}")
        if len(lines) > MANY_MEMBERS:
            lines[MANY_MEMBERS:] = [f"  … {len(lines) - MANY_MEMBERS} more"]
        return lines

    def _is_wanted(self, name: str) -> bool:
        if name.startswith("__"):
            return self._wanted["dunder"]
        return not name.startswith("_") or self._wanted["private"]
