"""App and Cell: a notebook as a program.

`python notebook.py`, importing names from a notebook, and running a notebook from another one.  The functions that
`@app.cell` decorates are never called: their statements are read from the file and run in one namespace.  The signature
and the `return` of a cell are marimo's way to please linters, and ignored.  Embedding shows a placeholder.
"""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Mapping

from marimo._context import entered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any, Optional, Union

    from marimo._cells import CellCode

_running: list[tuple[str, CellCode]] = []


def running_file() -> Optional[str]:
    """The file of the notebook that runs as a script, or None."""
    return _running[-1][0] if _running else None


def running_cell() -> Optional[CellCode]:
    """The cell of a script that runs, or None."""
    return _running[-1][1] if _running else None


class IncompleteRefsError(Exception):
    """Some names of a cell were given, and others were not."""


class _Namespace(Mapping):
    """The names that cells have defined: to be read."""

    def __init__(self, names: Iterable[tuple[str, Any]]) -> None:
        self._dict = dict(names)

    def __getitem__(self, name: str) -> Any:
        return self._dict[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._dict)

    def __len__(self) -> int:
        return len(self._dict)

    def __repr__(self) -> str:
        return repr(self._dict)

    def _display_(self) -> dict[str, Any]:
        return self._dict


class AppEmbedResult:
    """What a notebook within a notebook has shown and defined."""

    def __init__(self, output: Any, defs: Mapping[str, Any]) -> None:
        self.output = output
        self.defs = defs


