"""Keys of caches: a digest of everything that a result depends on.

Code counts as its instructions and constants, not as its text: comments and blank lines change nothing.  Values count
as their contents where they can be pickled; modules as their names (and versions, if they are pinned); functions as
their code and what it reads.  What cannot be told apart otherwise counts as the very object.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import linecache
import pickle
import types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Optional


class _Digest:
    """Collects what a key is made of; cycles are cut."""

    def __init__(self, pin_modules: bool) -> None:
        self._hash = hashlib.sha256()
        self._pin_modules = pin_modules
        self._seen: dict[int, tuple[int, Any]] = {}  # by id: which one it was, and the value, to keep it alive

    def add(self, *words: object) -> None:
        """Some text."""
        for word in words:
            self._hash.update(repr(word).encode("utf-8", "surrogatepass") + b"\0")

    def text(self) -> str:
        """The key."""
        return self._hash.hexdigest()

    def value(self, value: Any) -> None:
        """Anything."""
        if isinstance(value, (type(None), bool, int, float, complex, str, bytes)):
            self.add(type(value).__name__, value)
        elif id(value) in self._seen:
            self.add("seen", self._seen[id(value)][0])
        else:
            self._seen[id(value)] = (len(self._seen), value)
            self._unseen(value)

    def _unseen(self, value: Any) -> None:
        if isinstance(value, types.ModuleType):
            self.add("module", value.__name__, getattr(value, "__version__", None) if self._pin_modules else None)
        elif isinstance(value, types.FunctionType):
            self.function(value)
        elif hasattr(value, "_function") and hasattr(value, "cache_info"):
            self.function(value._function)
        elif isinstance(value, type):
            self.add("class", value.__module__, value.__qualname__)
            for name, member in sorted(vars(value).items()):
                if isinstance(member, types.FunctionType):
                    self.add(name)
                    self.function(member)
        else:
            self._object(value)

    def _object(self, value: Any) -> None:
        from marimo._control import State
        from marimo.ui._element import UIElement

        if isinstance(value, UIElement):
            self.add("element", type(value).__name__)
            self.value(value._value)
        elif isinstance(value, State):
            self.add("state")
            self.value(value())
        elif type(value) in (list, tuple):
            self.add(type(value).__name__, len(value))
            for item in value:
                self.value(item)
        elif type(value) is dict:
            self.add("dict", len(value))
            for key, item in value.items():
                self.value(key)
                self.value(item)
        elif type(value) in (set, frozenset):
            self.add(type(value).__name__, sorted(map(repr, value)))
        else:
            self._pickled(value)

    def _pickled(self, value: Any) -> None:
        self.add(type(value).__module__, type(value).__qualname__)
        try:
            self._hash.update(pickle.dumps(value))
        except Exception:  # it cannot be pickled: only this very object is the same
            self.add("object", id(value))
            _kept[id(value)] = value

    def function(self, function: Callable[..., Any]) -> None:
        """A function: its code, defaults, and the variables that it reads."""
        self._seen[id(function)] = (len(self._seen), function)
        code = function.__code__
        self.code(code)
        self.value(function.__defaults__)
        self.value(function.__kwdefaults__)
        for name, cell in zip(code.co_freevars, function.__closure__ or ()):
            self.add("closure", name)
            try:
                self.value(cell.cell_contents)
            except ValueError:
                self.add("empty")
        self.variables(sorted(_names_read(code)), function.__globals__)

    def variables(self, names: Any, namespace: dict[str, Any]) -> None:
        """Globals by name."""
        for name in names:
            if name in namespace:
                self.add("global", name)
                self.value(namespace[name])

    def code(self, code: types.CodeType) -> None:
        """Instructions, names and constants; no line numbers."""
        self.add(code.co_code, code.co_names, code.co_varnames, code.co_freevars, code.co_flags)
        for constant in code.co_consts:
            if isinstance(constant, types.CodeType):
                self.code(constant)
            else:
                self.add(constant)


_kept: dict[int, Any] = {}  # objects whose identity is part of a key must not make room for others


def _names_read(code: types.CodeType) -> set[str]:
    """The names of globals, and of attributes, that code uses."""
    found = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            found |= _names_read(constant)
    return found


def key_of_call(function: Any, args: tuple, kwargs: dict[str, Any], pin_modules: bool) -> str:
    """The key of a call; arguments count the same however they are given."""
    digest = _Digest(pin_modules)
    digest.value(inspect.unwrap(function))
    try:
        bound = inspect.signature(function).bind(*args, **kwargs)
        bound.apply_defaults()
        digest.value(dict(bound.arguments))
    except (TypeError, ValueError):
        digest.value([list(args), dict(kwargs)])
    return digest.text()


def key_of_block(frame: Any, pin_modules: bool) -> tuple[Optional[str], tuple[str, ...]]:
    """The key of the `with` block that a frame enters, and the names that it binds; None if its source is unknown."""
    from marimo._cells import names_of_code

    source = "".join(linecache.getlines(frame.f_code.co_filename, frame.f_globals))
    block = _block_at(source, frame.f_lineno)
    if block is None:
        return None, ()
    code = compile(ast.Module(body=block.body, type_ignores=[]), "<block>", "exec", 0x2000, dont_inherit=True)
    defined, read = names_of_code(code)
    digest = _Digest(pin_modules)
    digest.add(ast.dump(ast.Module(body=block.body, type_ignores=[])))
    digest.variables(sorted(read), frame.f_globals)
    return digest.text(), tuple(sorted(defined))


def _block_at(source: str, line: int) -> Any:
    """The innermost `with` statement whose head is on this line."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return None
    blocks = [node for node in ast.walk(tree) if isinstance(node, (ast.With, ast.AsyncWith))]
    heads = [node for node in blocks if node.lineno <= line <= _last_line_of_head(node)]
    return heads[-1] if heads else None


def _last_line_of_head(block: Any) -> int:
    return max(item.context_expr.end_lineno or 0 for item in block.items)
