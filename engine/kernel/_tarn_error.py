"""The message of an exception with Python's own hints ("Did you mean: 'print'?").

Imported when a cell fails with one that may have hints: `traceback` takes longer to import than most cells to run.
"""

import traceback


def message(error):
    plain = str(error)
    text = "".join(traceback.TracebackException.from_exception(error).format_exception_only()).strip()
    kind, colon, rest = text.partition(": ")
    return rest if colon and "\n" not in kind else plain
