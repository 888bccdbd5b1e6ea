"""matrix: numbers in rows and columns, each between bounds."""

from __future__ import annotations

from marimo.ui._element import UIElement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional


def _listed(value: Any) -> Any:
    """Arrays as lists."""
    return value.tolist() if hasattr(value, "tolist") else value


class matrix(UIElement):
    """A list of numbers, or a list of rows of numbers."""

    def __init__(
        self,
        value: Any,
        *,
        min_value: Any = None,
        max_value: Any = None,
        step: Any = 1.0,
        disabled: Any = False,
        symmetric: bool = False,
        scientific: bool = False,
        precision: Optional[int] = None,
        row_labels: Optional[list[str]] = None,
        column_labels: Optional[list[str]] = None,
        debounce: bool = False,
        label: str = "",
    ) -> None:
        rows, self._is_flat = _rows_of(_listed(value))
        shape = (len(rows), len(rows[0]))
        low, high = _spread(min_value, shape, self._is_flat), _spread(max_value, shape, self._is_flat)
        _check_bounds(rows, low, high, _spread(step, shape, self._is_flat))
        if symmetric:
            _check_symmetry(rows)
        if precision is not None and (not isinstance(precision, int) or precision < 0):
            raise ValueError(f"precision is the number of digits behind the point, not {precision!r}")
        _check_labels(row_labels, len(rows), "rows")
        _check_labels(column_labels, len(rows[0]), "columns")
        if precision is None:
            steps = _spread(step, shape, self._is_flat) or []
            precision = max(_decimals(each, scientific) for line in rows + steps for each in line)
        args = {"min": low, "max": high, "step": _spread(step, shape, self._is_flat), "symmetric": symmetric}
        args.update(rows=row_labels, columns=column_labels, disabled=_listed(disabled), scientific=scientific)
        args.update(precision=precision, debounce=debounce)
        self._start(rows, label=label, args=args)

    def _convert(self, front: Any) -> Any:
        if not self._is_flat:
            return [list(row) for row in front]
        return list(front[0]) if len(front) == 1 else [row[0] for row in front]

    def _line(self) -> str:
        return str(self._value)


def _decimals(number: float, scientific: bool) -> int:
    """How many digits stand behind the point, as marimo counts them."""
    digits, _, power = repr(float(number)).partition("e")
    if scientific:
        digits, power = f"{number:.15e}".partition("e")[0], ""
    behind = len(digits.partition(".")[2].rstrip("0"))
    return max(0, min(behind - int(power or 0), 8))


def _rows_of(value: Any) -> tuple[list[list[Any]], bool]:
    """Rows, and whether a flat list was given, whose numbers stand in one column."""
    if not value:
        raise ValueError("a matrix has at least one number")
    is_flat = not isinstance(value[0], (list, tuple))
    rows = [[each] for each in value] if is_flat else [list(row) for row in value]
    for number, row in enumerate(rows):
        if not row:
            raise ValueError("a matrix has at least one column")
        if len(row) != len(rows[0]):
            raise ValueError(f"row {number} has {len(row)} columns, the first has {len(rows[0])}")
    return [[each if isinstance(each, (int, float)) else _number(each) for each in row] for row in rows], is_flat


def _number(value: Any) -> Any:
    return float(value) if hasattr(value, "__float__") and not isinstance(value, str) else int(value)


def _spread(value: Any, shape: tuple[int, int], is_flat: bool) -> Optional[list[list[Any]]]:
    """A bound for each number, from one for all or one for each."""
    value = _listed(value)
    if value is None:
        return None
    if not isinstance(value, (list, tuple)):
        return [[value] * shape[1] for _ in range(shape[0])]
    rows = [[each] for each in value] if is_flat else [list(row) for row in value]
    if len(rows) != shape[0] or any(len(row) != shape[1] for row in rows):
        raise ValueError(f"bounds and steps have the shape of the matrix, {shape[0]}×{shape[1]}")
    return rows


def _check_bounds(rows: Any, low: Any, high: Any, step: Any) -> None:
    for i, row in enumerate(rows):
        for j, number in enumerate(row):
            least, most = low[i][j] if low else None, high[i][j] if high else None
            if least is not None and most is not None and least >= most:
                raise ValueError(f"at [{i}][{j}]: the bounds {least} and {most} leave nothing")
            if step[i][j] <= 0:
                raise ValueError(f"at [{i}][{j}]: the step {step[i][j]} is not positive")
            if least is not None and number < least:
                raise ValueError(f"at [{i}][{j}]: {number} is below {least}")
            if most is not None and number > most:
                raise ValueError(f"at [{i}][{j}]: {number} is above {most}")


def _check_symmetry(rows: Any) -> None:
    if len(rows) != len(rows[0]):
        raise ValueError("a symmetric matrix is square")
    for i in range(len(rows)):
        for j in range(i):
            if rows[i][j] != rows[j][i]:
                raise ValueError(f"not symmetric: {rows[j][i]} at [{j}][{i}], {rows[i][j]} at [{i}][{j}]")


def _check_labels(labels: Optional[list[str]], count: int, what: str) -> None:
    if labels is not None and len(labels) != count:
        raise ValueError(f"there are {count} {what}, but {len(labels)} labels for them")
