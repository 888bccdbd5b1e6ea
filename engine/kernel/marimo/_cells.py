"""Cells of a notebook that runs as a script: their code, the names they define and read, their order.

The names are CPython's own answer: a cell is compiled, and the code says which globals it loads and stores.  Names
with one leading underscore belong to their cell; they are renamed before the cell is compiled.
"""

from __future__ import annotations

import ast
import dis
import inspect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import CodeType
    from typing import Any, Optional

TOP_LEVEL_AWAIT = 0x2000  # ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
_LOADS = {"LOAD_NAME", "LOAD_GLOBAL", "LOAD_FROM_DICT_OR_GLOBALS"}
_STORES = {"STORE_NAME", "STORE_GLOBAL"}
_DELETES = {"DELETE_NAME", "DELETE_GLOBAL"}


class MultipleDefinitionError(Exception):
    """A name is defined by more than one cell."""


class CycleError(Exception):
    """Cells need each other."""


class UnparsableError(Exception):
    """A cell is not Python."""


class CellCode:
    """A cell's code, ready to run, and its names."""

    def __init__(self, name: str, body: list[ast.stmt], filename: str, number: int) -> None:
        self.name = name
        self.number = number
        module = _with_own_locals(ast.Module(body=body, type_ignores=[]), number)
        last = module.body[-1] if module.body else None
        self._value: Optional[CodeType] = None
        whole = compile(module, filename, "exec", TOP_LEVEL_AWAIT, dont_inherit=True)
        self.defs, self.refs = names_of_code(whole)
        self.defs = {each for each in self.defs if not each.startswith(("_cell_", "@"))}
        if isinstance(last, ast.Expr):
            before = ast.Module(body=module.body[:-1], type_ignores=[])
            self._body = compile(before, filename, "exec", TOP_LEVEL_AWAIT, dont_inherit=True)
            self._value = compile(ast.Expression(last.value), filename, "eval", TOP_LEVEL_AWAIT, dont_inherit=True)
        else:
            self._body = whole
        self.is_coroutine = any(
            code is not None and code.co_flags & inspect.CO_COROUTINE for code in (self._body, self._value)
        )

    def run(self, namespace: dict[str, Any]) -> Any:
        """Runs the cell; the value of its last expression."""
        if self.is_coroutine:
            import asyncio

            return asyncio.run(self.run_async(namespace))
        exec(self._body, namespace)
        return eval(self._value, namespace) if self._value is not None else None

    async def run_async(self, namespace: dict[str, Any]) -> Any:
        """As run, for cells that await."""
        made = eval(self._body, namespace)
        if inspect.iscoroutine(made):
            await made
        made = eval(self._value, namespace) if self._value is not None else None
        awaits = self._value is not None and self._value.co_flags & inspect.CO_COROUTINE
        return await made if awaits and inspect.iscoroutine(made) else made


def body_of_function(node: Any) -> list[ast.stmt]:
    """The statements of a cell's function, without the `return` that marimo writes at its end."""
    body = list(node.body)
    if body and isinstance(body[-1], ast.Return):
        last = body.pop()
        names = last.value
        if names is not None and not isinstance(names, (ast.Tuple, ast.Name)):
            body.append(ast.copy_location(ast.Expr(names), last))
    return body


def names_of_code(code: CodeType) -> tuple[set[str], set[str]]:
    """The globals that code defines, and those that it reads without having defined them before."""
    defined: set[str] = set()
    read: set[str] = set()
    for instruction in dis.get_instructions(code):
        if instruction.opname in _STORES:
            defined.add(instruction.argval)
        elif instruction.opname in _LOADS | _DELETES and instruction.argval not in defined:
            read.add(instruction.argval)
    later: set[str] = set()
    for inner in _inner_codes(code):
        stored, loaded = _globals_of_inner(inner)
        defined |= stored
        later |= loaded
    return defined, read | (later - defined)


def _inner_codes(code: CodeType) -> Iterator[CodeType]:
    return (constant for constant in code.co_consts if inspect.iscode(constant))


