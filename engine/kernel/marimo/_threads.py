"""Threads of cells: they are told to end when their cell runs again or is gone.

What they print goes where the interpreter's output goes at that moment, not always to their own cell.
"""

from __future__ import annotations

import threading

from marimo._context import enrol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Thread(threading.Thread):
    """A thread that belongs to the cell that makes it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._tarn_must_exit = threading.Event()
        enrol(self)

    @property
    def should_exit(self) -> bool:
        """True once the cell runs again or is gone: the thread should end."""
        return self._tarn_must_exit.is_set()

    def _tarn_forgotten_(self) -> None:
        self._tarn_must_exit.set()

    def run(self) -> Any:
        """The thread's work."""
        return super().run()


def current_thread() -> Thread:
    """The thread that calls; it must be a Thread of this module."""
    thread = threading.current_thread()
    if not isinstance(thread, Thread):
        raise RuntimeError("this thread was not made with mo.Thread")
    return thread
