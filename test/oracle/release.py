#!/usr/bin/env python3
"""release.py TARN NOTEBOOKS: the program as it is released answers as the one that the sanitisers watch.

A release is linked otherwise (with the archive of libpython), and the suites run the other build.  $RELEASE names it;
without it there is nothing to compare, and the test is skipped.
"""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SKIPPED = 77
# Identifiers that are normalised, by a module of Python that is built in here and a file elsewhere; and what a run
# imports from files.
NAMES = '''import marimo

__generated_with = "0.25.2"
app = marimo.App()


@app.cell
def _():
    \ufb01le = 1
    größe = 2
    return file, größe


@app.cell
def _(file, größe):
    import decimal, json, unicodedata

    ﬁle + größe if False else json.dumps(str(decimal.Decimal(file) + größe))
    return


if __name__ == "__main__":
    app.run()
'''
COMMANDS = (["graph", "--json"], ["check", "--format", "json"], ["convert", "-t", "ipynb"], ["convert", "-t", "md"])


def answer(program: str, command: list[str], notebook: Path) -> tuple[int, bytes, bytes]:
    options = {"LSAN_OPTIONS": "exitcode=0", "ASAN_OPTIONS": "detect_leaks=0"}
    done = subprocess.run([program, *command, notebook.name], cwd=notebook.parent, capture_output=True, timeout=120,
                          env=os.environ | options)
    return done.returncode, done.stdout, done.stderr


def main() -> int:
    watched, *names = map(os.path.abspath, sys.argv[1:])
    release = os.environ.get("RELEASE")  # absolute
    if not release:
        print("$RELEASE names no program")
        return SKIPPED
    failed = passed = 0
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "names.py")
        made.write_text(NAMES, encoding="utf-8")
        runs = [(command, path) for path in [made, *map(Path, names)] for command in COMMANDS]
        for command, path in [*runs, (["exec"], made)]:
            same = answer(release, command, path) == answer(watched, command, path)
            passed, failed = passed + same, failed + (not same)
            if not same:
                print(f"{path.name}: {' '.join(command)} differs")
                print(*answer(release, command, path), *answer(watched, command, path), sep="\n")
        shown = answer(release, ["exec"], made)[1].decode()
        right = '"3"' in shown
        passed, failed = passed + right, failed + (not right)
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
