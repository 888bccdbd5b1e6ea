"""What a cell prints, taken or sent elsewhere."""

from __future__ import annotations

import io
import sys
from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def _replaced(name: str) -> Iterator[io.StringIO]:
    kept = getattr(sys, name)
    buffer = io.StringIO()
    setattr(sys, name, buffer)
    try:
        yield buffer
    finally:
        setattr(sys, name, kept)


@contextmanager
def _redirected(name: str) -> Iterator[None]:
    from marimo import output
    from marimo._html import plain_text

    with _replaced(name) as buffer:
        yield
    if buffer.getvalue():
        output.append(plain_text(buffer.getvalue().rstrip("\n")))


@contextmanager
def capture_stdout() -> Iterator[io.StringIO]:
    """Standard output goes into a buffer."""
    with _replaced("stdout") as buffer:
        yield buffer


@contextmanager
def capture_stderr() -> Iterator[io.StringIO]:
    """Standard error goes into a buffer."""
    with _replaced("stderr") as buffer:
        yield buffer


@contextmanager
def redirect_stdout() -> Iterator[None]:
    """Standard output goes to what the cell shows, when the block ends."""
    with _redirected("stdout"):
        yield


@contextmanager
def redirect_stderr() -> Iterator[None]:
    """Standard error goes to what the cell shows, when the block ends."""
    with _redirected("stderr"):
        yield