def _globals_of_inner(code: CodeType) -> tuple[set[str], set[str]]:
    """As names_of_code, for functions and classes: what they store is a global only if they say so."""
    own: set[str] = set()
    stored: set[str] = set()
    loaded: set[str] = set()
    for instruction in dis.get_instructions(code):
        name = instruction.argval
        if instruction.opname == "STORE_NAME":
            own.add(name)
        elif instruction.opname == "STORE_GLOBAL":
            stored.add(name)
        elif instruction.opname in _LOADS and name not in own:
            loaded.add(name)
    own_of_classes = {"__module__", "__qualname__", "__name__", "__doc__", "__annotations__", "__classdict__"}
    for inner in _inner_codes(code):
        more_stored, more_loaded = _globals_of_inner(inner)
        stored |= more_stored
        loaded |= more_loaded
    return stored, loaded - own_of_classes


def ordered(cells: Iterable[CellCode]) -> list[CellCode]:
    """Cells after those whose names they read; otherwise as they stand."""
    cells = list(cells)
    definers: dict[str, CellCode] = {}
    for cell in cells:
        for name in cell.defs:
            if name in definers:
                raise MultipleDefinitionError(f"more than one cell defines {name}")
            definers[name] = cell
    waiting = {cell.number: {definers[name].number for name in cell.refs if name in definers} for cell in cells}
    done: list[CellCode] = []
    placed: set[int] = set()
    while len(done) < len(cells):
        ready = next((c for c in cells if c.number not in placed and waiting[c.number] - {c.number} <= placed), None)
        if ready is None:
            names = sorted({name for c in cells if c.number not in placed for name in c.defs})
            raise CycleError(f"cells need each other, those that define {', '.join(names)} among them")
        done.append(ready)
        placed.add(ready.number)
    return done


# --- names of a cell's own -------------------------------------------------------------------------------------------


def _is_local(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def _with_own_locals(module: ast.Module, number: int) -> ast.Module:
    """The module with the underscore names of its top level renamed."""
    found = {name for name in _bound_names(module.body) if _is_local(name)}
    if not found:
        return module
    return _Renamer({name: f"_cell_{number}{name}" for name in found}).visit(module)


def _bound_names(body: list[ast.stmt]) -> Iterator[str]:
    """Names that statements bind where they stand, not in functions within."""
    pending: list[ast.AST] = list(body)
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
            pending += node.decorator_list
            continue
        if isinstance(node, ast.Lambda):
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name
        else:
            for field in ("name", "rest"):  # captures of match
                if type(node).__name__.startswith("Match") and isinstance(getattr(node, field, None), str):
                    yield getattr(node, field)
        pending += ast.iter_child_nodes(node)


class _Renamer(ast.NodeTransformer):
    """Renames names, but not where a function has a parameter of that name."""

    def __init__(self, names: dict[str, str]) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self._names.get(node.id, node.id)
        return node

    def visit_alias(self, node: ast.alias) -> ast.AST:
        bound = node.asname or node.name
        if bound in self._names:
            node.asname = self._names[bound]
        return node

    def visit_Global(self, node: Any) -> ast.AST:
        node.names = [self._names.get(name, name) for name in node.names]
        return node

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        node.name = self._names.get(node.name, node.name) if node.name else node.name
        return self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.name = self._names.get(node.name, node.name)
        return self.generic_visit(node)

    def visit_FunctionDef(self, node: Any) -> ast.AST:
        node.name = self._names.get(node.name, node.name)
        return self._visit_function(node)

    def visit_AsyncFunctionDef(self, node: Any) -> ast.AST:
        return self.visit_FunctionDef(node)

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return self._visit_function(node)

    def _visit_function(self, node: Any) -> ast.AST:
        given = node.args
        every = [*getattr(given, "posonlyargs", ()), *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
        parameters = {each.arg for each in every if each is not None}
        inner = {name: new for name, new in self._names.items() if name not in parameters}
        if len(inner) == len(self._names):
            return self.generic_visit(node)
        given.defaults = [self.visit(each) for each in given.defaults]
        given.kw_defaults = [self.visit(each) if each else each for each in given.kw_defaults]
        renamer = _Renamer(inner)
        if isinstance(node.body, list):
            node.body = [renamer.visit(each) for each in node.body]
            node.decorator_list = [self.visit(each) for each in node.decorator_list]
        else:
            node.body = renamer.visit(node.body)
        return node
