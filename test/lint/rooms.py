#!/usr/bin/env python3
"""The rooms of the house: who may include whom, and how big a room may grow.

    rooms.py [ROOT]

Checks every C file of the project against the tables below and closes with "N passed, N failed"; a case
is a file.  `test_rooms.py` shows each rule broken and caught.
"""
from __future__ import annotations

import re
import sys
from pathlib import Path

# A folder, and what its files may include.  The engine has one door for those outside of it.
FOLDERS = {
    "src/base": ["base"],
    "src/notebook": ["base", "notebook"],
    "src/edit": ["base", "notebook", "edit"],
    "engine": ["base", "notebook", "engine"],
    "engine/kernel": ["engine/wire.h", "engine/wire_list.h", "engine/kernel"],
    "tui": ["base", "notebook", "edit", "tui", "engine/engine.h"],
    "src/cli": ["base", "notebook", "edit", "engine", "tui", "cli"],
}

# A header of others, and the files that may include it.
THIRD_PARTY = {
    "pcre2.h": ["src/base/regex.c"],
    "utf8proc.h": ["src/base/utf8.c"],
    "jansson.h": ["src/base/json.c"],
    "yaml.h": ["src/base/yaml_tree.c"],
    "png.h": ["src/base/picture.c"],
    "Python.h": ["engine/analyze", "engine/pyhost.c", "engine/kernel/"],
    "vterm.h": ["engine/console.c", "test/"],
    "curses.h": ["tui/term.c", "tui/term_bytes.c"],
    "term.h": ["tui/term.c", "tui/term_bytes.c"],
    "termkey.h": ["tui/keys.c"],
    "chafa.h": ["tui/picture.c"],
    "md4c.h": ["tui/markdown.c"],
    "md4c-html.h": ["src/notebook/html_markdown.c"],
}

FILE_LINES = 500
FUNCTION_LINES = 60

# Mutable objects outside of a struct, each with its reason.
MUTABLE = {
    ("src/notebook/cell.c", "last"): "the counter of cell ids: names of the process, not state",
    ("src/edit/action_list.c", "once"): "guards a constant that is computed: the rows of all actions, sorted",
    ("tui/theme.c", "once"): "guards a constant that is computed: the names of the themes that come with tarn",
    ("engine/pyhost.c", "starting"): "a process has one CPython: who starts it must be alone",
}

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.M)
TABLE = re.compile(r"^[\w\s*]*\bconst\b[^;()]*(\([^)]*\))?[^;()]*\[[^\]]*\]\s*=\s*\{$")
DECLARATION = re.compile(r"^(\s*)(static\s+)?((?:[A-Za-z_]\w*\s+|\*\s*)*?[A-Za-z_]\w*[\s*]+(?:const\s+)?)(\w+)"
                         r"(?:\[[^\]]*\])*\s*(?:=.*|;)$")
NOT_OBJECTS = ("typedef", "extern", "return", "goto", "case", "else", "struct {", "enum", "union {")


def folder_of(name: str) -> str | None:
    """The row of FOLDERS that a file belongs to: the longest that fits."""
    fitting = [folder for folder in FOLDERS if name.startswith(folder + "/")]
    return max(fitting, key=len, default=None)


def check_includes(name: str, text: str) -> list[str]:
    folder = folder_of(name)
    wrong = []
    for quote, header in INCLUDE.findall(text):
        if quote == '"' and folder and "/" in header:
            if not any(header == door or header.startswith(door + "/") for door in FOLDERS[folder]):
                wrong.append(f"{name}: {folder} may not include {header}")
        base = header.rsplit("/", 1)[-1]
        owners = THIRD_PARTY.get(base)
        if quote == "<" and owners and not any(name.startswith(owner) for owner in owners):
            wrong.append(f"{name}: only {', '.join(owners)} may include <{header}>")
    return wrong


def check_sizes(name: str, text: str) -> list[str]:
    """Lines of the file without those of its tables, and of each function."""
    wrong, counted, start, table = [], 0, 0, False
    for number, line in enumerate(text.split("\n"), 1):
        if TABLE.match(line) or line.startswith("#define") and line.endswith("\\"):
            table = True
        elif line == "{" or (line and line[0] not in " \t#/}" and line.endswith(") {")):
            start = number
        if not table:
            counted += 1
        if line.startswith("}"):
            if start and number - start - 1 > FUNCTION_LINES and not table:
                wrong.append(f"{name}:{start}: a function of {number - start - 1} lines, at most {FUNCTION_LINES}")
            start, table = 0, False
        elif table and not line.endswith("\\") and line == "":
            table = False
    if counted > FILE_LINES + 1:
        wrong.append(f"{name}: {counted - 1} lines besides tables, at most {FILE_LINES}")
    return wrong


def mutable_object(line: str) -> str | None:
    """The name of the object that a line declares for the life of the process, unless it is constant."""
    match = DECLARATION.match(line.rstrip())
    if not match or line.strip().startswith(NOT_OBJECTS):
        return None
    indent, static, kind, name = match.groups()
    if indent and not static:
        return None
    constant = re.search(r"\bconst\b", kind.rsplit("*", 1)[-1] if "*" in kind else kind)
    return None if constant else name


def check_objects(name: str, text: str) -> list[str]:
    if name.startswith("engine/kernel/"):
        return []  # Python's module and type objects are mutable by nature
    wrong, inside = [], False
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("}"):
            inside = False
        elif line[:1] not in ("", " ", "\t", "#", "/") and line.endswith("{") and "=" not in line:
            inside = True
        elif line == "{":
            inside = True
        elif line.lstrip().startswith("static ") or not inside:
            found = mutable_object(line)
            if found and (name, found) not in MUTABLE:
                wrong.append(f"{name}:{number}: a mutable object outside of a struct: {found}")
    return wrong


def check_words(name: str, text: str) -> list[str]:
    return [f"{name}:{n}: work left behind: {line.strip()}" for n, line in enumerate(text.split("\n"), 1)
            if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", line)]


CHECKS = (check_includes, check_sizes, check_objects, check_words)


def check(name: str, text: str) -> list[str]:
    """All that is wrong with a file of this name and text."""
    return [complaint for rule in CHECKS for complaint in rule(name, text)]


def main() -> int:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2])
    files = sorted(f for folder in ("src", "engine", "tui") for f in (root / folder).rglob("*.[ch]"))
    failed = 0
    for file in files:
        complaints = check(str(file.relative_to(root)), file.read_text(encoding="utf-8"))
        failed += bool(complaints)
        for complaint in complaints:
            print(complaint)
    print(f"{len(files) - failed} passed, {failed} failed")
    return 1 if failed or not files else 0


if __name__ == "__main__":
    sys.exit(main())
