"""Where a notebook runs: its arguments, its folder, its mode, the names of the running cell."""

from __future__ import annotations

import os
import sys

from marimo._context import kernel, namespace
from marimo._control import State

TYPE_CHECKING = False
if TYPE_CHECKING:
    import pathlib
    from collections.abc import ItemsView, Iterator, KeysView
    from typing import Any, Optional, Union


def running_in_notebook() -> bool:
    """True in tarn's editor; False where the notebook runs as a script."""
    from marimo._context import current_run

    return kernel is not None and current_run() is not None and not kernel.is_script()


class CLIArgs:
    """The arguments of the command line by name: a value, or a list where a name was given more than once."""

    def __init__(self, params: dict[str, Any]) -> None:
        self._params = params

    def get(self, key: str, default: Optional[Any] = None) -> Any:
        """The value of a name, or a list of them."""
        return self._params.get(key, default)

    def get_all(self, key: str) -> list[Any]:
        """All values of a name."""
        value = self._params.get(key, [])
        return value if isinstance(value, list) else [value]

    def keys(self) -> KeysView[str]:
        """The names."""
        return self._params.keys()

    def items(self) -> ItemsView[str, Any]:
        """Names and values."""
        return self._params.items()

    def to_dict(self) -> dict[str, Any]:
        """Values by name."""
        return dict(self._params)

    def __contains__(self, key: str) -> bool:
        return key in self._params

    def __getitem__(self, key: str) -> Any:
        return self.get(key)

    def __len__(self) -> int:
        return len(self._params)

    def __iter__(self) -> Iterator[str]:
        return iter(self._params)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._params})"

    def __str__(self) -> str:
        return str(self._params)

    def _display_(self) -> dict[str, Any]:
        return self.to_dict()


def _primitive(text: str) -> Any:
    """A number, a truth value or text."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return {"true": True, "True": True, "false": False, "False": False}.get(text, text)


def parse_arguments(arguments: list[str]) -> dict[str, Any]:
    """`--name value`, `--name=value`, `--flag`; all words behind a name are its value, up to the next name."""
    words: list[str] = []
    for argument in arguments:
        if argument.startswith("-"):
            words.append(argument.lstrip("-"))
        elif words:
            words[-1] += f" {argument}"
    found: dict[str, Any] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals:
            name, _, text = (each.strip() for each in word.partition(" "))
        value = _primitive(text)
        if name in found:
            found[name] = [*(found[name] if isinstance(found[name], list) else [found[name]]), value]
        else:
            found[name] = value
    return found


def cli_args() -> CLIArgs:
    """The arguments after `--` on the command line of the notebook."""
    return CLIArgs(parse_arguments(sys.argv[1:]))


class QueryParams(State):
    """What stands behind ? in the address of an app.  In a terminal it is empty until a cell sets something."""

    IGNORED_KEYS = {"access_token", "session_id", "kiosk", "file"}

    def __init__(self, params: dict[str, Union[str, list[str]]], *unused: Any) -> None:
        super().__init__(params)
        self._params = params

    def get(self, key: str, fallback: Optional[Any] = None) -> Any:
        """The values of a name."""
        return self._params.get(key, fallback)

    def get_all(self, key: str) -> list[str]:
        """The values of a name as a list."""
        value = self._params.get(key, [])
        return value if isinstance(value, list) else [value]

    def to_dict(self) -> dict[str, Any]:
        """Values by name."""
        return dict(self._params)

    def set(self, key: str, value: Any) -> None:
        """Sets the value of a name; None or an empty list removes it."""
        if value is None or value == []:
            self._params.pop(key, None)
        else:
            self._params[key] = [str(each) for each in value] if isinstance(value, list) else str(value)
        self._set_value(self._params)

    def append(self, key: str, value: str) -> None:
        """Adds a value to a name."""
        known = self._params.get(key)
        self.set(key, value if known is None else [*(known if isinstance(known, list) else [known]), value])

    def remove(self, key: str, value: Optional[str] = None) -> None:
        """Removes a name, or one of its values."""
        known = self._params.get(key)
        left = [each for each in known if each != value] if isinstance(known, list) and value is not None else None
        self.set(key, left)

    def clear(self) -> None:
        """Removes all."""
        self._params.clear()
        self._set_value(self._params)

    def __contains__(self, key: str) -> bool:
        return key in self._params

    def __getitem__(self, key: str) -> Any:
        return self._params[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.set(key, value)

    def __delitem__(self, key: str) -> None:
        if key not in self._params:
            raise KeyError(key)
        self.set(key, None)

    def __len__(self) -> int:
        return len(self._params)

    def __iter__(self) -> Iterator[str]:
        return iter(self._params)

    def __repr__(self) -> str:
        return f"QueryParams({self._params})"

    def __str__(self) -> str:
        return str(self._params)

    def _display_(self) -> dict[str, Any]:
        return self.to_dict()


_query = QueryParams({})


def query_params() -> QueryParams:
    """The parameters of the app's address."""
    return _query


class AppMeta:
    """How the notebook runs."""

    @property
    def mode(self) -> Optional[str]:
        """edit in tarn's editor, run in an app, script in a script, None outside a notebook."""
        from marimo._context import current_cell

        if running_in_notebook():
            return "run" if kernel and kernel.is_app() else "edit"
        return "script" if current_cell() is not None else None

    @property
    def theme(self) -> str:
        """dark or light, as far as the terminal tells."""
        background = os.environ.get("COLORFGBG", "").rpartition(";")[2]
        return "dark" if background.isdigit() and int(background) in (*range(7), 8) else "light"

    @property
    def request(self) -> None:
        """The request of a browser: there is none."""
        return None


def app_meta() -> AppMeta:
    """How the notebook runs."""
    return AppMeta()


def notebook_dir() -> Optional[pathlib.Path]:
    """The folder of the notebook; the working folder if it has no file."""
    import pathlib

    from marimo._app import running_file

    file = running_file() or namespace().get("__file__")
    return pathlib.Path(file).resolve().parent if isinstance(file, str) and file else pathlib.Path.cwd()


def notebook_location() -> Optional[pathlib.PurePath]:
    """The folder of the notebook."""
    return notebook_dir()


def defs() -> tuple[str, ...]:
    """The names that the running cell defines."""
    return _names_of_cell(sys._getframe(1))[0]


def refs() -> tuple[str, ...]:
    """The names that the running cell reads and others define."""
    return _names_of_cell(sys._getframe(1))[1]


def _names_of_cell(frame: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """From the source of the cell: in scripts the notebook knows it, in tarn it is found by the name of its file."""
    import builtins
    import linecache

    from marimo._app import running_cell
    from marimo._cells import names_of_code

    cell = running_cell()
    if cell is not None:
        defined, read = cell.defs, cell.refs
    else:
        source = "".join(linecache.getlines(frame.f_code.co_filename, frame.f_globals))
        try:
            defined, read = names_of_code(compile(source, "<cell>", "exec", 0x2000, dont_inherit=True))
        except SyntaxError:
            return (), ()
    public = tuple(sorted(name for name in defined if not name.startswith("_")))
    return public, tuple(sorted(name for name in read if not hasattr(builtins, name)))
