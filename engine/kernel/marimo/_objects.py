"""Views of objects: nested data, documentation, the inside of an object, the code of a cell.

All are text; folding is not drawn yet.
"""

from __future__ import annotations

from marimo._html import Html, Shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal, Optional, Union

MANY_MEMBERS = 60


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
    from marimo._describe import node_of

    return _View(node_of(items), label)


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
    text = json.dumps(data, indent=2, ensure_ascii=False, default=repr)
    return _View({"node": "code", "text": text, "language": "json"}, label)


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
