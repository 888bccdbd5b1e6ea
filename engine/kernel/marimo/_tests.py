"""Tests in a notebook, as pytest finds them in the module that the file is: `pytest notebook.py`.

A cell whose name begins with test_ is one test; the names it reads that end with _fixture are pytest's to give.  A cell
of nothing but tests and fixtures becomes a class MarimoTestBlock_N in the module.  (Functions of @app.function are in
the module anyway.)  The cells that a test needs run when it does, so that a broken one fails its tests and no others.
The names and the rules are marimo's.
"""

from __future__ import annotations

import ast
import functools
import inspect
import itertools
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Optional, Union

    from marimo._app import Cell

    Definition = Union[ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef]

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_numbers = itertools.count()


def are_collected() -> bool:
    """Whether pytest imports notebooks now, and does not run a test that happens to import one."""
    return "PYTEST_VERSION" in os.environ and "PYTEST_CURRENT_TEST" not in os.environ


def is_test(name: str, body: list[ast.stmt]) -> bool:
    """Whether a cell is one test, or nothing but tests."""
    return name.startswith("test_") or is_block(body)


def is_block(body: list[ast.stmt]) -> bool:
    """Whether every statement is a test or a fixture."""
    return bool(body) and all(_is_test(statement) for statement in body)


def _is_test(node: ast.stmt) -> bool:
    if not isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
        return False
    return node.name.lower().startswith("test") or _is_fixture(node)


def _is_fixture(node: Definition) -> bool:
    decorators = [each.func if isinstance(each, ast.Call) else each for each in node.decorator_list]
    return any(getattr(each, "attr", getattr(each, "id", None)) == "fixture" for each in decorators)


def rewrite(body: list[ast.stmt], file: str) -> list[ast.stmt]:
    """The statements with assertions that tell what they compared."""
    try:
        from _pytest.assertion.rewrite import rewrite_asserts
    except ImportError:  # the variable is from a pytest that started this process with another interpreter
        return body
    with open(file, "rb") as source:
        module = ast.Module(body=body, type_ignores=[])
        rewrite_asserts(module, source.read(), file)
    return module.body


def collect(cell: Cell, node: Any, body: list[ast.stmt]) -> None:
    """Makes of a cell what pytest takes for tests."""
    module = cell._function.__globals__
    if cell.name.startswith("test_"):
        fixtures = [each for each in _parameters(node) if each.endswith("_fixture")]
        functools.update_wrapper(cell, _stub(node, fixtures, cell._run_as_test, module))
        cell._is_test = True
    elif is_block(body):
        name = f"MarimoTestBlock_{next(_numbers)}"
        module[name] = _class(name, body, functools.lru_cache(None)(cell._names_for_tests), module)


def _class(name: str, body: list[ast.stmt], names: Callable[[], Mapping[str, Any]], module: dict[str, Any]) -> type:
    """A class whose methods call what the cell defines."""
    members: dict[str, Any] = {"__test__": True, "__module__": module["__name__"]}
    for node in body:
        if isinstance(node, _FUNCTIONS):
            call = functools.partial(_call, names, node.name)
            members[node.name] = _safely(node, ["self", *_parameters(node)], call, module)
        elif isinstance(node, ast.ClassDef):
            members[node.name] = _twin(node, names, module)
    return type(name, (), members)


def _call(names: Callable[[], Mapping[str, Any]], name: str, this: Any, *args: Any) -> Any:
    __tracebackhide__ = True
    found = names()[name]
    if type(found).__name__ == "FixtureFunctionDefinition" or hasattr(found, "_pytestfixturefunction"):
        found = inspect.unwrap(found)  # pytest calls fixtures, nobody else may
    return found(*args)


def _twin(node: ast.ClassDef, names: Callable[[], Mapping[str, Any]], module: dict[str, Any]) -> type:
    """A class of the cell: each of its objects has one of the real class, whose methods are called."""

    def real(this: Any) -> Any:
        if "_real" not in this.__dict__:
            this._real = names()[node.name]()
        return this._real

    def method(name: str, this: Any, *args: Any) -> Any:
        __tracebackhide__ = True
        return getattr(real(this), name)(*args)

    members: dict[str, Any] = {"__test__": True, "__module__": module["__name__"]}
    for each in node.body:
        if isinstance(each, _FUNCTIONS) and _parameters(each):
            call = functools.partial(method, each.name)
            members[each.name] = _safely(each, _parameters(each), call, module)
    return type(node.name, (), members)


def _parameters(node: Any) -> list[str]:
    given = node.args
    return [each.arg for each in [*getattr(given, "posonlyargs", ()), *given.args, *given.kwonlyargs]]


def _safely(node: Any, parameters: list[str], call: Callable[..., Any], module: dict[str, Any]) -> Any:
    """A stub; where its decorators need what only the notebook's cells define, a test that fails and says so."""
    try:
        return _stub(node, parameters, call, module, node.decorator_list)
    except Exception as error:
        reason = error

        def fails(*unused: Any) -> None:
            text = f"the decorators of {node.name} need a name that is not defined in app.setup"
            raise ValueError(text) from reason

        fails.__name__ = node.name
        return fails


def _stub(node: Any, parameters: list[str], call: Any, module: Any, decorators: Optional[list[Any]] = None) -> Any:
    """A function with the test's name, place, parameters and decorators that calls what it stands for.

    Without decorators it stands for a whole cell, which is called even if it awaits.
    """
    arguments = [ast.Name(each, ast.Load()) for each in parameters]
    value: Any = ast.Call(ast.Name("__call", ast.Load()), arguments, [])
    awaits = decorators is not None and isinstance(node, ast.AsyncFunctionDef)
    if awaits:
        last: Any = ast.Return(ast.Await(value))
    elif decorators and _yields(node):
        last = ast.Expr(ast.YieldFrom(value))
    else:
        last = ast.Return(value)
    body = [ast.Assign([ast.Name("__tracebackhide__", ast.Store())], ast.Constant(True)), last]
    signature = ast.arguments([], [ast.arg(each) for each in parameters], None, [], [], None, [])
    kind: Any = ast.AsyncFunctionDef if awaits else ast.FunctionDef
    stub = kind(name=node.name, args=signature, body=body, decorator_list=decorators or [])
    if hasattr(node, "type_params"):
        stub.type_params = []
    for each in ast.walk(stub):
        ast.copy_location(each, node)
    tree = ast.fix_missing_locations(ast.Module([stub], []))
    namespace = {**module, "__call": call}
    namespace.setdefault("pytest", __import__("pytest"))
    exec(compile(tree, module["__file__"], "exec"), namespace)
    return namespace[node.name]


def _yields(node: Any) -> bool:
    """Whether a function is a generator: what its inner functions do is their own."""
    pending = list(node.body)
    while pending:
        each = pending.pop()
        if isinstance(each, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(each, (*_FUNCTIONS, ast.ClassDef, ast.Lambda)):
            pending += ast.iter_child_nodes(each)
    return False
