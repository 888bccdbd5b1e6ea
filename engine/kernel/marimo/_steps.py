"""Steps that transform a frame, as a person types them and as marimo's pages tell them.

    filter kind = "a b" and n > 3      remove n is null          sort n desc          select a, b
    rename a to b                      convert n to float64      unique a, b          explode a
    group by a, b mean n               aggregate min, max of n   sample 10            shuffle
    pivot kind by day sum of n         expand a

A step is a dict, as marimo has it: {"type": "sort_column", "column_id": "n", "ascending": True, ...}.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Optional

AGGREGATIONS = ("count", "sum", "mean", "median", "min", "max")
_COMPARED = ("==", "!=", "<=", ">=", "<", ">", "=")
_OPERATORS = {
    "contains": "contains",
    "matches": "regex",
    "starts with": "starts_with",
    "ends with": "ends_with",
    "is null": "is_null",
    "is not null": "is_not_null",
    "is true": "is_true",
    "is false": "is_false",
    "is empty": "is_empty",
    "not in": "not_in",
    "in": "in",
    "between": "between",
}
_BARE = ("is_null", "is_not_null", "is_true", "is_false", "is_empty")
_TOKEN = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(==|!=|<=|>=|[=<>,])|([^\s,=<>!"']+))""")


class NoStep(ValueError):
    """What is typed is no step; the reason for a person."""


class _Words:
    """What is typed, word by word; a word in quotes is never a key word."""

    def __init__(self, text: str, names: Sequence[str], kinds: Sequence[str]) -> None:
        self.names = list(names)
        self.kinds = dict(zip(names, kinds))
        self.found: list[tuple[str, bool]] = []
        at = 0
        text = text.strip()
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                raise NoStep(f"what is {text[at:at + 20]!r}?")
            quoted = match[1] if match[1] is not None else match[2]
            word = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else match[3] or match[4]
            self.found.append((word, quoted is not None))
            at = match.end()
        self.at = 0

    def more(self) -> bool:
        return self.at < len(self.found)

    def take(self, what: str) -> str:
        if not self.more():
            raise NoStep(f"{what} is missing")
        self.at += 1
        return self.found[self.at - 1][0]

    def take_if(self, *words: str) -> bool:
        """Whether these key words come next: then they are behind."""
        part = self.found[self.at : self.at + len(words)]
        fits = [(word.lower(), False) for word in words] == [(word.lower(), quoted) for word, quoted in part]
        self.at += len(words) if fits else 0
        return fits

    def column(self) -> str:
        name = self.take("the name of a column")
        if name not in self.names:
            raise NoStep(f"there is no column {name!r}")
        return name

    def columns(self) -> list[str]:
        found = [self.column()]
        while self.take_if(","):
            found.append(self.column())
        return found

    def aggregation(self) -> str:
        word = self.take("count, sum, mean, median, min or max")
        if word not in AGGREGATIONS:
            raise NoStep(f"{word!r} is none of {', '.join(AGGREGATIONS)}")
        return word

    def value(self, column: str) -> Any:
        """A value as the column has it."""
        try:
            return typed(self.take("a value"), self.kinds.get(column, ""))
        except ValueError as error:
            raise NoStep(str(error)) from None

    def number(self) -> int:
        word = self.take("a number")
        if not word.isdigit():
            raise NoStep(f"{word!r} is no number")
        return int(word)

    def end(self) -> None:
        if self.more():
            raise NoStep(f"what is {self.found[self.at][0]!r} behind it?")


def typed(value: Any, kind: str) -> Any:
    """A value as a column of that type has it: what is typed is text.  ValueError: it cannot have it."""
    kind = kind.lower()
    if isinstance(value, (list, tuple)):
        return [typed(each, kind) for each in value]
    if not isinstance(value, str):
        return value
    try:
        if kind.startswith(("int", "uint")):
            return int(value) if value.lstrip("+-").isdigit() else float(value)
        if kind.startswith(("float", "decimal", "double")):
            return int(value) if value.lstrip("+-").isdigit() else float(value)
    except ValueError:
        raise ValueError(f"{value!r} is no number, and the column is of numbers ({kind})") from None
    return value.lower() in ("true", "1", "yes") if kind.startswith("bool") else value


def step_of(text: str, names: Sequence[str], kinds: Sequence[str] = ()) -> dict[str, Any]:
    """The step that is typed, of a frame with these columns of these types; NoStep says what is wrong with it."""
    words = _Words(text, names, kinds)
    verb = words.take("a step").lower()
    if verb not in _VERBS:
        raise NoStep(f"{verb!r} is no step: {', '.join(sorted(_VERBS))}")
    step = _VERBS[verb](words)
    words.end()
    return step


def examples(names: Sequence[str], kinds: Sequence[str]) -> list[str]:
    """A step of each kind to begin with, with the columns that there are."""
    if not names:
        return []
    first = _said(names[0])
    numbers = [name for name, kind in zip(names, kinds) if re.match(r"(u?int|float|decimal)", kind.lower())]
    texts = [name for name in names if name not in numbers]
    number, text = _said((numbers or list(names))[0]), _said((texts or list(names))[0])
    return [
        f"filter {number} > ",
        f"filter {text} contains ",
        f"remove {first} is null",
        f"sort {number} desc",
        f"select {', '.join(map(_said, names[:3]))}",
        f"group by {text} mean {number}",
        f"aggregate min, max of {number}",
        f"unique {text}",
        f"rename {first} to ",
        f"convert {number} to float64",
        "sample 10",
        "shuffle",
        f"pivot {text} by {first} sum of {number}",
        f"explode {first}",
        f"expand {first}",
    ]


