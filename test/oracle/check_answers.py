#!/usr/bin/env python3
"""What `tarn check` says of notebooks, and what --fix leaves of them, beside what `marimo check` 0.25.2 did.

    check_answers.py TARN

marimo's answers are recorded in check_answers.json (check_record.py).  Where marimo would lose something in the file,
tarn must have left it alone and said so; what it loses of a name or an argument, tarn keeps.
"""

import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# Packages that a file of the same name stands beside.
CONFLICTS = ("click", "yaml")
# marimo forgets the name of a cell that is no Python, and arguments whose values are no constants.
KEEPS_MORE = {"broken_deco.py", "broken_fn.py", "mf_app.py", "mf_setup_kw.py", "unparsable_pass.py"}
TOLD = ("code", "severity", "name", "message", "line", "column", "lines", "columns", "fixable")


def issues(answer):
    """What must agree, without an order: marimo's own depends on hashes."""
    found = []
    for issue in answer["issues"]:
        keep = ["error"] if issue["type"] == "error" else [key for key in TOLD if key in issue]
        found.append({key: issue[key] for key in keep})
    for issue in found:
        if "error" in issue:
            issue["error"] = issue["error"].split(":")[0]
    return sorted(found, key=lambda issue: json.dumps(issue, sort_keys=True))


def run(tarn, folder, case, *options):
    path = Path(folder) / case["name"]
    path.write_bytes(case["input"].encode("utf-8"))
    environment = {**os.environ, "VIRTUAL_ENV": str(Path(folder) / "venv")}
    done = subprocess.run([tarn, "check", "--format", "json", *options, path.name], capture_output=True, cwd=folder,
                          encoding="utf-8", env=environment)
    after = path.read_bytes().decode("utf-8")
    return done, after


def wording(found, same_python):
    return [{key: each for key, each in issue.items() if same_python or issue.get("code") != "MB005" or
             key not in ("message", "column")} for issue in found]


def wrong_findings(tarn, folder, case, same_python):
    done, _ = run(tarn, folder, case)
    if done.returncode not in (0, 1):
        return f"exit {done.returncode}: {done.stderr}"
    want, got = wording(case["issues"], same_python), wording(issues(json.loads(done.stdout)), same_python)
    if want != got:
        return "\n".join([f"marimo {each}" for each in want if each not in got] +
                         [f"tarn   {each}" for each in got if each not in want] or ["not as often"])
    return None if done.returncode == case["exit"] else f"exit {done.returncode}, marimo {case['exit']}"


def wrong_fix(tarn, folder, case, key, *options):
    want = case.get(key, case.get("fixed", case["input"]))
    done, after = run(tarn, folder, case, *options)
    if after == want or case["name"] in KEEPS_MORE:
        return None
    refused = done.returncode == 1 and f"tarn: {case['name']}:" in done.stderr and "would be lost" in done.stderr
    if after == case["input"] and refused:
        return None
    return f"{' '.join(options)}:\n{after}\nmarimo:\n{want}\n{done.stderr}"


def check(tarn, case, same_python):
    with tempfile.TemporaryDirectory() as folder:
        packages = Path(folder) / "venv/lib/python3.11/site-packages"
        (Path(folder) / "venv/bin").mkdir(parents=True)
        (Path(folder) / "venv/bin/python").touch(mode=0o755)
        for name in CONFLICTS:
            (packages / name).mkdir(parents=True)
            (Path(folder) / f"{name}.py").touch()
        return (wrong_findings(tarn, folder, case, same_python) or
                wrong_fix(tarn, folder, case, "fixed", "--fix") or
                wrong_fix(tarn, folder, case, "unsafe", "--fix", "--unsafe-fixes"))


def main():
    tarn = str(Path(sys.argv[1]).resolve())
    answers = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    same_python = answers["python"] == list(sys.version_info[:2])
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda case: check(tarn, case, same_python), answers["cases"]))
    wrong = [(case, difference) for case, difference in zip(answers["cases"], found) if difference]
    for case, difference in wrong:
        print(f"{case['name']}: {difference}\n{case['input']}\n")
    print(f"{len(found) - len(wrong)} passed, {len(wrong)} failed")
    return 1 if wrong or not found else 0


if __name__ == "__main__":
    sys.exit(main())
