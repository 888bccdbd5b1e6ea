"""Values have the type and the text that marimo shows them with."""

import json

import pytest
from pkg_common import HERE, installed_marimo, run

FACTS = json.loads((HERE / "pkg_shown.json").read_text())
OURS = json.loads(run("pkg_shown.py"))


@pytest.mark.parametrize("line", sorted(FACTS))
def test_value_is_shown_as_in_marimo(line):
    assert OURS[line] == FACTS[line]


@pytest.mark.skipif(installed_marimo() is None, reason="marimo 0.25.2 is not installed")
def test_the_facts_are_those_of_the_installed_marimo():
    assert json.loads(run("pkg_shown.py", installed=True)) == FACTS
