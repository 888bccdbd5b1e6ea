"""Where persistent caches keep results: a file for each, written whole or not at all."""

from __future__ import annotations

import os
import tempfile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any, Optional

_METHODS = ("pickle", "json")


class Store:
    """The results of one cache."""

    maxsize = None

    def __init__(self, name: str, save_path: Optional[str], method: str) -> None:
        if method not in _METHODS:
            raise ValueError(f"a persistent cache is kept as {' or '.join(_METHODS)}; {method!r} is not there yet")
        self._name = "".join(c if c.isalnum() or c in "-_" else "_" for c in name)
        self._save_path = save_path
        self._method = method
        self._written: set[str] = set()

    def _folder(self) -> Path:
        from pathlib import Path

        from marimo._environment import notebook_dir

        root = Path(self._save_path) if self._save_path else (notebook_dir() or Path.cwd()) / "__marimo__" / "cache"
        return root / self._name

    def _file(self, key: str) -> Path:
        return self._folder() / f"{key}.{self._method}"

    def get(self, key: str) -> Optional[tuple[Any, float]]:
        """(result, seconds it took); None if there is none, or if its file cannot be read."""
        try:
            content = self._file(key).read_bytes()
            entry = self._coder().loads(content)
        except Exception:
            return None
        return (entry["result"], entry["seconds"])

    def put(self, key: str, entry: tuple[Any, float]) -> None:
        """Keeps a result."""
        content = self._coder().dumps({"result": entry[0], "seconds": entry[1]})
        if isinstance(content, str):
            content = content.encode()
        folder = self._folder()
        folder.mkdir(parents=True, exist_ok=True)
        number, temporary = tempfile.mkstemp(dir=folder)
        with os.fdopen(number, "wb") as file:
            file.write(content)
        os.replace(temporary, self._file(key))
        self._written.add(key)

    def clear(self) -> None:
        """Removes the files of this cache."""
        for file in self._folder().glob(f"*.{self._method}"):
            file.unlink()

    def _coder(self) -> Any:
        import json
        import pickle

        return pickle if self._method == "pickle" else json

    def __len__(self) -> int:
        return len(list(self._folder().glob(f"*.{self._method}")))
