"""Files and folders as states.  Changes made through the state run the cells that read it; changes from outside are
not watched yet."""

from __future__ import annotations

from marimo._control import State

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any, Union

__all__ = ["DirectoryState", "FileState", "PathState", "directory", "file"]


class PathState(State):
    """A path; calling the state gives it."""

    _forwarded: tuple[str, ...] = ()

    def __init__(self, path: Path, *args: Any, allow_self_loops: bool = True, **kwargs: Any) -> None:
        super().__init__(path, allow_self_loops=allow_self_loops)

    def exists(self) -> bool:
        """True if there is such a file or folder."""
        return self._value.exists()

    def __getattr__(self, name: str) -> Any:
        """Everything else is the path's."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._value, name)

    def _touched(self) -> None:
        self._set_value(self._value)


class FileState(PathState):
    """A file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def read_text(self) -> str:
        """The file's text."""
        return self._value.read_text()

    def read_bytes(self) -> bytes:
        """The file's bytes."""
        return self._value.read_bytes()

    def write_text(self, value: str) -> int:
        """Writes text; cells that read the state run."""
        count = self._value.write_text(value)
        self._touched()
        return count

    def write_bytes(self, value: bytes) -> int:
        """Writes bytes; cells that read the state run."""
        count = self._value.write_bytes(value)
        self._touched()
        return count

    def __repr__(self) -> str:
        if not self._value.is_file():
            return f"FileState({self._value}: File not found)"
        import hashlib

        return f"FileState({self._value}: {hashlib.sha256(self._value.read_bytes()).hexdigest()})"


class DirectoryState(PathState):
    """A folder."""

    def __init__(self, path: Path, *args: Any, allow_self_loops: bool = True, **kwargs: Any) -> None:
        super().__init__(path, *args, allow_self_loops=allow_self_loops, **kwargs)

    def iterdir(self) -> Iterator[Path]:
        """What lies in the folder."""
        return self._value.iterdir()

    def glob(self, pattern: str) -> Iterator[Path]:
        """What matches a pattern."""
        return self._value.glob(pattern)

    def rglob(self, pattern: str) -> Iterator[Path]:
        """What matches a pattern at any depth."""
        return self._value.rglob(pattern)

    def walk(self) -> Iterator[tuple[Path, list[str], list[str]]]:
        """Folders, and the names of folders and files in them."""
        import os

        for folder, folders, files in os.walk(self._value):
            yield type(self._value)(folder), folders, files

    def __repr__(self) -> str:
        return f"DirectoryState({self._value})"


def file(path: Union[Path, str]) -> FileState:
    """A file as a state."""
    from pathlib import Path

    path = Path(path)
    if path.is_dir():
        raise ValueError(f"{path} is a folder: use mo.watch.directory")
    return FileState(path)


def directory(path: Union[Path, str]) -> DirectoryState:
    """A folder as a state."""
    from pathlib import Path

    path = Path(path)
    if not path.is_dir():
        raise ValueError(f"{path} is not a folder")
    return DirectoryState(path)
