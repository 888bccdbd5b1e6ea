"""stop and state: what steers which cells run."""

from __future__ import annotations

from marimo._context import kernel, setter_in_thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Optional, TypeVar, Union

    T = TypeVar("T")


class MarimoStopError(BaseException):
    """Ends a cell quietly.  Cells that depend on it do not run; `output` is what the cell shows."""

    def __init__(self, output: Optional[object]) -> None:
        super().__init__(output)
        self.output = output


def stop(predicate: bool, output: Optional[object] = None) -> None:
    """Ends the cell if the predicate holds, and shows the output instead."""
    if predicate:
        raise MarimoStopError(output)


class State:
    """A getter: calling it gives the value.  Cells that read the getter run when the value is set."""

    def __init__(self, value: Any, allow_self_loops: bool = False, _name: Optional[str] = None) -> None:
        self._value = value
        self.allow_self_loops = allow_self_loops

    def __call__(self) -> Any:
        return self._value

    def _set_value(self, update: Any) -> None:
        """Takes a value, or what a function makes of the value."""
        self._value = update(self._value) if _is_function(update) else update
        if kernel:
            kernel.state_set(self, self.allow_self_loops, *setter_in_thread())


class SetFunctor:
    """A setter."""

    def __init__(self, state: State) -> None:
        self._state = state

    def __call__(self, update: Any) -> None:
        self._state._set_value(update)


def _is_function(value: object) -> bool:
    """True for functions and methods; other callables are values like any."""
    return type(value).__name__ in ("function", "method", "builtin_function_or_method")


def state(value: T, allow_self_loops: bool = False) -> tuple[State, Callable[[Union[T, Callable[[T], T]]], None]]:
    """A value that cells share: a getter and a setter."""
    getter = State(value, allow_self_loops)
    return getter, SetFunctor(getter)
