"""What a person attaches to a message: @NAME in it is a file, if there is one of that name."""

from __future__ import annotations

import re

from marimo.ai import ChatAttachment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Union

MOST_BYTES = 10 << 20  # of all files of a message
_NAMED = re.compile(r"""(?<!\S)@(?:"([^"]+)"|(\S+))""")


class NotAttached(ValueError):
    """The reason, for a person."""


def attached(text: str, allowed: Union[bool, list[str]]) -> list[ChatAttachment]:
    """The files that a text names, as pages tell them: by a data URL.  `allowed`: True, or types ("image/*", ".csv")."""
    import base64

    found, left = [], MOST_BYTES
    for quoted, bare in _NAMED.findall(text):
        path = _file_called(quoted or bare.rstrip(",;:!?"))
        if path is None:
            continue
        kind = _type_of(path)
        if allowed is not True and not any(_fits(path, kind, each) for each in allowed):
            raise NotAttached(f"{path.name} is {kind}, and what may be attached is {', '.join(allowed)}")
        left -= path.stat().st_size
        if left < 0:
            raise NotAttached(f"{path.name} is too large: a message takes {MOST_BYTES >> 20} MiB")
        data = base64.b64encode(path.read_bytes()).decode("ascii")
        found.append(ChatAttachment(f"data:{kind};base64,{data}", path.name, kind))
    return found


def _file_called(name: str) -> Union[Path, None]:
    from pathlib import Path

    from marimo._environment import notebook_dir

    path = (notebook_dir() or Path.cwd()) / Path(name).expanduser()
    return path if path.is_file() else None


def _type_of(path: Path) -> str:
    import mimetypes

    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def _fits(path: Path, kind: str, allowed: str) -> bool:
    if allowed.startswith("."):
        return path.name.lower().endswith(allowed.lower())
    return kind == allowed or (allowed.endswith("/*") and kind.startswith(allowed[:-1]))
