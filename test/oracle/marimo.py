#!/usr/bin/env python3
"""tarn against the real marimo: the graph, a run, and stories of edits and runs, on notebooks made for it.

    marimo.py TARN

Skipped (77) where marimo or the oracle is not there.  Which of two independent cells runs first is the page's
choice with us and the order of registration with marimo; where a cell interrupts the run, that is seen, so
stories with a KeyboardInterrupt may differ.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ORACLE = Path(__file__).resolve().parents[3] / "shared" / "oracle"
COUNT = "30"

try:
    import marimo  # noqa: F401
except ImportError:
    sys.exit(77)
if not ORACLE.is_dir():
    sys.exit(77)

with tempfile.TemporaryDirectory() as folder:
    subprocess.run(
        [sys.executable, ORACLE / "marimo_oracle.py", "gen", folder, "--seed", "5", "--count", COUNT],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    kinds = [word for kind in ("graph", "run", "trace") for word in ("--kind", kind)]
    compared = subprocess.run(
        [sys.executable, ORACLE / "compare.py", sys.argv[1], *kinds, "--jobs", "2", folder],
        stdout=subprocess.PIPE,
        text=True,
    )
    wrong = []
    for kind, path in re.findall(r"^differs: (\w+) (\S+)", compared.stdout, re.M):
        if kind != "trace" or "KeyboardInterrupt" not in Path(path).read_text():
            wrong.append(path)
    print(compared.stdout)
    passed = re.search(r"^(\d+) passed", compared.stdout, re.M)
    sys.exit(1 if wrong or not passed or int(passed[1]) < 2 * int(COUNT) else 0)
