"""Every public name of marimo 0.25.2 is there, and can be called the same way."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
from pkg_common import HERE, PACKAGE, installed_marimo, run

FACTS = json.loads((HERE / "pkg_names.json").read_text())
OURS = json.loads(run("pkg_names.py"))


@pytest.mark.parametrize("name", sorted(FACTS))
def test_name_is_what_it_is_in_marimo(name):
    assert name in OURS
    theirs, ours = FACTS[name], OURS[name]
    assert ours["kind"] == theirs["kind"]
    assert ours.get("parameters") == theirs.get("parameters")
    assert ours.get("value") == theirs.get("value")
    members = theirs.get("members", {})
    assert {member: ours["members"].get(member) for member in members} == members


def test_no_name_is_public_that_marimo_does_not_have():
    assert sorted(set(OURS) - set(FACTS)) == []


@pytest.mark.skipif(installed_marimo() is None, reason="marimo 0.25.2 is not installed")
def test_the_facts_are_those_of_the_installed_marimo():
    assert json.loads(run("pkg_names.py", installed=True)) == FACTS


def printed(code):
    environment = {"PYTHONPATH": str(PACKAGE)}
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert answer.stderr == ""
    return answer.stdout


def test_unknown_names_are_named_in_the_error():
    code = (
        "import marimo\nfor m in (marimo, marimo.ui, marimo.ai):\n try: m.zork\n except AttributeError as e: print(e)"
    )
    assert printed(code).count("'zork'") == 3


def test_importing_the_package_imports_none_of_its_modules_and_no_others():
    code = "import sys, __future__; before = set(sys.modules); import marimo; print(sorted(set(sys.modules) - before))"
    assert printed(code) == "['marimo']\n"


def test_every_module_parses_as_python_3_9():
    files = sorted(Path(PACKAGE, "marimo").rglob("*.py"))
    assert len(files) > 20
    for file in files:
        ast.parse(file.read_text(), str(file), feature_version=(3, 9))
