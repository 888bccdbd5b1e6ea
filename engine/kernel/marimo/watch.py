"""Files and folders as states: cells that read one run when it changes, through the state or by another program.

Looking twice a second is enough for a person, and works on every file system.
"""

from __future__ import annotations

from marimo._context import kernel
from marimo._control import State

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any, Union

EVERY_SECONDS = 0.5
__all__ = ["DirectoryState", "FileState", "PathState", "directory", "file"]


class PathState(State):
    """A path; calling the state gives it."""

    _forwarded: tuple[str, ...] = ()

    def __init__(self, path: Path, *args: Any, allow_self_loops: bool = True, **kwargs: Any) -> None:
        super().__init__(path, allow_self_loops=allow_self_loops)
        self._seen = self._look()
        if kernel:
            _watch(self)

    def _look(self) -> Any:
        """What is compared to notice a change."""
        import os

        try:
            found = os.stat(self._value)
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _look_again(self) -> None:
        now = self._look()
        if now != self._seen:
            self._seen = now
            self._set_value(self._value)

    def exists(self) -> bool:
        """True if there is such a file or folder."""
        return self._value.exists()

    def __str__(self) -> str:
        return str(self._value)

    def __fspath__(self) -> str:
        return str(self._value)

    def __getattr__(self, name: str) -> Any:
        """Everything else is the path's."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._value, name)

    def _touched(self) -> None:
        self._seen = self._look()
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

    def _look(self) -> Any:
        import os

        return sorted(os.path.join(folder, name) for folder, *names in os.walk(self._value) for name in sum(names, []))

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


def _watch(state: PathState) -> None:
    """Looks at a path for as long as somebody has its state."""
    import threading
    import time
    import weakref

    reference = weakref.ref(state)

    def look() -> None:
        while True:
            time.sleep(EVERY_SECONDS)
            watched = reference()
            if watched is None:
                return
            watched._look_again()
            del watched

    threading.Thread(target=look, name="mo.watch", daemon=True).start()


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
