#!/usr/bin/env python3
"""Records what marimo says of notebooks and of stories of edits and runs, for marimo_answers.py to compare with.

    marimo_record.py ORACLE [FILE...] > marimo_answers.json

ORACLE is a folder with the programs that ask marimo 0.25.2 (marimo_oracle.py, kernel_trace.py); their generator makes
the inputs, FILEs (notebooks, and stories as .json) are further ones.  Which of two independent cells runs first is the
page's choice with tarn and the order of registration with marimo: here marimo is told to ask the page, too.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from marimo_paged import ask_the_page

SEED, GRAPHS, RUNS, TRACES = 21, 40, 12, 16
DEPENDS_ON_THE_MACHINE = re.compile(r"@py|<module 'math' \(|/tmp/|pytest|__file__")


def cases(files):
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, Path(sys.argv[1]) / "marimo_oracle.py", "gen", folder]
        subprocess.run([*command, "--seed", str(SEED), "--count", "60"], check=True, stdout=subprocess.DEVNULL)
        for kinds, pattern, count in ((("graph", "save"), "graph/*.py", GRAPHS), (("run",), "run/*.py", RUNS)):
            for path in sorted(Path(folder).glob(pattern))[:count]:
                yield kinds, path
        for path in sorted(Path(folder).glob("trace/*.json"))[:TRACES]:
            yield ("trace",), path
        for path in map(Path, files):
            yield (("trace",) if path.suffix == ".json" else ("graph", "save")), path


def main():
    sys.path.insert(0, sys.argv[1])
    import marimo_oracle as oracle

    oracle.pin_hash_seed()
    oracle.configure(sql=True)  # duckdb and sqlglot must be there
    import kernel_trace

    def save(path):
        try:
            return oracle.save(path)
        except oracle.ConvertError:
            return None  # marimo refuses

    ask_the_page(kernel_trace, oracle)
    ask = {
        "graph": oracle.graph,
        "save": save,
        "run": lambda path: kernel_trace.isolated(kernel_trace.run_file, path, timeout=60),
        "trace": lambda path: kernel_trace.isolated(kernel_trace.trace_file, path, timeout=60),
    }
    lines = []
    for kinds, path in cases(sys.argv[2:]):
        answers = {kind: ask[kind](path) for kind in kinds}
        case = {"input": path.read_text(encoding="utf-8"), **answers}
        for step in answers.get("trace", {}).get("steps", []):
            step.pop("ran_by_page", None)
        text = json.dumps(case, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        if not DEPENDS_ON_THE_MACHINE.search(text) and '"failed":' not in text and "oracle_error" not in text:
            lines.append(text)
    print("[\n" + ",\n".join(lines) + "\n]")


main()
