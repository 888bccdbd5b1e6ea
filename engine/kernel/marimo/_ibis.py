"""Expressions of ibis: where it is interactive their values, else the expression and its SQL, as marimo does."""

from __future__ import annotations

import sys

from marimo._frames import is_ibis, node_of_frame

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

    from marimo._describe import Description


def describe_ibis(value: Any) -> Optional[Description]:
    """None for what is no expression."""
    from marimo._describe import describe, representation

    ibis = sys.modules.get("ibis")
    if ibis is None or not is_ibis(value):
        return None
    unbound = value._find_backends()[1]
    if unbound or not ibis.options.interactive:
        text = _written(value)
        children = [{"node": "code", "text": text, "language": ""}, {"node": "code", "text": _sql(ibis, value), "language": "sql"}]
        return ("text/html", text, {"node": "vstack", "children": children})
    if hasattr(value, "schema"):
        return ("text/html", _written(value), node_of_frame(value))
    if hasattr(value, "as_table") and type(value).__name__.endswith("Column"):
        return ("text/html", _written(value), node_of_frame(value.as_table()))
    result = value.to_pyarrow().as_py()
    text = representation(result)
    return describe(result) or ("text/plain", text, {"node": "text", "text": text})


def _written(value: Any) -> str:
    """The expression; that it is asked for must not compute it."""
    own = getattr(value, "_noninteractive_repr", None) or getattr(value, "_repr", None)
    return str(own() if own else repr(value))


def _sql(ibis: Any, value: Any) -> str:
    try:
        return str(ibis.to_sql(value))
    except Exception as error:  # a backend without SQL
        return f"-- no SQL: {(str(error).splitlines() or [''])[0]}"
