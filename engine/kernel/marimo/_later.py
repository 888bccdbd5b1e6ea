"""A thread that does a little later what need not be done at once.

`begin` starts it if it does not run; it calls `due` with the lock, waits for as many seconds as that says and calls it
again, until there is nothing left.  `end` ends it early: a process that is about to be copied has no thread then.
"""

from __future__ import annotations

import os
import sys
from _thread import RLock, allocate_lock, start_new_thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Optional


class Later:
    """See above.  `lock` is held by who does at once what `due` would do."""

    def __init__(self, due: Callable[[], Optional[float]]) -> None:
        self._due = due
        self._renew()
        os.register_at_fork(after_in_child=self._renew)

    def _renew(self) -> None:
        self.lock = RLock()
        self._running = False
        self._bell = allocate_lock()  # released: wake up
        self._bell.acquire()

    def begin(self) -> None:
        """Sees to it that the thread runs."""
        if self._running:
            return
        self._running = True
        try:
            start_new_thread(self._run, ())
        except RuntimeError:  # the process may have no more of them
            self._running = False

    def end(self) -> None:
        """Wakes the thread up, which finds nothing left to do."""
        if self._running and self._bell.locked():
            self._bell.release()

    def _run(self) -> None:
        try:
            while (left := self._turn()) is not None:
                self._bell.acquire(timeout=max(left, 0.001))
        except Exception:
            self._running = False
            sys.excepthook(*sys.exc_info())

    def _turn(self) -> Optional[float]:
        with self.lock:
            left = self._due()
            if left is None:
                self._running = False
            return left
