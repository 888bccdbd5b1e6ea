"""One way to ask every kind of table: a few rows, a column, an order, which rows fulfil a condition.

A source never changes its data and copies no more of it than is asked for; an order is a sequence of row numbers.
Nothing is imported: whoever has a frame has its library.  What a library cannot do (sort mixed types, say) is done
here, value by value, in pieces, so that an interrupt comes through.
"""

from __future__ import annotations

import sys

from marimo._frames import column_names, is_dict_of_columns, is_ibis, row_count, rows_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any, Optional

    Sort = list[tuple[int, bool]]  # column, descending; the first counts most

PIECE = 5000  # rows that are taken at once
MANY = 100_000  # floats whose order is looked for without regard to ties first


class Source:
    """Lists of values or of dicts, dicts of lists; the base of the others."""

    def __init__(self, data: Any) -> None:
        self.data = data
        self.names: Sequence[Any] = self._names()
        self._kinds: dict[int, str] = {}

    def _names(self) -> Sequence[Any]:
        return column_names(self.data)

    levels = 0  # columns at the left that are no data but the index

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.names)

    def length(self) -> Optional[int]:
        """How many rows there are; None if counting them costs."""
        return row_count(self.data)

    def kind(self, column: int) -> str:
        """The type of a column in the words of its library."""
        if column not in self._kinds:
            kinds = {type(row[0]).__name__ for row in self.rows(0, 100, [column]) if row[0] is not None}
            self._kinds[column] = kinds.pop() if len(kinds) == 1 else "mixed" if kinds else ""
        return self._kinds[column]

    def rows(self, first: int, count: int, columns: Sequence[int]) -> list[list[Any]]:
        """Rows from `first` on, of these columns."""
        if isinstance(self.data, (list, tuple)):
            names = [self.names[column] for column in columns]
            part = self.data[first : first + count]
            return [[row.get(name) for name in names] if isinstance(row, dict) else [row] * len(names) for row in part]
        return [[row[column] for column in columns] for row in rows_of(self.data, first, count)]

    def rows_at(self, places: Sequence[int], columns: Sequence[int]) -> list[list[Any]]:
        """The rows with these numbers."""
        return [self.rows(int(place), 1, columns)[0] for place in places]

    def sample(self, column: int, starts: Sequence[int], count: int) -> list[Any]:
        """Values of a column, `count` from each of these rows on."""
        return [row[0] for start in starts for row in self.rows(start, count, [column])]

    def column(self, column: int) -> Iterator[Any]:
        """All values of a column, one after the other."""
        first = 0
        while True:
            rows = self.rows(first, PIECE, [column])
            yield from (row[0] for row in rows)
            first += len(rows)
            if len(rows) < PIECE:
                return

    def vector(self, column: int) -> Any:
        """A column as its library has it, for expressions on all rows at once; None if there is no such thing."""
        return None

    # --- order and condition ------------------------------------------------------------------------------------

    def places(self, sort: Sort, condition: str) -> Optional[Sequence[int]]:
        """The numbers of the rows that fulfil the condition, sorted; None: all of them, as they are."""
        if not sort and not condition:
            return None
        kept = self.kept(condition) if condition else None
        order = self.order(sort) if sort else range(len(kept) if kept is not None else 0)
        if kept is None:
            return order
        numpy = sys.modules.get("numpy")
        if numpy is not None and not isinstance(kept, (list, bytearray)):
            order = numpy.asarray(order)
            return order[numpy.asarray(kept)[order]]
        return [place for place in order if kept[place]]

    def order(self, sort: Sort) -> Sequence[int]:
        """All row numbers in the order of these columns; nothing and NaN come last."""
        order = list(range(self.length() or 0))
        for column, descending in reversed(sort):
            keys = [_sort_key(value) for value in self.column(column)]
            order = list(range(len(keys))) if len(order) != len(keys) else order
            nothing = [place for place in order if keys[place] is None]
            order = [place for place in order if keys[place] is not None]
            order.sort(key=keys.__getitem__, reverse=descending)
            order += nothing
        return order

    def kept(self, condition: str) -> Any:
        """For each row whether the expression is true there."""
        code = compile(condition.strip(), "<filter>", "eval")
        used = set(code.co_names)
        wanted = {i: str(name) for i, name in enumerate(self.names) if "row" in used or str(name) in used}
        mask = self._kept_at_once(_of_vectors(condition.strip()), wanted)
        return mask if mask is not None else self._kept_by_row(code, wanted)

    def _kept_at_once(self, code: Any, wanted: dict[int, str]) -> Any:
        vectors = {name: self.vector(column) for column, name in wanted.items()}
        if not vectors or any(vector is None for vector in vectors.values()):
            return None
        try:
            mask = eval(code, _globals(), {**vectors, "row": vectors})
            return self._mask(mask)
        except Exception:  # "and", "in", a method of values: row by row it may work
            return None

    def _mask(self, mask: Any) -> Any:
        """A vector of booleans for all rows, or None."""
        kind = str(getattr(mask, "dtype", "")).lower()
        if kind not in ("bool", "boolean") or len(mask) != self.length():
            return None
        fill = getattr(mask, "fillna", None) or getattr(mask, "fill_null", None)
        mask = fill(False) if fill else mask
        return mask.to_numpy() if hasattr(mask, "to_numpy") and "numpy" in sys.modules else list(mask)

    def _kept_by_row(self, code: Any, wanted: dict[int, str]) -> bytearray:
        kept = bytearray()
        names, first, columns, outer = list(wanted.values()), 0, list(wanted), _globals()
        while True:
            rows = self.rows(first, PIECE, columns) if columns else [[]] * min(PIECE, (self.length() or 0) - first)
            for row in rows:
                values = dict(zip(names, row))
                try:
                    kept.append(bool(eval(code, outer, {**values, "row": values})))
                except NameError:
                    raise
                except Exception:  # None < 3: it is not true there
                    kept.append(False)
            first += len(rows)
            if len(rows) < PIECE:
                return kept


