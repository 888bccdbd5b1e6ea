#!/usr/bin/env python3
"""Records what `marimo check` says of notebooks and what it makes of them, for check_answers.py to compare with.

    check_record.py check_answers.json [FILE...] > NEW.json

Runs under a Python with marimo 0.25.2.  The notebooks are those of the old answers, asked again, and FILEs.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from check_answers import CONFLICTS, issues


def ask(folder, name, text, *options):
    path = Path(folder) / name
    path.write_bytes(text.encode("utf-8"))
    command = [sys.executable, "-m", "marimo", "check", "--format", "json", *options, str(path)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env={**os.environ, "PYTHONHASHSEED": "0"})
    after = path.read_bytes().decode("utf-8")
    path.unlink()
    return issues(json.loads(done.stdout)), done.returncode, after


def record(folder, name, text):
    found, code, _ = ask(folder, name, text)
    answer = {"name": name, "input": text, "issues": found, "exit": code}
    for key, options in (("fixed", ["--fix"]), ("unsafe", ["--fix", "--unsafe-fixes"])):
        after = ask(folder, name, text, *options)[2]
        if after not in (text, answer.get("fixed")):
            answer[key] = after
    return answer


def main():
    old = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["cases"] if Path(sys.argv[1]).exists() else []
    inputs = {case["name"]: case["input"] for case in old}
    inputs.update({Path(name).name: Path(name).read_bytes().decode("utf-8") for name in sys.argv[2:]})
    with tempfile.TemporaryDirectory() as folder:
        for name in CONFLICTS:
            (Path(folder) / f"{name}.py").touch()
        cases = [record(folder, name, inputs[name]) for name in sorted(inputs)]
    json.dump({"python": list(sys.version_info[:2]), "cases": cases}, sys.stdout, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main()
