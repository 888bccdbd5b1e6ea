"""Elements that bring files.  Their values are marimo's.

A browser uploads or asks for folders; here the screen shows what one folder holds, and tells which entry is opened or
picked: see `_Folder`.
"""

from __future__ import annotations

import base64
import io
from pathlib import Path

from marimo.ui._element import UIElement

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Sequence
    from typing import Any, Literal, Optional, Union

_MODES = ("file", "directory", "all")


class FileUploadResults:
    """A file that was handed over."""

    def __init__(self, name: str, contents: bytes) -> None:
        self.name = name
        self.contents = contents

    def __repr__(self) -> str:
        return f"FileUploadResults(name={self.name!r}, contents=...)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FileUploadResults) and vars(self) == vars(other)


class FileBrowserFileInfo:
    """A file that was picked."""

    def __init__(self, id: str, path: Path, name: str, is_directory: bool) -> None:
        self.id = id
        self.path = path
        self.name = name
        self.is_directory = is_directory

    def __repr__(self) -> str:
        return (
            f"FileBrowserFileInfo(id={self.id!r}, path={self.path!r}, name={self.name!r}, "
            f"is_directory={self.is_directory!r})"
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FileBrowserFileInfo) and vars(self) == vars(other)


class _Folder:
    """A folder that is looked into, and what is picked of it."""

    def __init__(self, start: Path, keeps: Callable[[Path], bool], fixed: bool, limit: Optional[int] = None) -> None:
        self.path = start
        self.start = start
        self.keeps = keeps  # what is listed
        self.fixed = fixed  # nobody leaves it
        self.limit = limit
        self.problem = ""

    def is_within(self, path: Path) -> bool:
        import os

        whole, inner = os.path.realpath(self.start), os.path.realpath(path)
        return not self.fixed or inner == whole or inner.startswith(whole.rstrip(os.sep) + os.sep)

    def entries(self) -> list[dict[str, Any]]:
        """Folders first, each in the order of their names and the numbers in these."""
        try:
            found = [path for path in sorted(self.path.iterdir(), key=_by_name) if self.keeps(path)]
        except OSError as error:
            self.problem = error.strerror or str(error)
            found = []
        limit = self.limit or MOST_ENTRIES
        if len(found) > limit:
            self.problem = f"{len(found) - limit} more are not shown"
        found = sorted(found[:limit], key=lambda path: not path.is_dir())
        up = self.path.parent
        above = [{**_info(up), "name": ".."}] if up != self.path and self.is_within(up) else []
        return above + [_info(path) for path in found]

    def open(self, path: Path) -> bool:
        """Whether it could be."""
        self.problem = ""
        if not self.is_within(path):
            self.problem = f"{path} is outside of {self.start}"
        elif not path.is_dir():
            self.problem = f"{path} is no folder"
        else:
            self.path = path
        return not self.problem


MOST_ENTRIES = 10000


def _by_name(path: Path) -> list[Any]:
    import re

    return [(1, int(part), "") if part.isdigit() else (0, 0, part.lower()) for part in re.split(r"(\d+)", path.name)]


class _Picker(UIElement):
    """What is picked of a folder, by the screen."""

    _folder: _Folder
    _chosen: list[Path]

    def _tell(self, told: dict[str, Any]) -> Any:
        """The value that the screen would have sent, or None if only something else is shown."""
        path = type(self._folder.path)(str(told.get("path", "")))
        if told.get("tarn") == "go":  # typed: from where one is
            path = self._folder.path / Path(path).expanduser()
        if told.get("tarn") == "open" or (told.get("tarn") == "go" and path.is_dir()):
            self._folder.open(path)
            return None
        self._folder.problem = self._why_not(path)
        if self._folder.problem:
            return None
        if path in self._chosen:
            self._chosen = [each for each in self._chosen if each != path]
        else:
            self._chosen = [*self._chosen, path] if self._args["multiple"] else [path]
        return self._front_of(self._chosen)

    def _why_not(self, path: Path) -> str:
        """Why a path cannot be picked; empty if it can."""
        return ""

    def _front_of(self, paths: list[Path]) -> Any:
        raise NotImplementedError

    def _tarn_node_(self) -> dict:
        node = super()._tarn_node_()
        entries = self._folder.entries()
        args = {name: value for name, value in self._args.items() if name != "initial_path"}
        args.update(entries=entries, folder=str(self._folder.path), chosen=[str(each) for each in self._chosen], value=None)
        node["args"] = args
        if self._folder.problem:
            node["text"] += f"  {self._folder.problem}"
        return node


