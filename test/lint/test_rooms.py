#!/usr/bin/env python3
"""Each rule of rooms.py, broken once and kept once: a lint that cannot complain is worth nothing."""
import sys

import rooms

LONG = "int f(void)\n{\n" + "    g();\n" * 61 + "}\n"
TABLE = "static const Row ROWS[] = {\n" + "    {1},\n" * 600 + "};\n"

BROKEN = [
    ("src/base/a.c", '#include "notebook/text.h"\n'),
    ("src/edit/a.c", '#include "engine/engine.h"\n'),
    ("tui/a.c", '#include "engine/graph.h"\n'),
    ("engine/a.c", '#include "tui/grid.h"\n'),
    ("engine/kernel/a.c", '#include "base/channel.h"\n'),
    ("tui/draw.c", "#include <curses.h>\n"),
    ("src/notebook/a.c", "#include <jansson.h>\n"),
    ("src/base/a.c", LONG),
    ("src/base/a.c", "int a;\n\n" * 251),
    ("src/base/a.c", "static int counter;\n"),
    ("src/base/a.c", "static char *names[] = {\n    0,\n};\n"),
    ("src/base/a.c", "int f(void)\n{\n    static int calls = 0;\n    return calls++;\n}\n"),
    ("tui/a.c", "/* TODO: later */\n"),
]
KEPT = [
    ("src/notebook/a.c", '#include "base/channel.h"\n#include "notebook/text.h"\n'),
    ("tui/a.c", '#include "engine/engine.h"\n'),
    ("tui/term.c", "#include <ncursesw/curses.h>\n"),
    ("engine/kernel/module.c", '#include <Python.h>\n#include "engine/wire.h"\nstatic PyObject *module;\n'),
    ("src/base/a.c", LONG.replace("    g();\n", "", 2)),
    ("src/base/a.c", TABLE),
    ("src/base/a.c", "static const char *const NAMES[] = {\n    0,\n};\nstatic const int N = 1;\nint f(int a, int b);\n"),
    ("src/base/a.h", "typedef struct A A;\nextern const Row ROWS[];\nstruct A {\n    int x;\n};\n"),
]


def main() -> int:
    failed = 0
    for name, text in BROKEN:
        if not rooms.check(name, text):
            failed += 1
            print(f"not noticed: {name}: {text[:60]!r}")
    for name, text in KEPT:
        if complaints := rooms.check(name, text):
            failed += 1
            print(f"wrongly accused: {complaints}")
    print(f"{len(BROKEN) + len(KEPT) - failed} passed, {failed} failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