def _of_vectors(condition: str) -> Any:
    """The condition with "and", "or", "not" and "1 < a < 3" as vectors know them."""
    import ast

    class Rewrite(ast.NodeTransformer):
        def visit_BoolOp(self, node: Any) -> Any:
            self.generic_visit(node)
            return _joined(node.values, ast.BitAnd if isinstance(node.op, ast.And) else ast.BitOr)

        def visit_UnaryOp(self, node: Any) -> Any:
            self.generic_visit(node)
            return ast.UnaryOp(ast.Invert(), node.operand) if isinstance(node.op, ast.Not) else node

        def visit_Compare(self, node: Any) -> Any:
            self.generic_visit(node)
            lefts = [node.left, *node.comparators]
            return _joined([ast.Compare(lefts[i], [op], [lefts[i + 1]]) for i, op in enumerate(node.ops)], ast.BitAnd)

    def _joined(parts: list[Any], operator: Any) -> Any:
        whole = parts[0]
        for part in parts[1:]:
            whole = ast.BinOp(whole, operator(), part)
        return whole

    tree = Rewrite().visit(ast.parse(condition, "<filter>", "eval"))
    return compile(ast.fix_missing_locations(tree), "<filter>", "eval")


def _globals() -> dict[str, Any]:
    from marimo._context import namespace

    return dict(namespace())


def is_nothing(value: Any) -> bool:
    """None, NaN, NaT, NA."""
    if value is None:
        return True
    try:
        return bool(value != value)
    except Exception:  # NA is neither equal nor not; an array
        return type(value).__name__ in ("NAType", "NaTType")


def _sort_key(value: Any) -> Any:
    """Numbers, then text, then everything else by the name of its type; None for nothing."""
    if isinstance(value, (int, float)):
        return None if value != value else (0, "", value)
    if isinstance(value, str):
        return (1, "", value)
    if is_nothing(value):
        return None
    try:
        value < value  # noqa: B015
    except Exception:
        try:
            value = repr(value)
        except Exception:
            value = ""
    return (2, type(value).__name__, value)


def _order_without_ties(series: Any, down: bool) -> Optional[Sequence[int]]:
    """Of many floats that are all different, which NumPy finds in a third of the time that a stable order takes; None:
    others.  What is no number stands at the end."""
    if str(series.dtype) not in ("float64", "float32") or len(series) < MANY:
        return None
    key = -series.to_numpy() if down else series.to_numpy()
    places = key.argsort()
    key = key[places]
    if (key[1:] == key[:-1]).any():
        return None
    nothing = int((key != key).sum())
    places[len(places) - nothing :].sort()
    return places


