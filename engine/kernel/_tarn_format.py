"""Formats cells with ruff or black, whichever the notebook's Python has; run as a program in the notebook's folder.

Standard input is {"cells": [code, ...]}; what is printed is {"error": why or null, "cells": [{"code": ...} or
{"error": ...}, ...]}.  The settings are those that the tool finds for the folder.
"""

import io
import json
import os
import shutil
import subprocess
import sys
import tokenize
from concurrent.futures import ThreadPoolExecutor

SECONDS = 30


def main():
    cells = json.load(sys.stdin)["cells"]
    tool = find_ruff() or find_black()
    if not tool:
        answer = {"error": f"neither ruff nor black is installed for {sys.executable}", "cells": []}
    else:
        with ThreadPoolExecutor(4) as pool:
            answer = {"error": None, "cells": list(pool.map(lambda code: formatted(tool, code), cells))}
    json.dump(answer, sys.stdout)


def formatted(tool, code):
    """What cannot be formatted says why and is left alone."""
    try:
        compile(code, "cell", "exec", dont_inherit=True, flags=0x2000 | 0x400)  # top-level await; only a tree
    except (SyntaxError, ValueError) as error:
        return {"error": f"it does not parse: {error.args[0] if error.args else error}"}
    if not code.strip():
        return {"code": code}
    try:
        return {"code": with_semicolon(code, tool(code).rstrip("\n"))}
    except Exception as error:
        lines = str(error).strip().splitlines()
        return {"error": lines[-1] if lines else type(error).__name__}


def find_ruff():
    try:
        from ruff.__main__ import find_ruff_bin

        program = os.fsdecode(find_ruff_bin())
    except Exception:
        beside = os.path.join(os.path.dirname(sys.executable), "ruff")
        program = beside if os.access(beside, os.X_OK) else shutil.which("ruff")
    if not program:
        return None

    def run(code):
        done = subprocess.run([program, "format", "--stdin-filename", "cell.py", "-"], input=code, capture_output=True,
                              text=True, encoding="utf-8", timeout=SECONDS)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout

    return run


def find_black():
    try:
        import black
    except Exception:
        return None

    def run(code):
        done = subprocess.run([sys.executable, "-m", "black", "-q", "--stdin-filename", "cell.py", "-"], input=code,
                              capture_output=True, text=True, encoding="utf-8", timeout=SECONDS)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout

    return run


def last_token(code):
    nothing = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
    last = None
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        last = last if token.type in nothing else token
    return last


def with_semicolon(before, after):
    """A `;` behind the last expression says that a cell shows nothing: it is not a matter of style."""
    was, now = last_token(before), last_token(after)
    if not was or not now or was.string != ";" or now.string == ";":
        return after
    lines = after.split("\n")
    row, column = now.end
    lines[row - 1] = lines[row - 1][:column] + ";" + lines[row - 1][column:]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
