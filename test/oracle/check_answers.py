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
# marimo forgets the name of a cell that is no Python, arguments whose values are no constants, attributes that it does not
# know, and a fence within a quote.
KEEPS_MORE = {"md_kept.md", "broken_deco.py", "broken_fn.py", "mf_app.py", "mf_setup_kw.py", "unparsable_pass.py"}
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


def wording(found, same_python):
    return [{key: each for key, each in issue.items() if same_python or issue.get("code") != "MB005" or
             key not in ("message", "column")} for issue in found]


def lay_out(folder, cases):
    """Each notebook in a folder of its own, since it may lie beside what it imports."""
    packages = Path(folder) / "venv/lib/python3.11/site-packages"
    (Path(folder) / "venv/bin").mkdir(parents=True)
    (Path(folder) / "venv/bin/python").touch(mode=0o755)
    for name in CONFLICTS:
        (packages / name).mkdir(parents=True)
    paths = []
    for number, case in enumerate(cases):
        (Path(folder) / str(number)).mkdir()
        for name in CONFLICTS:
            (Path(folder) / str(number) / f"{name}.py").touch()
        paths.append(f"{number}/{case['name']}")
        (Path(folder) / paths[-1]).write_bytes(case["input"].encode("utf-8"))
    return paths


def run(tarn, cases, *options):
    """What was told of each notebook, what it is afterwards, and what was said on standard error."""
    with tempfile.TemporaryDirectory() as folder:
        paths = lay_out(folder, cases)
        environment = {**os.environ, "VIRTUAL_ENV": str(Path(folder) / "venv")}
        done = subprocess.run([tarn, "check", "--format", "json", *options, *paths], capture_output=True, cwd=folder,
                              encoding="utf-8", env=environment)
        if done.returncode not in (0, 1):
            sys.exit(f"exit {done.returncode}: {done.stderr}")
        told = {path: [] for path in paths}
        for issue in json.loads(done.stdout)["issues"]:
            told[issue["filename"]].append(issue)
        after = [(Path(folder) / path).read_bytes().decode("utf-8") for path in paths]
        said = [[line for line in done.stderr.splitlines() if line.startswith(f"tarn: {path}:")] for path in paths]
        return [issues({"issues": told[path]}) for path in paths], after, said


def wrong_findings(case, found, same_python):
    want, got = wording(case["issues"], same_python), wording(found, same_python)
    if want != got:
        return "\n".join([f"marimo {each}" for each in want if each not in got] +
                         [f"tarn   {each}" for each in got if each not in want] or ["not as often"])
    failed = any("error" in issue or issue["severity"] == "breaking" for issue in found)
    return None if failed == bool(case["exit"]) else f"marimo exits with {case['exit']}"


def wrong_fix(case, key, after, said):
    want = case.get(key, case.get("fixed", case["input"]))
    if after == want or case["name"] in KEEPS_MORE:
        return None
    if after == case["input"] and any("would be lost" in line for line in said):
        return None
    return f"{key}:\n{after}\nmarimo:\n{want}\n{said}"


def main():
    answers = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    cases, tarn = answers["cases"], str(Path(sys.argv[1]).resolve())
    same_python = answers["python"] == list(sys.version_info[:2])
    with ThreadPoolExecutor(3) as pool:
        runs = [pool.submit(run, tarn, cases, *options) for options in ([], ["--fix"], ["--fix", "--unsafe-fixes"])]
        (found, _, _), (_, fixed, said), (_, unsafe, unsafe_said) = [each.result() for each in runs]
    wrong = 0
    for number, case in enumerate(cases):
        difference = (wrong_findings(case, found[number], same_python) or
                      wrong_fix(case, "fixed", fixed[number], said[number]) or
                      wrong_fix(case, "unsafe", unsafe[number], unsafe_said[number]))
        if difference:
            wrong += 1
            print(f"{case['name']}: {difference}\n{case['input']}\n")
    print(f"{len(cases) - wrong} passed, {wrong} failed")
    return 1 if wrong or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