class Pandas(Source):
    """A DataFrame, Series or Index of pandas, with its index as the first columns unless that only counts."""

    def _names(self) -> Sequence[Any]:
        frame = self.data
        if type(frame).__name__.endswith("Index"):
            frame = frame.to_frame(index=False)
        self._frame = frame.to_frame() if not hasattr(frame, "columns") else frame
        index = self._frame.index
        self._levels = [] if type(index).__name__ == "RangeIndex" else list(range(index.nlevels))
        self.levels = len(self._levels)
        named = [name if name is not None else f"level {i}" if len(self._levels) > 1 else "index" for i, name in enumerate(index.names)]
        return [*named[: len(self._levels)], *self._frame.columns]

    def length(self) -> Optional[int]:
        return len(self._frame)

    def vector(self, column: int) -> Any:
        inside = column - len(self._levels)
        if inside >= 0:
            return self._frame.iloc[:, inside]
        return self._frame.index.get_level_values(column).to_series(index=self._frame.index)

    def kind(self, column: int) -> str:
        inside = column - len(self._levels)
        return str(self._frame.dtypes.array[inside] if inside >= 0 else self._frame.index.get_level_values(column).dtype)

    def _take(self, part: Any, columns: Sequence[int]) -> list[list[Any]]:
        lead = len(self._levels)
        taken = [column - lead for column in columns if column >= lead]
        frame = self._frame.iloc[part]
        if taken != list(range(frame.shape[1])):
            frame = frame.iloc[:, taken]
        values = list(frame.itertuples(index=False, name=None)) or [()] * len(frame.index)
        if frame.shape[1] == 0:
            values = [()] * len(frame.index)
        inside = [column for column in columns if column >= lead]
        place = {column: i for i, column in enumerate(inside)}
        levels = {column: list(frame.index.get_level_values(column)) for column in columns if column < lead}
        return [
            [levels[column][i] if column < lead else row[place[column]] for column in columns]
            for i, row in enumerate(values)
        ]

    def sample(self, column: int, starts: Sequence[int], count: int) -> list[Any]:
        places = [place for start in starts for place in range(start, start + count)]
        return self.vector(column).array.take(places).tolist()

    def rows(self, first: int, count: int, columns: Sequence[int]) -> list[list[Any]]:
        return self._take(slice(first, first + count), columns)

    def rows_at(self, places: Sequence[int], columns: Sequence[int]) -> list[list[Any]]:
        return self._take(list(places), columns)

    def order(self, sort: Sort) -> Sequence[int]:
        pandas = sys.modules["pandas"]
        if len(sort) == 1:
            try:
                column, down = sort[0]
                places = _order_without_ties(self.vector(column), down)
                if places is not None:
                    return places
                return self.vector(column).array.argsort(ascending=not down, kind="stable", na_position="last")
            except Exception:  # mixed types
                return super().order(sort)
        keys = pandas.DataFrame({i: self.vector(column).array for i, (column, _) in enumerate(sort)})
        try:
            by = keys.sort_values(
                list(keys.columns), ascending=[not down for _, down in sort], kind="stable", na_position="last"
            )
        except Exception:  # mixed types
            return super().order(sort)
        return by.index.to_numpy()


class Polars(Source):
    """A DataFrame or Series of polars."""

    def _names(self) -> Sequence[Any]:
        self._frame = self.data if hasattr(self.data, "columns") else self.data.to_frame()
        return self._frame.columns

    def length(self) -> Optional[int]:
        return len(self._frame)

    def vector(self, column: int) -> Any:
        return self._frame.to_series(column)

    def kind(self, column: int) -> str:
        return str(self._frame.to_series(column).dtype)

    def rows(self, first: int, count: int, columns: Sequence[int]) -> list[list[Any]]:
        values = [self._frame.to_series(column).slice(first, count).to_list() for column in columns]  # of all columns each costs
        return [list(row) for row in zip(*values)] if values else [[]] * len(range(first, min(first + count, len(self._frame))))

    def rows_at(self, places: Sequence[int], columns: Sequence[int]) -> list[list[Any]]:
        values = [self._frame.to_series(column)[list(places)].to_list() for column in columns]
        return [list(row) for row in zip(*values)]

    def order(self, sort: Sort) -> Sequence[int]:
        polars = sys.modules["polars"]
        try:
            keys = polars.DataFrame([self.vector(column).rename(str(i)) for i, (column, _) in enumerate(sort)])
            by = [polars.col(name).fill_nan(None) if keys[name].dtype.is_float() else polars.col(name) for name in keys.columns]
            places = polars.int_range(polars.len(), dtype=polars.UInt32).alias("")
            order = keys.select(places.sort_by(by, descending=[d for _, d in sort], nulls_last=True, maintain_order=True))
        except Exception:
            return super().order(sort)
        return order.to_series()


