"""What an installed marimo makes of steps: cases on standard input, frames on standard output, as JSON.

A case is [library, columns, steps]; a frame its names and rows.
"""

import json
import sys

import marimo as mo


def frame_of(library, columns):
    module = __import__(library)
    return module.DataFrame(columns)


def rows_of(frame):
    if hasattr(frame, "iloc"):
        return [list(map(str, frame.columns)), json.loads(frame.to_json(orient="values"))]
    return [frame.columns, [list(row) for row in frame.rows()]]


if __name__ == "__main__":
    found = []
    for library, columns, steps in json.load(sys.stdin):
        element = mo.ui.dataframe(frame_of(library, columns))
        element._update({"transforms": steps})
        found.append(rows_of(element.value))
    json.dump(found, sys.stdout, default=str)
