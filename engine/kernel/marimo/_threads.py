"""Threads of cells: they are told to end when their cell runs again or is gone.

What they print, and what they do with mo.output, is their cell's until then, whatever else runs meanwhile.  Afterwards it
goes where the output of other threads goes.
"""

from __future__ import annotations

import sys
import threading

from marimo._context import abandon, belonging, current_run, enrol, kernel, place_of_thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any


class Thread(threading.Thread):
    """A thread that belongs to the cell that makes it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._tarn_must_exit = threading.Event()
        self._tarn_place = current_run()
        enrol(self)

    @property
    def should_exit(self) -> bool:
        """True once the cell runs again or is gone: the thread should end."""
        return self._tarn_must_exit.is_set()

    def _tarn_forgotten_(self) -> None:
        self._tarn_must_exit.set()
        abandon(self.ident)

    def start(self) -> None:
        """Begins the thread's work."""
        if self._tarn_place:
            _route_streams()
        super().start()

    def run(self) -> Any:
        """The thread's work."""
        if not self._tarn_place or self.should_exit or threading.current_thread() is not self:
            return super().run()
        with belonging(self._tarn_place):
            return super().run()


class _Routed:
    """A stream whose text goes to the console of the cell that a thread belongs to."""

    def __init__(self, stream: Any) -> None:
        self._tarn_stream = stream

    def write(self, text: str) -> int:
        place = place_of_thread()
        if not place or not isinstance(text, str):
            return self._tarn_stream.write(text)
        kernel.say(place[0], text)
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def __iter__(self) -> Iterator[str]:
        return iter(self._tarn_stream)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tarn_stream, name)


def _route_streams() -> None:
    """Streams that somebody has replaced are left alone, and so is the standard error of a script, which is no console."""
    import io

    io.TextIOBase.register(_Routed)
    for name in ("stdout",) if kernel.is_script() else ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is not None and stream is getattr(sys, f"__{name}__"):
            setattr(sys, name, _Routed(stream))


def current_thread() -> Thread:
    """The thread that calls; it must be a Thread of this module."""
    thread = threading.current_thread()
    if not isinstance(thread, Thread):
        raise RuntimeError("this thread was not made with mo.Thread")
    return thread
