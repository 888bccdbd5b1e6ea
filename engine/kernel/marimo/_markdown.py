"""md: Markdown in which elements and other objects may be embedded.

The text stays Markdown; the screen draws it.  A line that holds an embedded object becomes a sentence of its pieces,
unless it stands in a table or a block of code: there the object becomes a word, and stands below once more.  The sentence
goes on as far as the paragraph does.
"""

from __future__ import annotations

import re

from marimo._context import find
from marimo._html import SLOT_BEGIN, SLOT_END, Shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any, Optional, Union

    from marimo._html import Html


class _md(Shown):
    _mime = "text/markdown"

    def __init__(self, text: str, size: Optional[str] = None) -> None:
        self._text = _with_footnotes(dedented(text))
        self._embedded = {name: find(name) for name in split_slots(self._text)[1::2]}

    def _repr_markdown_(self) -> str:
        """The source; embedded objects as one line of text."""
        return with_lines(self._text, self._found)

    def _tarn_source_(self) -> str:
        return self._repr_markdown_()

    def _tarn_node_(self) -> dict:
        return node_with_slots(self._text, "markdown", self._embedded)

    def _found(self, name: str) -> Any:
        known = self._embedded.get(name)
        return find(name) if known is None else known

    def _equality(self) -> object:
        return self._text


def dedented(text: str) -> str:
    """Text without the indentation that its lines, but for the first, have in common, and without blank ends."""
    lines = text.expandtabs().split("\n")
    margins = [len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()]
    margin = min(margins, default=0)
    lines = [lines[0].lstrip()] + [line[margin:] for line in lines[1:]]
    while lines and not lines[-1].strip():
        lines.pop()
    while lines and not lines[0].strip():
        lines.pop(0)
    return "\n".join(lines)


_ICON = re.compile(r"[ \t]?::[\w-]+:[\w-]+::")  # ::lucide:circle-plus::
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\](:[ \t]*)?")
_CODE = re.compile(r"(^[ \t]*```.*?^[ \t]*```|`[^`\n]*`)", re.MULTILINE | re.DOTALL)
_SMALL = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _with_footnotes(text: str) -> str:
    """Footnotes as small numbers, and pictures of icons as nothing; code stays as it is."""
    if "[^" not in text and "::" not in text:
        return text
    numbers: dict[str, int] = {}

    def number(match: Any) -> str:
        small = str(numbers.setdefault(match[1], len(numbers) + 1)).translate(_SMALL)
        at_start = match.start() == 0 or match.string[match.start() - 1] == "\n"
        return small + " " if match[2] and at_start else small + (match[2] or "")

    pieces = _CODE.split(text)
    defined = {match[1] for piece in pieces[::2] for match in _FOOTNOTE.finditer(piece) if match[2]}
    for i in range(0, len(pieces), 2):
        pieces[i] = _FOOTNOTE.sub(lambda match: number(match) if match[1] in defined else match[0], _ICON.sub("", pieces[i]))
    return "".join(pieces)


def md(text: str) -> Html:
    """Markdown.  Values of f-strings that are Html or elements are shown in place."""
    return _md(text)


def latex(text: Optional[str] = None, *, filename: Optional[Union[str, Path]] = None) -> None:
    """Definitions for formulas, from text or a file: shown, and not known to other formulas."""
    if text is None and filename is None:
        raise ValueError("either the text or the name of a file is needed")
    if filename is not None:
        from pathlib import Path

        text = Path(filename).read_text(encoding="utf-8")
    from marimo import output

    output.append(_md(f"$$\n{text}\n$$"))


def split_slots(text: str) -> list[str]:
    """Pieces of text and, between each two of them, the id of what is embedded there."""
    pieces: list[str] = []
    first, *rest = text.split(SLOT_BEGIN)
    pieces.append(first)
    for piece in rest:
        name, end, after = piece.partition(SLOT_END)
        if end:
            pieces += [name, after]
        else:
            pieces[-1] += SLOT_BEGIN + piece
    return pieces


def with_lines(text: str, found: Callable[[str], Any]) -> str:
    """The text with each embedded object as one line."""
    pieces = split_slots(text)
    return "".join(line_of(found(piece)) if number % 2 else piece for number, piece in enumerate(pieces))


