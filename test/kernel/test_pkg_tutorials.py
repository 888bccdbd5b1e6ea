"""The tutorials of an installed marimo run with our package: nothing of mo.* is missing.

Cells that need a library which is not installed fail, and are listed.
"""

import json

import pytest
from pkg_common import installed_marimo, run

HOME = installed_marimo()
TUTORIALS = sorted(HOME.glob("_tutorials/[a-z]*.py")) if HOME else []


@pytest.mark.skipif(HOME is None, reason="marimo 0.25.2 is not installed")
def test_there_are_tutorials():
    assert len(TUTORIALS) > 5


@pytest.mark.parametrize("path", TUTORIALS, ids=lambda path: path.stem)
def test_tutorial_runs(path, tmp_path):
    failures = json.loads(run("pkg_tutorials.py", str(path), folder=tmp_path))
    ours = []
    for number, kind, message, missing in failures:
        print(f"cell {number}: {kind}: {message}")
        foreign = kind == "ModuleNotFoundError" and not str(missing).startswith("marimo")
        if not foreign and kind != "NameError":  # tutorials show what happens to names that are not there
            ours.append((number, kind, message))
    assert ours == []