class Arrow(Source):
    """A Table or RecordBatch of pyarrow."""

    def _names(self) -> Sequence[Any]:
        return self.data.schema.names

    def length(self) -> Optional[int]:
        return self.data.num_rows

    def kind(self, column: int) -> str:
        return str(self.data.schema.field(column).type)

    def rows(self, first: int, count: int, columns: Sequence[int]) -> list[list[Any]]:
        values = [self.data.column(column).slice(first, count).to_pylist() for column in columns]
        return [list(row) for row in zip(*values)] if values else [[]] * len(range(first, min(first + count, self.data.num_rows)))

    def rows_at(self, places: Sequence[int], columns: Sequence[int]) -> list[list[Any]]:
        values = [self.data.column(column).take(list(places)).to_pylist() for column in columns]
        return [list(row) for row in zip(*values)]

    def vector(self, column: int) -> Any:
        return self.data.column(column).to_numpy(zero_copy_only=False) if "numpy" in sys.modules else None


class Numpy(Source):
    """A two-dimensional array of numpy."""

    def _names(self) -> Sequence[Any]:
        return range(self.data.shape[1])

    def length(self) -> Optional[int]:
        return self.data.shape[0]

    def kind(self, column: int) -> str:
        return str(self.data.dtype)

    def vector(self, column: int) -> Any:
        return self.data[:, column]

    def rows(self, first: int, count: int, columns: Sequence[int]) -> list[list[Any]]:
        return self.data[first : first + count, list(columns)].tolist()

    def rows_at(self, places: Sequence[int], columns: Sequence[int]) -> list[list[Any]]:
        return self.data[list(places)][:, list(columns)].tolist()

    def order(self, sort: Sort) -> Sequence[int]:
        numpy = sys.modules["numpy"]
        order = numpy.arange(len(self.data))
        for column, descending in reversed(sort):
            values = self.data[order, column]
            ranks = numpy.unique(values, return_inverse=True)[1].reshape(-1)
            by = numpy.argsort(-ranks if descending else ranks, kind="stable")
            nothing = values[by] != values[by]
            order = order[numpy.concatenate([by[~nothing], by[nothing]])]
        return order


class Query(Source):
    """A relation of DuckDB, a table of ibis or a lazy frame of polars: what is asked is asked of the query, and collected."""

    def __init__(self, data: Any) -> None:
        self._lazy = hasattr(data, "collect")
        super().__init__(data)
        self._asked: Optional[tuple[Any, Any]] = None

    def length(self) -> Optional[int]:
        return None

    def kind(self, column: int) -> str:
        if self._lazy:
            return str(self.data.collect_schema().dtypes()[column])
        return str((self.data.schema() if is_ibis(self.data) else self.data).types[column])

    def _all(self) -> Source:
        """To sort and to filter it has to be read once; it is kept as a frame of its own."""
        if self._asked is None or self._asked[0] is not self.data:
            whole = self.data.collect() if self._lazy else _read(self.data, list(self.names))
            self._asked = (self.data, source_of(whole))
        return self._asked[1]

    def places(self, sort: Sort, condition: str) -> Optional[Sequence[int]]:
        return self._all().places(sort, condition) if sort or condition else None

    def rows_at(self, places: Sequence[int], columns: Sequence[int]) -> list[list[Any]]:
        return self._all().rows_at(places, columns)

    def column(self, column: int) -> Iterator[Any]:
        return self._all().column(column)


def _read(relation: Any, names: list[Any]) -> Any:
    if is_ibis(relation):
        return relation.to_pyarrow()
    try:
        return relation.to_arrow_table() if hasattr(relation, "to_arrow_table") else relation.arrow()
    except Exception:  # there is no pyarrow
        rows = relation.fetchall()
        return {name: [row[i] for row in rows] for i, name in enumerate(names)}


def can_be_table(value: Any) -> bool:
    """True for what is worth being looked at as a table, besides the frames."""
    if isinstance(value, (list, tuple)):
        return bool(value) and all(isinstance(row, dict) for row in value[:100])
    if type(value).__module__ == "numpy" and type(value).__name__ == "ndarray":
        return value.ndim == 2 and value.dtype.names is None
    return is_dict_of_columns(value) and bool(value) and any(value.values())


def source_of(data: Any) -> Source:
    """The source that fits the data."""
    kind = type(data)
    library = kind.__module__.partition(".")[0]
    if is_ibis(data) or hasattr(data, "collect") or (hasattr(data, "fetchall") and hasattr(data, "limit")):
        return Query(data)
    if hasattr(data, "iloc") or (library == "pandas" and kind.__name__.endswith("Index")):
        return Pandas(data)
    if library == "polars":
        return Polars(data)
    if library == "pyarrow" and hasattr(data, "schema"):
        return Arrow(data)
    if kind.__name__ == "ndarray" and getattr(data, "ndim", 0) == 2:
        return Numpy(data)
    return Source(data)