def label_text(label: object) -> str:
    """A label as one line: embedded objects as words, formulas without their signs; Markdown is left as it is."""
    text = re.sub(r"\$([^$\s][^$\n]*)\$", r"\1", str(label))
    return " ".join((with_lines(text, find) if SLOT_BEGIN in text else text).split())


def line_of(value: Any) -> str:
    """An embedded object as one line of text."""
    return "(gone)" if value is None else value._tarn_line_()


def node_with_slots(text: str, kind: str, known: Optional[dict] = None) -> dict:
    """Text of a kind (markdown or text) with the nodes of what is embedded in it."""
    if SLOT_BEGIN not in text:
        return {"node": kind, "text": text}
    children: list[dict] = []
    plain: list[str] = []
    below: list[dict] = []

    gap = False  # an empty line is due before what follows

    def add(node: dict) -> None:
        nonlocal gap
        if gap and children:
            children.append({"node": "text", "text": ""})
        gap = False
        children.append(node)

    def flush() -> None:
        nonlocal gap
        joined = "\n".join(plain).strip("\n")
        gap = gap or bool(plain and not plain[0].strip())
        if joined.strip():
            add({"node": kind, "text": joined})
            gap = not plain[-1].strip()
        plain.clear()
        children.extend(below)
        below.clear()

    def found(name: str) -> Any:
        value = known.get(name) if known else None
        return find(name) if value is None else value

    fenced = going_on = False
    for line in text.split("\n"):
        fence = line.lstrip().startswith("```")
        fenced = fenced != fence
        goes_on, going_on = going_on and _is_prose(line), False
        if SLOT_BEGIN not in line:
            if below and not line.strip():
                flush()
            if goes_on and not fenced:
                going_on = True
                _add_words(children, kind, line)
            else:
                plain.append(line)
        elif fenced or line.lstrip().startswith("|"):
            embedded = [found(name) for name in split_slots(line)[1::2]]
            below.extend(value._tarn_node_() for value in embedded if value is not None)
            plain.append(with_lines(line, found))
        else:
            begun = _take_paragraph(plain) if _is_prose(line) else ""
            flush()
            add(_row(begun + line, kind, found))
            going_on = kind == "markdown"
    flush()
    return children[0] if len(children) == 1 else {"node": "vstack", "children": children}


_NO_PROSE = re.compile(r"\s*$|\s*([-*+>|#:]|\d+[.)]\s|```|~~~|///|<)|    |\t")


def _is_prose(line: str) -> bool:
    """Whether the line could go on with the paragraph above it."""
    return not _NO_PROSE.match(line)


def _take_paragraph(plain: list[str]) -> str:
    """The lines at the end that belong to the paragraph which goes on; they are taken away."""
    first = len(plain)
    while first > 0 and _is_prose(plain[first - 1]):
        first -= 1
    taken = plain[first:]
    if not taken or sum(line.lstrip().startswith("```") for line in plain) % 2 or (first and plain[first - 1].strip()):
        return ""
    del plain[first:]
    return " ".join(taken) + " "


def _add_words(children: list[dict], kind: str, line: str) -> None:
    """The line goes on with the sentence before it."""
    last = children[-1]
    if last["node"] != "inline":
        last = {"node": "inline", "children": [last]}
        children[-1] = last
    last["children"].append({"node": kind, "text": " " + line.strip()})


def _row(line: str, kind: str, found: Any) -> dict:
    """A line of text and embedded objects: words of one sentence."""
    children: list[dict] = []
    bullet, _, rest = line.lstrip().partition(" ")
    if bullet in ("-", "*", "+") or (bullet[:-1].isdigit() and bullet[-1] in ".)"):
        indent = line[: len(line) - len(line.lstrip())]
        children.append({"node": "text", "text": indent + (bullet if bullet[:-1] else "•") + " "})
        line = rest
    for number, piece in enumerate(split_slots(line)):
        if number % 2:
            value = found(piece)
            children.append(value._tarn_node_() if value is not None else {"node": "text", "text": "(gone)"})
        elif piece.strip() or (piece and 0 < number):
            children.append({"node": kind, "text": piece})
    return children[0] if len(children) == 1 else {"node": "inline", "children": children}