class file(_Picker):
    """Files that are handed over, with their contents."""

    def __init__(
        self,
        filetypes: Optional[Sequence[str]] = None,
        multiple: bool = False,
        kind: Literal["button", "area"] = "button",
        *,
        max_size: int = 100_000_000,
        label: str = "",
        on_change: Optional[Callable[[Sequence[FileUploadResults]], None]] = None,
    ) -> None:
        wrong = [each for each in filetypes or () if not each.startswith(".") and "/" not in each]
        if wrong:
            raise ValueError(f"file types look like .csv or text/csv, not like {', '.join(wrong)}")
        if max_size <= 0:
            raise ValueError("max_size must be positive")
        args = {"filetypes": list(filetypes or ()), "multiple": multiple, "kind": kind, "max_size": max_size}
        self._max_size = max_size
        self._chosen = []
        suffixes = [each.lower() for each in args["filetypes"] if each.startswith(".")]

        def is_listed(path: Path) -> bool:
            return path.is_dir() or not suffixes or "/" in str(args["filetypes"]) or path.suffix.lower() in suffixes

        self._folder = _Folder(Path.cwd(), is_listed, fixed=False)
        self._start([], label=label, on_change=on_change, args=args)

    def _why_not(self, path: Path) -> str:
        if not path.is_file():
            return f"{path} is no file"
        if path.stat().st_size > self._max_size:
            return f"{path.name} has more than {self._max_size} bytes"
        return ""

    def _front_of(self, paths: list[Path]) -> Any:
        try:
            return [[path.name, base64.b64encode(path.read_bytes()).decode("ascii")] for path in paths]
        except OSError as error:
            self._folder.problem = str(error)
            self._chosen.pop()
            return None

    def _convert(self, front: Any) -> Any:
        return tuple(FileUploadResults(name, base64.b64decode(contents or "")) for name, contents in front)

    def name(self, index: int = 0) -> Optional[str]:
        """The name of a file, or None."""
        return self.value[index].name if index < len(self.value) else None

    def contents(self, index: int = 0) -> Optional[bytes]:
        """The contents of a file, or None."""
        return self.value[index].contents if index < len(self.value) else None

    def _line(self) -> str:
        return f"[ {', '.join(each.name for each in self._value) or 'no file'} ]"


class file_browser(_Picker):
    """Files or folders that are picked below a folder."""

    def __init__(
        self,
        initial_path: Union[str, Path] = "",
        filetypes: Optional[Sequence[str]] = None,
        selection_mode: Union[Literal["file", "directory", "all"], Sequence[Literal["file", "directory"]]] = "file",
        multiple: bool = True,
        restrict_navigation: bool = True,
        value: Optional[Union[str, Path, Sequence[Union[str, Path]]]] = None,
        *,
        filter: Optional[Union[str, re.Pattern[str], Callable[[Path], bool]]] = None,
        limit: Optional[int] = None,
        label: str = "",
        on_change: Optional[Callable[[Sequence[FileBrowserFileInfo]], None]] = None,
        ignore_empty_dirs: bool = False,
    ) -> None:
        modes = [selection_mode] if isinstance(selection_mode, str) else list(selection_mode)
        if not modes or any(mode not in _MODES for mode in modes):
            raise ValueError(f"selection_mode is one of {', '.join(_MODES)}, not {selection_mode!r}")
        self._path_type = type(initial_path) if isinstance(initial_path, Path) else Path
        start = self._path_type(initial_path or Path.cwd())
        if not start.is_dir():
            raise ValueError(f"{start} is not a folder to start from")
        given = [] if value is None else [value] if isinstance(value, (str, Path)) else list(value)
        args = {"initial_path": str(start), "filetypes": list(filetypes or ()), "selection_mode": modes}
        args.update(multiple=multiple, restrict_navigation=restrict_navigation, limit=limit)
        self._modes = ["file", "directory"] if "all" in modes else modes
        self._chosen = [self._path_type(each) for each in given]
        self._filter, self._ignore_empty = filter, ignore_empty_dirs
        self._suffixes = [each.lower() for each in args["filetypes"]]
        self._folder = _Folder(start, self._is_listed, fixed=restrict_navigation, limit=limit)
        self._start([_info(Path(each)) for each in given], label=label, on_change=on_change, args=args)

    def _is_listed(self, path: Path) -> bool:
        import re

        if path.is_dir():
            return not self._ignore_empty or any(each.is_file() for each in path.rglob("*"))
        if "file" not in self._modes or (self._suffixes and path.suffix.lower() not in self._suffixes):
            return False
        if self._filter is None:
            return True
        return bool(self._filter(path) if callable(self._filter) else re.search(self._filter, path.name))

    def _why_not(self, path: Path) -> str:
        if not path.exists():
            return f"{path} does not exist"
        kind = "directory" if path.is_dir() else "file"
        if kind not in self._modes:
            return f"{path.name or path} is a {'folder' if path.is_dir() else 'file'}, and none can be picked"
        return "" if self._folder.is_within(path) else f"{path} is outside of {self._folder.start}"

    def _front_of(self, paths: list[Path]) -> Any:
        return [_info(path) for path in paths]

    def _convert(self, front: Any) -> Any:
        return tuple(
            FileBrowserFileInfo(each["id"], self._path_type(each["path"]), each["name"], each["is_directory"])
            for each in front
        )

    def name(self, index: int = 0) -> Optional[str]:
        """The name of a file, or None."""
        return self.value[index].name if index < len(self.value) else None

    def path(self, index: int = 0) -> Optional[Path]:
        """The path of a file, or None."""
        return self.value[index].path if index < len(self.value) else None

    def _line(self) -> str:
        return f"{self._args['initial_path']}: {', '.join(each.name for each in self._value) or '--'}"


def _info(path: Path) -> dict[str, Any]:
    return {"id": str(path), "path": str(path), "name": path.name, "is_directory": path.is_dir()}


class microphone(UIElement):
    """A recording.  A terminal has no microphone; the value can only be set from outside."""

    name = "marimo-microphone"

    def __init__(self, *, label: str = "", on_change: Optional[Callable[[io.BytesIO], None]] = None) -> None:
        self._start("", label=label, on_change=on_change)

    def _convert(self, front: Any) -> io.BytesIO:
        return io.BytesIO(base64.b64decode(front))

    def _tarn_node_(self) -> dict:
        return {"node": "placeholder", "name": "mo.ui.microphone", "text": "a terminal cannot record sound"}
