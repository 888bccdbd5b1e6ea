#!/usr/bin/env python3
"""The manual pages tell the truth about the program.

    pages.py ROOT TARN PAGE.scd...    (the pages with the program's tables filled in)

Reads the tables in the source by itself, so that a table which does not reach the pages is noticed, and closes
with "N passed, N failed"; a case is a page, or a rule about all of them.  `test_pages.py` shows each rule broken.
"""
from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

# Rows of the tables in the source: what they are, where they stand, what a row looks like.
TABLES = {
    "action": ("src/edit/*.c", r'^    \{"([a-z0-9-]+)", ACTION_[A-Z]+'),
    "command": ("src/edit/ex_list.c", r'^    \{"([^"]+)", \d+, '),
    "option": ("src/edit/option_list.c", r'^    \{"([a-z]+)", (?:"[a-z]+"|NULL), (?:FLAG|NUMBER|CHOICE)'),
    "role": ("tui/style.c", r'^    \[STYLE_[A-Z_]+\] = "([a-z-]+)"'),
    "subcommand": ("src/cli/command_list.c", r'^    \{"([a-z]+)", "'),
    "switch": ("src/cli/cmd_*.c", r'^        \{"([a-z-]+)", [^,]+, 0, G_OPTION_ARG'),
    "packet": ("engine/wire_list.h", r"^    PACKET\(([A-Z_]+),"),
    "variable": ("[set][rnu]*/**/*.c", r'g_getenv\("([A-Z_]+)"\)'),
}
# Doors for tests are not for the pages of users.
UNTOLD = {("variable", "TARN_SYNC_FD")}

# What scdoc does by itself, and mandoc thinks little of: .P behind a heading or another .P.
NOISE = "skipping paragraph macro"


def names_of(root: Path, kind: str) -> list[str]:
    pattern, row = TABLES[kind]
    found = {name for file in root.glob(pattern) for name in re.findall(row, file.read_text("utf-8"), re.M)}
    return sorted(name for name in found if (kind, name) not in UNTOLD)


def plain(page: str) -> str:
    """A page without scdoc's escapes, emphasis and the brackets around what may be left out."""
    text = re.sub(r"\\(.)", r"\1", page)
    return text.replace("[", "").replace("]", "").replace("*", "").replace("_", "")


def untold(kind: str, names: list[str], page: str) -> list[str]:
    """Names that a page does not have as words of their own."""
    text = plain(page)
    mark = {"command": ":", "switch": "--"}.get(kind, "")
    if kind == "command":
        text = re.sub(r":(range|N)", ":", text)
    missing = []
    for name in names:
        bare = plain(name)
        if not re.search(rf"(?<![\w-]){re.escape(mark + bare)}(?![a-z0-9-])", text):
            missing.append(f"{kind} {name} is told nowhere")
    return missing


def missing_files(root: Path, page: str) -> list[str]:
    """Paths in the source that a page names and that lead nowhere."""
    text = re.sub(r"\\(.)", r"\1", page)
    paths = re.findall(r"(?<![A-Za-z0-9/.~$-])((?:src|tui|engine|test|themes|keymaps|man)(?:/[\w.*-]+)+)", text)
    paths = {path.rstrip("._") for path in paths}
    return [f"{path} does not exist" for path in sorted(paths)
            if "NAME" not in path and not list(root.glob(path)) and not list(root.glob(path + ".scd"))]


def missing_functions(root: Path, page: str) -> list[str]:
    """Functions of C that a page names, `name()`, and that no file defines."""
    text = re.sub(r"\\(.)", r"\1", page)
    named = set(re.findall(r"_([a-z]\w*)\(\)_", text))
    source = "\n".join(file.read_text("utf-8") for folder in ("src", "tui", "engine", "test")
                       for file in (root / folder).rglob("*.c"))
    defined = set(re.findall(r"^[A-Za-z][\w \t*]*?\b(\w+)\([^;{}]*?\)\s*\n\{", source, re.M))
    return [f"{name}() is not a function" for name in sorted(named - defined - {"input"})]


