"""Prints the interpreters to test, a line each: every CPython from 3.9 on that this machine has.

With --old: one that is too old, if there is one.
"""

import re
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 9)


def version_of(python):
    try:
        text = subprocess.run([python, "-c", "import sys; print(sys.version_info[:2])"], capture_output=True, text=True)
    except OSError:
        return None
    found = re.fullmatch(r"\((\d+), (\d+)\)\n", text.stdout)
    return (int(found[1]), int(found[2])) if found else None


def main():
    candidates = [Path("/usr/bin/python3"), *sorted(Path.home().glob(".pyenv/versions/3.*/bin/python"))]
    wants_old = "--old" in sys.argv
    found = {}
    for python in candidates:
        version = version_of(python)
        if version and (version < OLDEST) == wants_old:
            found.setdefault(python if wants_old else (python.parts[1] == "usr", version), python)
    for python in list(found.values())[:1] if wants_old else found.values():
        print(python)


main()
