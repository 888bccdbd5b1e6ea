"""Flowcharts of mermaid are drawn as boxes; what is none, or too large, stays text."""

import time

import pkg_fake  # noqa: F401
import pytest
from marimo._mermaid import boxes_of

BRANCH = """\
    ┌───────┐
    │ Start │
    └───┬───┘
        │
        ▼
     ┌─────┐
     │ ok? │
     └──┬──┘
        │
   ┌────┴────┐
   ▼ yes     ▼ no
┌─────┐   ┌─────┐
│ end │   │  D  │
└─────┘   └─────┘"""
LONG = """\
    ┌─────┐
    │  A  │
    └──┬──┘
       │
   ┌───┴───┐
   ▼       │
┌─────┐    │
│  B  │    │
└──┬──┘    │
   │       │
   ├───────┘
   ▼
┌─────┐
│  C  │
└─────┘

C → A: again"""


def test_a_branch_with_labels():
    assert boxes_of('graph TD\n A["Start"] --> B{ok?}; B -->|yes| C[end]\n B -- no --> D') == BRANCH


def test_a_line_past_a_box_and_one_that_goes_back():
    assert boxes_of("flowchart LR\n%% a remark\nA --> B --> C\nA --> C\nC -->|again| A\nstyle A fill:#f9f") == LONG


def test_wide_letters_keep_the_boxes_straight():
    assert boxes_of("graph TD\nA[日本]").split("\n") == ["┌──────┐", "│ 日本 │", "└──────┘"]


@pytest.mark.parametrize(
    "source",
    [
        "",
        "graph TD",
        "sequenceDiagram\nA->>B: hello",
        "graph TD\nA ~~> B",
        "graph TD\n" + "\n".join(f"A --> B{i}" for i in range(30)),
        "graph TD\n" + "\n".join(f"A{i} --> A{i + 1}" for i in range(60)),
        "graph TD\nA --" + " " * 3000 + "x",
        "graph TD\nA" + "(" * 3000,
        "graph TD\n" + "A-->A\n" * 5000,
    ],
)
def test_what_is_no_chart_or_a_large_one_is_its_source(source):
    begun = time.process_time()
    assert boxes_of(source) is None
    assert time.process_time() - begun < 1
