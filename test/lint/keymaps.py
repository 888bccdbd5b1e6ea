#!/usr/bin/env python3
"""No keys stand twice in a section of a keymap: the first row would be silently dead.  keymaps.py KEYMAP..."""
import re
import sys
from pathlib import Path


def twice(text: str) -> list[tuple[int, str, int]]:
    """Line, keys, and the line on which the section has them already."""
    found, seen = [], {}
    for number, line in enumerate(text.splitlines(), 1):
        if re.fullmatch(r"\[\w+\]", line):
            seen = {}
        elif not line.startswith("#") and " = " in line:
            keys = line.split(" = ")[0]
            if keys in seen:
                found.append((number, keys, seen[keys]))
            seen[keys] = number
    return found


if __name__ == "__main__":
    faults = [f"{name}:{number}: {keys} stands on line {before}, too"
              for name in sys.argv[1:] for number, keys, before in twice(Path(name).read_text(encoding="utf-8"))]
    print("\n".join(faults) or f"{len(sys.argv) - 1} passed, 0 failed")
    sys.exit(bool(faults))