def missing_constants(root: Path, page: str) -> list[str]:
    text = re.sub(r"\\(.)", r"\1", page)
    header = (root / "engine/engine.h").read_text("utf-8")
    return [f"{name} is not in engine.h" for name in sorted(set(re.findall(r"\bENGINE_[A-Z]+\b", text)))
            if not re.search(rf"\b{name}\b", header)]


def missing_pages(page: str, pages: set[str]) -> list[str]:
    named = {f"{name}.{section}" for name, section in re.findall(r"\*(tarn[\w-]*)\*\((\d)\)", page)}
    return [f"there is no page {name}" for name in sorted(named - pages)]


def complaints_of_mandoc(roff: Path) -> list[str]:
    told = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", str(roff)], capture_output=True, text=True)
    return [line for line in (told.stdout + told.stderr).splitlines() if NOISE not in line]


def keys_of(keymap: str) -> set[str]:
    return set(re.findall(r"^(\S+) = ", keymap, re.M))


def unknown_keys(readme: str, keymap: str, names: set[str]) -> list[str]:
    """Keys and commands in the first column of README's table of keys that the program does not have."""
    table = re.search(r"^\| key \|.*?(?=\n\n)", readme, re.M | re.S)
    keys, wrong = keys_of(keymap), []
    column = [row.split("|")[1] for row in table[0].split("\n")[2:]] if table else []
    for word in " ".join(re.findall(r"`([^`]+)`", " ".join(column))).split():
        if word in ("all", "stale"):
            continue  # what :run takes
        if word[0] == ":" and len(word) > 1:
            good = any(name.startswith(word[1:]) for name in names)
        else:
            good = any(key.startswith(word) for key in keys)
        if not good:
            wrong.append(f"README: there is no {word}")
    return wrong if column else ["README: there is no table of keys"]


def main() -> int:
    root, tarn = Path(sys.argv[1]), sys.argv[2]
    files = [Path(name) for name in sys.argv[3:]]
    texts = {file.name.replace(".filled.scd", ""): file.read_text("utf-8") for file in files}
    names = {kind: names_of(root, kind) for kind in TABLES}
    everything = "\n".join(texts.values())
    told = subprocess.run([tarn, "--help"], capture_output=True, text=True, check=True).stdout
    pages = set(texts)

    cases: list[tuple[str, list[str]]] = []
    for kind, page in (("action", "tarn-keys.7"), ("command", "tarn-keys.7"), ("option", "tarn-config.5"),
                       ("role", "tarn-config.5"), ("subcommand", "tarn.1"), ("switch", "tarn.1"),
                       ("packet", "tarn-kernel.7")):
        empty = [] if names[kind] else [f"no {kind} was found in the source"]
        cases.append((f"each {kind} in {page}", empty + untold(kind, names[kind], texts[page])))
    cases.append(("each variable in a page", untold("variable", names["variable"], everything)))
    cases.append(("each subcommand in --help", untold("subcommand", names["subcommand"], told)))
    readme, keymap = (root / "README.md").read_text("utf-8"), (root / "keymaps/vim.keys").read_text("utf-8")
    cases.append(("keys of README", unknown_keys(readme, keymap, set(names["action"] + names["command"]))))
    cases.append(("files of README", missing_files(root, readme)))
    for name, text in sorted(texts.items()):
        wrong = missing_files(root, text) + missing_pages(text, pages)
        if name == "tarn-hacking.7":
            wrong += missing_functions(root, text) + missing_constants(root, text)
        cases.append((name, wrong))
    skipped = 0
    for file in files:
        roff = file.with_name(file.name.replace(".filled.scd", ""))
        if shutil.which("mandoc") and roff.exists():
            cases.append((f"mandoc on {roff.name}", complaints_of_mandoc(roff)))
        else:
            skipped += 1
            print(f"skipped: mandoc on {roff.name}: it, or scdoc, is not installed")
    for name, wrong in cases:
        for complaint in wrong:
            print(f"{name}: {complaint}")
    failed = sum(1 for _, wrong in cases if wrong)
    print(f"{len(cases) - failed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not files else 0


if __name__ == "__main__":
    sys.exit(main())
