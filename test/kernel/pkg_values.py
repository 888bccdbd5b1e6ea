"""What the elements of the `marimo` that is imported have as values, as JSON: `python pkg_values.py > pkg_values.json`.

Each line of pkg_values.txt is a constructor and, after ` <- `, what the screen sends, one after the other on a fresh
element.  A fact is the repr of the value, or the type of the exception.
"""

import contextlib
import datetime as dt  # used by the lines
import io
import json
import re
import sys
import warnings
from pathlib import Path

import marimo as mo

ui = mo.ui
ADDRESS = re.compile(r" (object )?at 0x[0-9a-f]+")


def outcome(expression, sent):
    try:
        return ADDRESS.sub("", repr(updated(expression, eval(f"[{sent}]"))))
    except Exception as error:
        kind = next(each.__name__ for each in type(error).__mro__ if each.__module__ == "builtins")
        return f"raises {kind}"


def updated(expression, sent):
    element = eval(expression)
    for value in sent:
        element._update(value)
    return element.value


def main():
    warnings.simplefilter("ignore")
    facts = {}
    for line in (Path(__file__).parent / "pkg_values.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            with contextlib.redirect_stderr(io.StringIO()):
                facts[line] = outcome(*line.partition(" <- ")[::2])
    json.dump(facts, sys.stdout, indent=0, sort_keys=True)


assert dt
main()
