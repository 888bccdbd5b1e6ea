"""How the `marimo` that is imported shows values, as JSON: `python pkg_shown.py > pkg_shown.json`.

As the oracle of runs says it: a MIME type, and the repr, the source of Markdown, or null for HTML.  Each line of
pkg_shown.txt is an expression.  Plain values are left to the kernel, so of ours they are null.
"""

import collections  # this and the others: used by the lines
import dataclasses
import functools
import json
import re
import sys
import types
import warnings
from pathlib import Path

import marimo as mo

ADDRESS = re.compile(r" at 0x[0-9a-f]+")


def made(**methods):
    """An object whose methods answer these."""
    return type("Made", (), {name: (lambda self, answer=answer: answer) for name, answer in methods.items()})()


class OwnList(list):
    pass


class LoudList(list):
    def __repr__(self):
        return "loud"


@dataclasses.dataclass
class Point:
    x: int = 1


Pair = collections.namedtuple("Pair", "a b")


def text_of(value):
    if type(value).__module__.partition(".")[0] == "marimo":
        return f"<{type(value).__name__}>"
    return ADDRESS.sub("", repr(value))


def shown_by_marimo(value):
    from marimo._output import formatting

    if formatting.get_formatter(value) is None:
        return None
    mime = formatting.try_format(value).mimetype
    if mime == "text/markdown" and hasattr(value, "_repr_markdown_"):
        return [mime, value._repr_markdown_()]
    return [mime, None if isinstance(value, mo.Html) else text_of(value)]


def shown_by_us(value):
    from marimo import _tarn

    description = _tarn.node_of(value)
    if description is None or description[0] == "text/plain" and isinstance(value, type(mo.plain(1))):
        return None
    text = description[1]
    if text is not None and type(value).__module__.partition(".")[0] == "marimo" and description[0] != "text/markdown":
        text = text_of(value)
    return [description[0], ADDRESS.sub("", text) if text is not None else None]


def main():
    warnings.simplefilter("ignore")
    try:
        from marimo._output.formatters.formatters import register_formatters

        register_formatters()
        shown = shown_by_marimo
    except ImportError:
        shown = shown_by_us
    lines = (Path(__file__).parent / "pkg_shown.txt").read_text().splitlines()
    facts = {line: shown(eval(line)) for line in lines if line and not line.startswith("#")}
    json.dump(facts, sys.stdout, indent=0, sort_keys=True)


assert functools and types
main()