def _said(name: str) -> str:
    plain = re.fullmatch(r"[^\s,=<>!\"'\\]+", name)
    return name if plain else '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


# --- verbs -----------------------------------------------------------------------------------------------------------


def _filter(words: _Words) -> dict[str, Any]:
    return {"type": "filter_rows", "operation": "keep_rows", "where": _conditions(words)}


def _remove(words: _Words) -> dict[str, Any]:
    return {"type": "filter_rows", "operation": "remove_rows", "where": _conditions(words)}


def _conditions(words: _Words) -> dict[str, Any]:
    children = [_condition(words)]
    joiner: Optional[str] = None
    while words.more():
        how = "and" if words.take_if("and") else "or" if words.take_if("or") else None
        if how is None:
            break
        if joiner not in (None, how):
            raise NoStep("either all conditions are joined by and, or all by or")
        joiner = how
        children.append(_condition(words))
    return {"type": "group", "operator": joiner or "and", "children": children, "negate": False}


def _condition(words: _Words) -> dict[str, Any]:
    column = words.column()
    for sign in _COMPARED:
        if words.take_if(sign):
            return _compared(column, "==" if sign == "=" else sign, words.value(column))
    for said, operator in _OPERATORS.items():
        if words.take_if(*said.split()):
            return _compared(column, operator, _operand(words, operator, column))
    raise NoStep(f"what about {column}? {' '.join(_COMPARED[:-1])} {', '.join(_OPERATORS)}")


def _compared(column: str, operator: str, value: Any) -> dict[str, Any]:
    return {"type": "condition", "column_id": column, "operator": operator, "value": value, "negate": False}


def _operand(words: _Words, operator: str, column: str) -> Any:
    if operator in _BARE:
        return None
    if operator in ("in", "not_in"):
        values = [words.value(column)]
        while words.take_if(","):
            values.append(words.value(column))
        return values
    if operator == "between":
        low = words.value(column)
        if not words.take_if("and"):
            raise NoStep("between takes two values: between 1 and 5")
        return {"min": low, "max": words.value(column)}
    return words.take("a value")


def _sort(words: _Words) -> dict[str, Any]:
    words.take_if("by")
    column = words.column()
    descending = words.take_if("desc") or words.take_if("descending")
    if not descending:
        words.take_if("asc")
    return {"type": "sort_column", "column_id": column, "ascending": not descending, "na_position": "last"}


def _select(words: _Words) -> dict[str, Any]:
    return {"type": "select_columns", "column_ids": words.columns()}


def _rename(words: _Words) -> dict[str, Any]:
    column = words.column()
    words.take_if("to")
    return {"type": "rename_column", "column_id": column, "new_column_id": words.take("the new name")}


def _convert(words: _Words) -> dict[str, Any]:
    column = words.column()
    words.take_if("to")
    return {"type": "column_conversion", "column_id": column, "data_type": words.take("a type"), "errors": "raise"}


def _group(words: _Words) -> dict[str, Any]:
    words.take_if("by")
    columns, how = words.columns(), words.aggregation()
    words.take_if("of")
    of = words.columns() if words.more() else []
    return {"type": "group_by", "column_ids": columns, "drop_na": False, "aggregation": how, "aggregation_column_ids": of}


def _aggregate(words: _Words) -> dict[str, Any]:
    how = [words.aggregation()]
    while words.take_if(","):
        how.append(words.aggregation())
    words.take_if("of")
    return {"type": "aggregate", "column_ids": words.columns() if words.more() else words.names, "aggregations": how}


def _sample(words: _Words) -> dict[str, Any]:
    return {"type": "sample_rows", "n": words.number(), "replace": False, "seed": 0}


def _shuffle(words: _Words) -> dict[str, Any]:
    return {"type": "shuffle_rows", "seed": 0}


def _explode(words: _Words) -> dict[str, Any]:
    return {"type": "explode_columns", "column_ids": words.columns()}


def _expand(words: _Words) -> dict[str, Any]:
    return {"type": "expand_dict", "column_id": words.column()}


def _unique(words: _Words) -> dict[str, Any]:
    columns, keep = words.columns(), "first"
    if words.take_if("keep"):
        keep = words.take("first, last, none or any")
        if keep not in ("first", "last", "none", "any"):
            raise NoStep(f"what is kept is the first, last, none or any, not {keep!r}")
    return {"type": "unique", "column_ids": columns, "keep": keep}


def _pivot(words: _Words) -> dict[str, Any]:
    columns = words.columns()
    if not words.take_if("by"):
        raise NoStep("pivot COLUMN by ROWS sum of VALUES")
    index, how = words.columns(), words.aggregation()
    words.take_if("of")
    return {
        "type": "pivot",
        "column_ids": columns,
        "index_column_ids": index,
        "value_column_ids": words.columns(),
        "aggregation": how,
    }


_VERBS = {
    "filter": _filter,
    "remove": _remove,
    "sort": _sort,
    "select": _select,
    "rename": _rename,
    "convert": _convert,
    "group": _group,
    "aggregate": _aggregate,
    "sample": _sample,
    "shuffle": _shuffle,
    "explode": _explode,
    "expand": _expand,
    "unique": _unique,
    "pivot": _pivot,
}
