"""HTML as text: what it says, with the markup that a terminal has.

Headings, emphasis, code, lists, links and tables become Markdown; everything else is dropped but its text.  Slots are
kept, so that what is embedded in HTML is found again.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Optional

_SILENT = {"script", "style", "head", "template", "title", "noscript"}
_BLOCKS = {"p", "div", "section", "article", "header", "footer", "main", "ul", "ol", "blockquote", "table", "details"}
_BLOCKS |= {"summary", "figure", "figcaption", "form", "nav", "dl", "dt", "dd", "pre", "hr"}
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "kbd": "`", "samp": "`", "del": "~~", "s": "~~"}


class _Reader(HTMLParser):
    """Collects pieces of Markdown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.marked = False  # has markup: Markdown rather than text
        self._silent = 0
        self._pre = 0
        self._links: list[Optional[str]] = []
        self._lists: list[int] = []  # 0: bullets; else the next number
        self._row: Optional[list[str]] = None
        self._cell_start: Optional[int] = None
        self._header_written = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, Optional[str]]]) -> None:
        values = dict(attributes)
        if tag in _SILENT:
            self._silent += 1
        elif tag == "tarn-slot":
            self.pieces.append(f"<tarn-slot id='{values.get('id')}'></tarn-slot>")
        elif tag in _MARKS and not self._pre:
            self._put(_MARKS[tag])
        elif tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self._block("#" * int(tag[1]) + " ")
        elif tag == "br":
            self.pieces.append("\n")
        elif tag == "li":
            self._item()
        elif tag == "a":
            self._links.append(values.get("href"))
            self._put("[")
        elif tag == "img":
            self.pieces.append(f"(image: {values.get('alt') or values.get('src') or 'without a name'})")
        elif tag in ("td", "th"):
            self._end_cell()
            self._cell_start = len(self.pieces)
        elif tag == "tr":
            self._end_row()
            self._row = []
        elif tag == "hr":
            self._block("---\n\n")
        elif tag in _BLOCKS:
            self._open(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _MARKS and not self._pre:
            self._put(_MARKS[tag])
        elif tag == "a" and self._links:
            href = self._links.pop()
            self._put(f"]({href})" if href else "]")
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()
            if tag == "table":
                self.pieces.append("\n\n")
        elif tag in ("ul", "ol"):
            if self._lists:
                self._lists.pop()
            self.pieces.append("\n")
        elif tag == "pre":
            self._pre = max(0, self._pre - 1)
            self._put("\n```\n\n")
        elif tag in _BLOCKS or re.fullmatch("h[1-6]", tag):
            self.pieces.append("\n\n")

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._pre:
            self.pieces.append(data)
        elif data.strip() or (self.pieces and not self.pieces[-1].endswith("\n")):
            self.pieces.append(re.sub(r"\s+", " ", data))

    def _put(self, markup: str) -> None:
        if not self._silent:
            self.marked = True
            self.pieces.append(markup)

    def _block(self, markup: str) -> None:
        self.pieces.append("\n\n")
        self._put(markup)

    def _open(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self._lists.append(0 if tag == "ul" else 1)
            self.pieces.append("\n")
        elif tag == "pre":
            self._pre += 1
            self._block("```\n")
        elif tag == "blockquote":
            self._block("> ")
        else:
            self._header_written = self._header_written and tag != "table"
            self.pieces.append("\n\n")

    def _item(self) -> None:
        bullet = "- "
        if self._lists and self._lists[-1]:
            bullet = f"{self._lists[-1]}. "
            self._lists[-1] += 1
        self._put("\n" + "  " * (len(self._lists) - 1) + bullet)

    def _end_cell(self) -> None:
        start, self._cell_start = self._cell_start, None
        if start is not None and self._row is not None:
            self._row.append(" ".join("".join(self.pieces[start:]).split()))
            del self.pieces[start:]

    def _end_row(self) -> None:
        self._end_cell()
        row, self._row = self._row, None
        if not row:
            return
        lines = "| " + " | ".join(row) + " |\n"
        if not self._header_written:
            lines += "|" + " --- |" * len(row) + "\n"
            self._header_written = True
        self._put(lines)


def text_of_html(html: str) -> tuple[str, bool]:
    """What the HTML says, and whether it is Markdown rather than plain text."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = re.sub(r"\n[ \t]*(\n[ \t]*)+", "\n\n", "".join(reader.pieces))
    return text.strip(), reader.marked


def node_of_html(html: str) -> dict:
    """The output tree of HTML.  That which is a drawing and nothing else is a picture."""
    if html[:1024].lstrip().startswith("<svg") and html.rstrip().endswith("</svg>") and html.count("</svg>") == 1:
        from marimo._picture import node_of_picture

        return node_of_picture("svg", f"image/svg+xml, {len(html)} bytes", lambda: html)
    from marimo._bounds import cut
    from marimo._markdown import node_with_slots

    text, marked = text_of_html(cut(str(html)))
    return node_with_slots(text, "markdown" if marked else "text")
