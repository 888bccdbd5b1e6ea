"""Why what a run shows may differ from marimo's on purpose: each kind with its test, and its reason.

A difference is a place in the report of a run, what marimo has there, and what tarn has.
"""

import re

# An element with all that is in it: the tags that marimo makes of values have quoted attributes, and are closed.
OPEN = re.compile(r"<([a-z][a-z0-9-]*)((?:\s+[\w:-]+(?:=(?:'[^']*'|\"[^\"]*\"))?)*)\s*(/?)>")
VOID = ("img", "br", "hr", "input")


def element_end(text, start):
    """Behind the element that begins at `start`; None if none does, or it stays open."""
    head = OPEN.match(text, start)
    if not head:
        return None
    if head[3] or head[1] in VOID:
        return head.end()
    depth, same = 0, re.compile(rf"<(/?){re.escape(head[1])}\b")
    for tag in same.finditer(text, start):
        depth += -1 if tag[1] else 1
        if depth == 0:
            close = text.find(">", tag.end())
            return close + 1 if close >= 0 else None
    return None


def pattern_of(text):
    """What tarn's text must match: marimo's, each element as it is or as text without markup; None without elements."""
    parts, at, found = [], 0, False
    while at < len(text):
        end = element_end(text, at) if text[at] == "<" else None
        if end:
            parts.append(f"(?:{re.escape(text[at:end])}|[^<]+)")
            at, found = end, True
        else:
            parts.append(re.escape(text[at]))
            at += 1
    return re.compile("".join(parts), re.S) if found else None


def is_element_as_text(place, want, got):
    if not re.fullmatch(r"cells\[\d+\]\.output\.text|defs\.\w+", place) or not (isinstance(want, str) and isinstance(got, str)):
        return False
    pattern = pattern_of(want)
    return bool(pattern and pattern.fullmatch(got))


def is_database_error(place, want, got):
    return (bool(re.fullmatch(r"cells\[\d+\]\.errors\[\d+\]", place)) and isinstance(want, dict) and isinstance(got, dict) and
            want.get("kind") == "sql-error" and got.get("kind") == "exception" and got.get("names") == want.get("names") and
            bool(got.get("type")))


# Both stand in tarn-format(5), DIFFERENCES FROM MARIMO.
REASONS = {
    "element as text": (is_element_as_text, "an element within Markdown is HTML in marimo, and in tarn what a terminal shows of it"),
    "database error": (is_database_error, "marimo has a kind of its own for errors of SQL; tarn has the exception, with its type"),
}
# Told apart by asking marimo twice.
CHANGES = "marimo's own answer is another one each time: random numbers, times"


def reason_of(place, want, got):
    """The name of the kind, or None."""
    return next((name for name, (explains, _) in REASONS.items() if explains(place, want, got)), None)


def differences(want, got, place=""):
    """All places that differ.  An error is one place, whatever differs in it."""
    whole = re.search(r"\.errors\[\d+\]$", place)
    if type(want) is type(got) is dict and not whole:
        for key in sorted(want.keys() | got.keys()):
            yield from differences(want.get(key), got.get(key), f"{place}.{key}" if place else key)
    elif type(want) is type(got) is list and len(want) == len(got):
        for index, (mine, theirs) in enumerate(zip(want, got)):
            yield from differences(mine, theirs, f"{place}[{index}]")
    elif want != got:
        yield place, want, got