class Cell:
    """A cell as an object: it can be run alone, or called like the function it is written as."""

    def __init__(
        self,
        _name: str,
        _cell: Any,
        _app: Optional[Any] = None,
        _pytest_reserved: Optional[set[str]] = None,
        _test_allowed: bool = False,
        _expected_signature: Optional[tuple[str, ...]] = None,
    ) -> None:
        self._name = _name
        self._function = _cell
        self._app = _app
        self._is_test = False
        if hasattr(_cell, "__wrapped__") or callable(_cell):
            self.__wrapped__ = _cell  # what pytest looks at
            self.__name__ = _name

    @property
    def name(self) -> str:
        """The name of the function."""
        return self._name

    @property
    def defs(self) -> set[str]:
        """The names that the cell defines."""
        return {each for each in self._code().defs if not each.startswith("_")}

    @property
    def refs(self) -> set[str]:
        """The names that the cell reads and others define."""
        import builtins

        return {each for each in self._code().refs if not hasattr(builtins, each)}

    def run(self, **refs: Any) -> Any:
        """Runs the cell and the cells it needs, but for the names that are given: (output, names).

        The answer of a cell that awaits must be awaited.
        """
        unknown = [name for name in refs if name not in self.refs]
        if unknown:
            raise ValueError(f"Cell got unexpected argument {unknown[0]}; The allowed arguments are {self.refs}.")
        code = self._code()
        if code.is_coroutine:
            return self._run_async(refs)
        namespace = self._app._prepare(code, refs)
        return self._app._run_cell(code, namespace), self._defined(code, namespace)

    async def _run_async(self, refs: dict[str, Any]) -> Any:
        code = self._code()
        namespace = self._app._prepare(code, refs)
        output = await code.run_async(namespace)
        return output, self._defined(code, namespace)

    def _defined(self, code: CellCode, namespace: dict[str, Any]) -> _Namespace:
        return _Namespace((name, namespace[name]) for name in sorted(self.defs) if name in namespace)

    def _code(self) -> CellCode:
        return self._app._code_of(self)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Runs the cell with its parameters given."""
        if self._is_test:
            return self._run_as_test(*args, **kwargs)
        function = self._function
        names = function.__code__.co_varnames[: function.__code__.co_argcount]
        if len(args) + len(kwargs) != len(names):
            raise TypeError(
                f"{self._name}() takes {len(names)} positional arguments but {len(args) + len(kwargs)} "
                f"{'was' if len(args) + len(kwargs) == 1 else 'were'} given. "
                f"Consider calling with `outputs, defs = {self._name}.run()`."
            )
        code = self._code()
        namespace = self._app._fresh_namespace()
        namespace.update(zip(names, args))
        namespace.update(kwargs)
        return self._app._run_cell(code, namespace)

    def _run_as_test(self, *fixtures: Any, **named: Any) -> None:
        """Called by pytest, with the names that end with _fixture in the order of the signature."""
        parameters = self._function.__code__.co_varnames[: self._function.__code__.co_argcount]
        given = dict(zip((each for each in parameters if each.endswith("_fixture")), fixtures))
        code = self._code()
        self._app._run_cell(code, self._app._prepare(code, {**given, **named}))

    def _names_for_tests(self) -> dict[str, Any]:
        """What the cell defines, with all that it needs."""
        code = self._code()
        namespace = self._app._prepare(code, {})
        self._app._run_cell(code, namespace)
        return namespace

    def __repr__(self) -> str:
        return f"Cell({self._name!r})"


class _Setup:
    """`with app.setup:` runs where it stands; what it defines is there for every cell."""

    def __init__(self, app: App) -> None:
        self._app = app

    def __call__(self, **config: Any) -> _Setup:
        """Options of the cell: of no effect here."""
        return self

    def __enter__(self) -> None:
        frame = sys._getframe(1)
        self._before = set(frame.f_globals)
        self._app._module = frame.f_globals

    def __exit__(self, *exception: Any) -> None:
        found = set(sys._getframe(1).f_globals) - self._before
        self._app._setup_names |= {name for name in found if not name.startswith("__")}

    async def __aenter__(self) -> None:
        self.__enter__()

    async def __aexit__(self, *exception: Any) -> None:
        self._app._setup_names |= set(self._app._module) - self._before


class App:
    """A notebook."""

    def __init__(self, **kwargs: Any) -> None:
        self._config = kwargs
        self._cells: list[Cell] = []
        self._codes: dict[int, CellCode] = {}
        self._unparsable: list[tuple[str, str]] = []
        self._setup_names: set[str] = set()
        self._module: dict[str, Any] = sys._getframe(1).f_globals
        self._disabled: set[int] = set()
        self._places_of_functions: list[float] = []  # between the numbers of cells

    # --- how a notebook is written -----------------------------------------------------------------------------

    def cell(
        self,
        func: Optional[Callable[..., Any]] = None,
        *,
        column: Optional[int] = None,
        disabled: bool = False,
        hide_code: bool = False,
        expand_output: bool = False,
        **kwargs: Any,
    ) -> Union[Cell, Callable[[Callable[..., Any]], Cell]]:
        """A cell."""

        def decorate(function: Callable[..., Any]) -> Cell:
            cell = Cell(function.__name__, function, self)
            if disabled:
                self._disabled.add(len(self._cells))
            self._cells.append(cell)
            if "PYTEST_VERSION" in os.environ:
                self._offer_to_pytest(cell)
            return cell

        return decorate if func is None else decorate(func)

    def function(
        self,
        func: Optional[Callable[..., Any]] = None,
        *,
        column: Optional[int] = None,
        disabled: bool = False,
        hide_code: bool = False,
        expand_output: bool = False,
        **kwargs: Any,
    ) -> Any:
        """A cell that is one function, which other programs may import."""

        def decorate(function: Any) -> Any:
            self._setup_names.add(function.__name__)
            self._places_of_functions.append(len(self._cells) - 0.5 + len(self._places_of_functions) * 1e-6)
            return function

        return decorate if func is None else decorate(func)

    def class_definition(
        self,
        cls: Optional[type] = None,
        *,
        column: Optional[int] = None,
        disabled: bool = False,
        hide_code: bool = False,
        expand_output: bool = False,
        **kwargs: Any,
    ) -> Any:
        """A cell that is one class, which other programs may import."""
        return self.function(cls)  # type: ignore[arg-type]

    @property
    def setup(self) -> _Setup:
        """The cell that runs before all others."""
        return _Setup(self)

    def _offer_to_pytest(self, cell: Cell) -> None:
        from marimo import _tests
        from marimo._cells import body_of_function

        node = self._node_of(cell)
        if _tests.are_collected() and node is not None:
            _tests.collect(cell, node, body_of_function(node))

    def _unparsable_cell(self, code: str, name: Optional[str] = None, **config: Any) -> None:
        self._unparsable.append((name or "_", code))

    # --- how it runs --------------------------------------------------------------------------------------------

    def run(self, defs: Optional[dict[str, Any]] = None, **kwargs: Any) -> tuple[Sequence[Any], Mapping[str, Any]]:
        """Runs the cells, but for those whose names are given: (outputs, names)."""
        with _standing_for_main(self._fresh_namespace()) as namespace:
            return self._run_all(namespace, dict(defs or {}))

    def _run_all(self, namespace: dict[str, Any], given: dict[str, Any]) -> tuple[Sequence[Any], Mapping[str, Any]]:
        from marimo._control import MarimoStopError

        codes = self._all_codes()
        missing = {name for code in codes if code.defs & set(given) for name in code.defs} - set(given)
        if missing:
            raise IncompleteRefsError(
                "When providing refs that override cell definitions, you must provide all definitions from those "
                f"cells. Missing: {sorted(missing)}. Provided refs: {sorted(given)}."
            )
        outputs: dict[float, Any] = dict.fromkeys(self._places_of_functions)
        blocked: set[str] = set()
        for code in self._order(codes):
            if code.number in self._disabled or code.refs & blocked:
                blocked |= code.defs
                continue
            if code.defs & set(given):
                namespace.update((name, given[name]) for name in code.defs if name in given)
                continue
            try:
                outputs[code.number] = self._run_cell(code, namespace)
            except MarimoStopError as stopped:
                outputs[code.number] = stopped.output
                blocked |= code.defs
        found = {name for code in codes for name in code.defs} | self._setup_names
        names = _Namespace((name, value) for name, value in namespace.items() if name in found)
        return tuple(outputs[number] for number in sorted(outputs)), names

    async def embed(self, defs: Optional[dict[str, Any]] = None) -> AppEmbedResult:
        """Runs the notebook within another: its outputs below each other.  Its elements do not react yet."""
        from marimo._html import Placeholder
        from marimo._layout import vstack

        outputs, names = self.run(defs=defs)
        shown = [output for output in outputs if output is not None]
        note = Placeholder("app.embed", "a notebook that does not react within another one yet")
        return AppEmbedResult(vstack([note, *shown]), names)

    def clone(self) -> App:
        """Another notebook of the same cells."""
        twin = App(**self._config)
        twin.__dict__.update({**self.__dict__, "_cells": [], "_codes": {}, "_setup_names": set(self._setup_names)})
        twin._cells = [Cell(cell._name, cell._function, twin) for cell in self._cells]
        return twin

    def _order(self, codes: list[CellCode]) -> list[CellCode]:
        from marimo._cells import ordered

        return ordered(codes)

    def _run_cell(self, code: CellCode, namespace: dict[str, Any]) -> Any:
        file = namespace.get("__file__") or ""
        _running.append((file, code))
        try:
            with entered(f"{file}:{code.number}"):
                return code.run(namespace)
        finally:
            _running.pop()

    def _fresh_namespace(self) -> dict[str, Any]:
        """A namespace with what the setup cell, functions and classes define."""
        module = self._module
        namespace = {name: module[name] for name in self._setup_names if name in module}
        for name in ("__name__", "__file__", "__builtins__", "__doc__", "__package__", "__spec__"):
            if name in module:
                namespace[name] = module[name]
        return namespace

    def _prepare(self, code: CellCode, given: dict[str, Any]) -> dict[str, Any]:
        """A namespace in which the cells have run that `code` needs."""
        codes = self._all_codes()
        namespace = self._fresh_namespace()
        namespace.update(given)
        needed: set[int] = set()
        wanted = set(code.refs) - set(given)
        while True:
            more = [c for c in codes if c.number not in needed and c.defs & wanted and c.number != code.number]
            if not more:
                break
            needed |= {c.number for c in more}
            wanted |= {name for c in more for name in c.refs} - set(given)
        for each in self._order(codes):
            if each.number in needed:
                self._run_cell(each, namespace)
        namespace.update(given)
        return namespace

    # --- where the code comes from ------------------------------------------------------------------------------

    def _all_codes(self) -> list[CellCode]:
        from marimo._cells import UnparsableError

        if self._unparsable:
            name, code = self._unparsable[0]
            raise UnparsableError(f"the cell {name!r} of {self._module.get('__file__')} is not Python:\n{code}")
        return [self._code_of(cell) for cell in self._cells]

    def _code_of(self, cell: Cell) -> CellCode:
        """The code of a cell, read from its file."""
        number = next(i for i, each in enumerate(self._cells) if each is cell)
        if number not in self._codes:
            from marimo._cells import CellCode, body_of_function

            file = cell._function.__code__.co_filename
            node = self._node_of(cell)
            body = body_of_function(node) if node is not None else []
            if "PYTEST_VERSION" in os.environ:
                from marimo import _tests

                body = _tests.rewrite(body, file) if _tests.is_test(cell.name, body) else body
            self._codes[number] = CellCode(cell._name, body, file, number)
        return self._codes[number]

    def _node_of(self, cell: Cell) -> Any:
        """The function as it is written in the file, or None."""
        code = cell._function.__code__
        return _functions_of(code.co_filename, cell._function.__globals__).get(code.co_firstlineno)


class _standing_for_main:
    """The names of the cells are those of the module __main__ while a script runs: pickle looks for classes there."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._names = namespace
        self._main: Any = None

    def __enter__(self) -> dict[str, Any]:
        if self._names.get("__name__") != "__main__":
            return self._names
        module = type(sys)("__main__")
        module.__dict__.update(self._names)
        self._main = sys.modules["__main__"]
        sys.modules["__main__"] = module
        return module.__dict__

    def __exit__(self, *exception: Any) -> None:
        if self._main is not None:
            sys.modules["__main__"] = self._main


_parsed: dict[str, tuple[str, dict[int, Any]]] = {}


def _functions_of(filename: str, module: dict[str, Any]) -> dict[int, Any]:
    """The functions of a file by the line on which they, or their decorators, begin.

    They are copied: compiling renames in place.
    """
    import copy
    import linecache

    linecache.checkcache(filename)
    source = "".join(linecache.getlines(filename, module))
    known = _parsed.get(filename)
    if known is None or known[0] != source:
        functions = {}
        for node in ast.parse(source).body:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                functions[min([node.lineno, *(each.lineno for each in node.decorator_list)])] = node
        known = _parsed[filename] = (source, functions)
    return copy.deepcopy(known[1])
