"""Elements that bring files.  Their values are marimo's; picking a path in the terminal is not drawn yet."""

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


class file(UIElement):
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
        self._start([], label=label, on_change=on_change, args=args)

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


class file_browser(UIElement):
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
        self._start([_info(Path(each)) for each in given], label=label, on_change=on_change, args=args)

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
