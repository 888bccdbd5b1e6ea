"""Drawings (SVG) as PNG: by rsvg-convert, or by cairosvg if the notebook's interpreter has that.

Either runs as a process of its own, with little time and memory: a drawing is a program, and some never end.  It reads the
drawing from a pipe, so that what the drawing refers to (files, addresses) is not there.  A library within the editor would
make each start of it longer for what few notebooks show; a process costs 20 ms for each drawing.
"""

from __future__ import annotations

import re

from marimo._picture import LONGEST, NotDrawn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

MOST_BYTES = 8 << 20  # of a drawing that is looked at
CPU_SECONDS = 3
SECONDS = 15  # on a clock, of a machine that is busy
MEMORY = 1 << 30
HEAD = 65536  # bytes in which the size is looked for
UNKNOWN = (300.0, 150.0)  # as browsers have it
UNITS = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96, "em": 16, "ex": 8}
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?svg(?=[\s>/])((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_LENGTH = re.compile(r"\s*\+?([0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)?)\s*([a-z]*)\s*")


def is_svg(data: bytes) -> bool:
    """Whether the bytes look like a drawing."""
    head = data[:HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head[:1] == b"<" and _ROOT.search(head) is not None


def size_of_svg(data: bytes) -> Optional[tuple[float, float]]:
    """Width and height in pixels, as far as the drawing says."""
    root = _ROOT.search(data[:HEAD])
    if root is None:
        return None
    width, height = (_length(_attribute(root[1], name)) for name in (b"width", b"height"))
    numbers = re.split(r"[\s,]+", _attribute(root[1], b"viewBox").strip())
    box = [_length(number) for number in numbers[2:4]] if len(numbers) == 4 else [None, None]
    if box[0] and box[1]:
        if width is None and height is None:
            width, height = box
        elif width is None:
            width = height * box[0] / box[1]  # type: ignore[operator]
        elif height is None:
            height = width * box[1] / box[0]
    return (width, height) if width and height else None


def _attribute(attributes: bytes, name: bytes) -> str:
    found = re.search(rb"(?<![\w:-])" + name + rb"\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", attributes)
    return (found[1] or found[2] or b"").decode("ascii", "replace") if found else ""


def _length(text: str) -> Optional[float]:
    found = _LENGTH.fullmatch(text)
    if not found or found[2] not in UNITS:
        return None
    length = float(found[1]) * UNITS[found[2]]
    return length if 0 < length < 1e12 else None


def png_of_svg(data: bytes) -> bytes:
    """The drawing as large as it says, but not larger than LONGEST; NotDrawn if that takes too much."""
    if len(data) > MOST_BYTES:
        raise NotDrawn(f"a drawing of {len(data) >> 20} MB is too much to be drawn")
    width, height = size_of_svg(data) or UNKNOWN
    scale = min(LONGEST / width, LONGEST / height, 1)
    size = [max(round(length * scale), 1) for length in (width, height)]
    png = _converted(_converter(size), data)
    if png[:8] != b"\x89PNG\r\n\x1a\n":
        raise NotDrawn("nothing came of it that is a picture")
    return png


def _converter(size: list[int]) -> list[str]:
    import shutil
    import sys
    from importlib.util import find_spec

    width, height = map(str, size)
    program = shutil.which("rsvg-convert")
    if program:
        return [program, "--width", width, "--height", height, "--keep-aspect-ratio", "--format", "png"]
    if find_spec("cairosvg"):
        return [sys.executable, "-m", "cairosvg", "-", "--output-width", width, "--output-height", height, "-f", "png"]
    raise NotDrawn("there is neither rsvg-convert nor cairosvg here to draw it")


def _converted(command: list[str], data: bytes) -> bytes:
    import subprocess

    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        _limit(process.pid)
        png, told = process.communicate(data, SECONDS)
    except subprocess.TimeoutExpired:
        raise NotDrawn("it takes too long to be drawn") from None
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
    if process.returncode:
        raise NotDrawn(_why(process.returncode, told))
    return png


def _limit(pid: int) -> None:
    import resource

    limits: list[tuple[Any, int]] = [(resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CORE, 0)]
    try:
        for what, most in limits:
            resource.prlimit(pid, what, (most, most))
    except (OSError, AttributeError):  # it has ended, or may not be told: the clock is left
        pass


def _why(status: int, told: bytes) -> str:
    import signal

    if status in (-signal.SIGXCPU, -signal.SIGKILL):
        return "it takes too long to be drawn"
    if status < 0:
        return "it needs too much to be drawn"
    lines = told.decode("utf-8", "replace").strip().split("\n")
    words = re.sub(r"^Error \w+ SVG stdin: (XML parse error: )?(Error domain \d+ code \d+ on )?", "", lines[-1])
    return f"it cannot be drawn: {words[:200]}" if words else "it cannot be drawn"
