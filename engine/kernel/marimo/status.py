"""Progress: bars and spinners, as text in what the cell shows; in a script, on standard error if it is a terminal.

A toast is a line on the console.
"""

from __future__ import annotations

import sys
import time

from marimo._context import current_run, kernel
from marimo._html import Shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Collection, Iterator
    from typing import Any, Literal, Optional, Union

__all__ = ["progress_bar", "spinner", "toast"]

SECONDS_BETWEEN_PICTURES = 0.05
LENGTH = 24


class _Progress(Shown):
    """A line that changes while work goes on."""

    def __init__(
        self,
        title: Optional[str],
        subtitle: Optional[str],
        total: Optional[int],
        show_rate: bool,
        show_eta: bool,
    ) -> None:
        self.title = title
        self.subtitle = subtitle
        self.total = total
        self.current = 0
        self.show_rate = show_rate
        self.show_eta = show_eta
        self.start_time = time.time()
        self.closed = False
        self.loading_spinner = total is None
        self._drawn_at = 0.0

    def _advance(self, increment: int, title: Optional[str], subtitle: Optional[str]) -> None:
        if self.closed:
            raise RuntimeError("this progress has ended")
        self.current += increment
        self.title = title if title is not None else self.title
        self.subtitle = subtitle if subtitle is not None else self.subtitle
        now = time.monotonic()
        if now - self._drawn_at >= SECONDS_BETWEEN_PICTURES or self.current == self.total:
            self._drawn_at = now
            self._draw()

    def _draw(self) -> None:
        from marimo import output

        if current_run() is not None:
            output._flush()
        elif kernel is None and sys.stderr is not None and sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K" + self._line().replace("\n", "  "))
            sys.stderr.flush()

    def _open(self) -> None:
        from marimo import output

        if current_run() is not None:
            output.append(self)

    def clear(self) -> None:
        """Takes the line away."""
        from marimo import output

        if current_run() is not None:
            output._remove(self)

    def close(self) -> None:
        """The work is done."""
        if not self.closed:
            self.closed = True
            self._draw()
            if kernel is None and sys.stderr is not None and sys.stderr.isatty():
                sys.stderr.write("\n")

    def _line(self) -> str:
        head = "\n".join(each for each in (self.title, self.subtitle) if each)
        foot = self._measure()
        return f"{head}\n{foot}" if head and foot else head or foot

    def _measure(self) -> str:
        return "" if self.closed else "…"

    def _tarn_node_(self) -> dict:
        return {"node": "text", "text": self._line()}


class ProgressBar(_Progress):
    """How much of a known amount is done."""

    def update(self, increment: int = 1, title: Optional[str] = None, subtitle: Optional[str] = None) -> None:
        """Some more is done."""
        self._advance(increment, title, subtitle)

    def _measure(self) -> str:
        total = self.total or 0
        done = min(1.0, self.current / total) if total else 1.0
        filled = round(done * LENGTH)
        parts = ["█" * filled + "░" * (LENGTH - filled), f"{self.current}/{total}"]
        seconds = time.time() - self.start_time
        if self.current and seconds > 0:
            rate = self.current / seconds
            if self.show_rate:
                parts.append(f"{rate:.3g}/s")
            if self.show_eta and not self.closed and self.current < total:
                parts.append(f"{_duration((total - self.current) / rate)} left")
        if self.closed:
            parts.append(_duration(seconds))
        return "  ".join(parts)


class Spinner(_Progress):
    """Work of an unknown amount."""

    def update(self, title: Optional[str] = None, subtitle: Optional[str] = None) -> None:
        """Says what is done now."""
        self._drawn_at = 0.0
        self._advance(1, title, subtitle)


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


class progress_bar:
    """Progress through a collection, or in a `with` block of a given total."""

    def __init__(
        self,
        collection: Optional[Union[Collection[Any], Iterator[Any], AsyncIterable[Any]]] = None,
        *,
        title: Optional[str] = None,
        subtitle: Optional[str] = None,
        completion_title: Optional[str] = None,
        completion_subtitle: Optional[str] = None,
        total: Optional[int] = None,
        show_rate: bool = True,
        show_eta: bool = True,
        remove_on_exit: bool = False,
        disabled: bool = False,
    ):
        if total is None:
            if collection is None:
                raise ValueError("a total is needed where there is no collection")
            if not hasattr(collection, "__len__"):
                raise TypeError("the length of this collection is not known: give a total")
            total = len(collection)
        self.collection = collection
        self.completion_title = completion_title
        self.completion_subtitle = completion_subtitle
        self.remove_on_exit = remove_on_exit
        self.disabled = disabled
        self.progress = ProgressBar(title, subtitle, total, show_rate, show_eta)

    def _begin(self) -> None:
        self.progress.start_time = time.time()
        if not self.disabled:
            self.progress._open()

    def _step(self) -> None:
        if self.disabled:
            self.progress.current += 1
        else:
            self.progress.update()

    def _end(self) -> None:
        if self.disabled:
            return
        self.progress.title = self.completion_title or self.progress.title
        self.progress.subtitle = self.completion_subtitle or self.progress.subtitle
        self.progress.close()
        if self.remove_on_exit:
            self.progress.clear()

    def __iter__(self) -> Iterator[Any]:
        self._begin()
        try:
            for item in self.collection:
                yield item
                self._step()
        finally:
            self._end()

    async def __aiter__(self) -> Any:
        self._begin()
        try:
            async for item in self.collection:
                yield item
                self._step()
        finally:
            self._end()

    def __enter__(self) -> ProgressBar:
        if self.collection is not None:
            raise RuntimeError("a bar of a collection is iterated over, not entered")
        self._begin()
        return self.progress

    def __exit__(self, *exception: Any) -> None:
        self._end()


class spinner:
    """Says that work goes on, in a `with` block."""

    def __init__(
        self, title: Optional[str] = None, subtitle: Optional[str] = None, remove_on_exit: bool = True
    ) -> None:
        self.title = title
        self.subtitle = subtitle
        self.remove_on_exit = remove_on_exit
        self.spinner = Spinner(title, subtitle, None, False, False)

    def __enter__(self) -> Spinner:
        self.spinner._open()
        return self.spinner

    def __exit__(self, *exception: Any) -> None:
        self.spinner.close()
        if self.remove_on_exit:
            self.spinner.clear()

    def _display_(self) -> Spinner:
        return self.spinner


def toast(title: str, description: str = "", kind: Optional[Literal["danger"]] = None) -> None:
    """A short message: a line on the console."""
    if kernel is not None:
        print(f"{'! ' if kind == 'danger' else ''}{title}" + (f": {description}" if description else ""))
