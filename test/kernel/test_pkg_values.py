"""Elements have marimo's values: at first, and after what the screen sends."""

import json

import pytest
from pkg_common import HERE, installed_marimo, run

FACTS = json.loads((HERE / "pkg_values.json").read_text())
OURS = json.loads(run("pkg_values.py"))


@pytest.mark.parametrize("line", sorted(FACTS))
def test_value_is_marimos(line):
    assert OURS[line] == FACTS[line]


def test_every_line_has_a_fact():
    assert sorted(OURS) == sorted(FACTS)


@pytest.mark.skipif(installed_marimo() is None, reason="marimo 0.25.2 is not installed")
def test_the_facts_are_those_of_the_installed_marimo():
    assert json.loads(run("pkg_values.py", installed=True)) == FACTS
