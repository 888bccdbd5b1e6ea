"""Flowcharts of mermaid as boxes with lines between them, from the top to the bottom whatever their direction.

    boxes_of("graph LR\\n A[Start] --> B{ok?}\\n B -->|no| A")

None for other diagrams and for those that are too large: their source is shown.  Lines that go back up are told in words, and
so are labels for which there is no room.
"""

from __future__ import annotations

import re

from marimo._frames import columns_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Optional

MOST_SIGNS = 4000  # of the source
MOST_NODES, MOST_EDGES, MOST_PLACES = 40, 80, 150
MOST_COLUMNS, LONGEST = 70, 30  # of the picture, which fits a terminal of 80; of the text of a node
GAP = 3

_HEAD = re.compile(r"(graph|flowchart)(\s+(TD|TB|BT|LR|RL))?\s*$")
_NODE = re.compile(
    r"\s*(\w+)(\(\(.*?\)\)|\(\[.*?\]\)|\[\[.*?\]\]|\[\(.*?\)\]|\{\{.*?\}\}|\[.*?\]|\(.*?\)|\{.*?\}|>.*?\])?(:::\w+)?\s*"
)
_EDGE = re.compile(
    r"(?:--\s+([^|>]+?)\s+-->|-\.\s+([^|>]+?)\s+\.->|==\s+([^|>]+?)\s+==>|-{2,}[>xo]|-{3,}|={2,}>|-\.+->)(?:\|([^|]*)\|)?"
)
_IGNORED = re.compile(r"(%%|style|classDef|class|linkStyle|click|subgraph|end|direction)\b|%%|$")
_SIGNS = " ╵╷│╴┘┐┤╶└┌├─┴┬┼"  # of the sum of the ways that lead from there: 1 up, 2 down, 4 left, 8 right


class _Chart:
    """Names and texts of nodes; (from, to, label) of edges."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.edges: list[tuple[str, str, str]] = []

    def read(self, line: str) -> bool:
        """False if the line says something else."""
        sources: list[str] = []
        label, at = "", 0
        while True:
            names = []
            while True:
                node = _NODE.match(line, at)
                if node is None:
                    return False
                names.append(node[1])
                shown = re.sub(r"<br\s*/?>", " ", (node[2] or "").strip("()[]{}>")).strip("\"' ")
                if node[2] or node[1] not in self.texts:
                    self.texts[node[1]] = shown[:LONGEST] or node[1]
                at = node.end()
                if line[at : at + 1] != "&":
                    break
                at += 1
            self.edges += [(source, name, label) for source in sources for name in names]
            if at == len(line):
                return True
            edge = _EDGE.match(line, at)
            if edge is None:
                return False
            label, sources, at = (edge[1] or edge[2] or edge[3] or edge[4] or "").strip("\"' "), names, edge.end()


def _read(source: str) -> Optional[_Chart]:
    if len(source) > MOST_SIGNS:
        return None
    lines = [" ".join(line.split()) for line in source.replace(";", "\n").split("\n")]
    lines = [line for line in lines if line and not line.startswith("%%")]
    if not lines or not _HEAD.match(lines[0]):
        return None
    chart = _Chart()
    for line in lines[1:]:
        if not _IGNORED.match(line) and not chart.read(line):
            return None
    return chart if 0 < len(chart.texts) <= MOST_NODES and len(chart.edges) <= MOST_EDGES else None


def _forward(chart: _Chart) -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]:
    """Edges that can all lead down, and those that would close a cycle."""
    down: list[tuple[str, str, str]] = []
    back: list[tuple[str, str, str]] = []
    after: dict[str, set[str]] = {name: {name} for name in chart.texts}  # what each leads to
    for edge in chart.edges:
        source, target, _ = edge
        if source in after[target]:
            back.append(edge)
            continue
        down.append(edge)
        for reached in after.values():
            if source in reached:
                reached |= after[target]
    return down, back


class _Layers:
    """Nodes in layers, with places (numbers) in the layers between for edges that are longer than one."""

    def __init__(self, chart: _Chart, edges: list[tuple[str, str, str]]) -> None:
        depth = dict.fromkeys(chart.texts, 0)
        for _ in depth:
            for source, target, _label in edges:
                depth[target] = max(depth[target], depth[source] + 1)
        self.rows: list[list] = [[] for _ in range(max(depth.values()) + 1)]
        for name in chart.texts:
            self.rows[depth[name]].append(name)
        self.links: dict[tuple, str] = {}  # from one layer to the next: its label
        places = 0
        for source, target, label in edges:
            before: object = source
            for layer in range(depth[source] + 1, depth[target]):
                self.rows[layer].append(places)
                self.links[before, places] = ""
                before, places = places, places + 1
            self.links[before, target] = ", ".join(filter(None, (self.links.get((before, target), ""), label)))
        self.widths = {node: 3 if isinstance(node, int) else max(columns_of(chart.texts[node]) + 4, 7) for row in self.rows for node in row}
        self.left: dict = {}

    def place(self) -> bool:
        """False if there is no room."""
        if len(self.widths) > MOST_PLACES:
            return False
        self._order()
        self._place()
        return max(self.left[node] + width for node, width in self.widths.items()) <= MOST_COLUMNS

    def neighbours(self, node: object, above: bool) -> list:
        return [a if above else b for a, b in self.links if (b if above else a) == node]

    def centre(self, node: object) -> int:
        return self.left[node] + self.widths[node] // 2

    def _order(self) -> None:
        for turn in range(6):
            rows = self.rows if turn % 2 == 0 else self.rows[::-1]
            for fixed, row in zip(rows, rows[1:]):
                at = {node: place for place, node in enumerate(fixed)}
                mean = {}
                for place, node in enumerate(row):
                    near = [at[other] for other in self.neighbours(node, turn % 2 == 0) if other in at]
                    mean[node] = sum(near) / len(near) if near else place
                row.sort(key=mean.__getitem__)

    def _place(self) -> None:
        for row in self.rows:
            x = 0
            for node in row:
                self.left[node], x = x, x + self.widths[node] + GAP
        for turn in range(4):
            for row in self.rows[1:] if turn % 2 == 0 else self.rows[-2::-1]:
                free = -10_000
                for node in row:
                    near = [self.centre(other) for other in self.neighbours(node, turn % 2 == 0)]
                    wanted = round(sum(near) / len(near)) - self.widths[node] // 2 if near else self.left[node]
                    self.left[node] = max(wanted, free)
                    free = self.left[node] + self.widths[node] + GAP
        first = min(self.left.values())
        self.left = {node: x - first for node, x in self.left.items()}

    def port(self, node: object, above: list) -> int:
        """Where lines come into a node: not below the middle of one that does not lead to it."""
        others = {self.centre(other) for other in above if (other, node) not in self.links}
        middle = self.centre(node)
        return next((x for x in (middle, middle + 1, middle - 1) if x not in others), middle)


class _Canvas:
    def __init__(self) -> None:
        self.ways: dict[tuple[int, int], int] = {}
        self.signs: dict[tuple[int, int], str] = {}

    def down(self, x: int, top: int, bottom: int) -> None:
        for y in range(top, bottom + 1):
            self.ways[y, x] = self.ways.get((y, x), 0) | (1 if y > top else 0) | (2 if y < bottom else 0)

    def across(self, y: int, left: int, right: int) -> None:
        for x in range(left, right + 1):
            self.ways[y, x] = self.ways.get((y, x), 0) | (4 if x > left else 0) | (8 if x < right else 0)

    def write(self, y: int, x: int, text: str) -> None:
        for sign in text:
            self.signs[y, x] = sign
            for filled in range(1, columns_of(sign)):
                self.signs[y, x + filled] = ""
            x += max(columns_of(sign), 1)

    def is_free(self, y: int, x: int, length: int) -> bool:
        return not any((y, each) in self.ways or (y, each) in self.signs for each in range(x - 1, x + length + 1))

    def lines(self) -> list[str]:
        both = [*self.ways, *self.signs]
        rows, columns = max(y for y, _ in both) + 1, max(x for _, x in both) + 1
        sign = [[self.signs.get((y, x), _SIGNS[self.ways.get((y, x), 0)]) for x in range(columns)] for y in range(rows)]
        return ["".join(row).rstrip() for row in sign]


def _draw_layer(canvas: _Canvas, layers: _Layers, chart: _Chart, row: list, y: int) -> None:
    for node in row:
        x, width = layers.left[node], layers.widths[node]
        if isinstance(node, int):
            canvas.down(layers.centre(node), y - 1, y + 3)
            continue
        canvas.write(y, x, "┌" + "─" * (width - 2) + "┐")
        blanks = width - 2 - columns_of(chart.texts[node])
        canvas.write(y + 1, x, "│" + " " * (blanks // 2) + chart.texts[node] + " " * (blanks - blanks // 2) + "│")
        canvas.write(y + 2, x, "└" + "─" * (width - 2) + "┘")
        if layers.neighbours(node, above=False):
            canvas.write(y + 2, layers.centre(node), "┬")


def _draw_links(canvas: _Canvas, layers: _Layers, row: list, below: list, y: int) -> tuple[int, list]:
    """The lines from a layer to the next; where that begins, and labels to be written there."""
    ports = {node: layers.port(node, row) if not isinstance(node, int) else layers.centre(node) for node in below}
    bent = [node for node in row if any(ports[to] != layers.centre(node) for to in layers.neighbours(node, False))]
    end = y + 1 + len(bent)
    labels = []
    for node in row:
        x = layers.centre(node)
        for to in layers.neighbours(node, False):
            port, label = ports[to], layers.links[node, to]
            turn = y + 1 + bent.index(node) if node in bent else y
            if port == x:
                canvas.down(x, y - 1, end)
            else:
                canvas.down(x, y - 1, turn)
                canvas.across(turn, min(x, port), max(x, port))
                canvas.down(port, turn, end)
            if not isinstance(to, int):
                canvas.write(end, port, "▼")
            if label:
                labels.append((end, port + 2, node, to, label))
    return end + 1, labels


def boxes_of(source: str) -> Optional[str]:
    """The lines of a flowchart; None: it is none, or too large."""
    chart = _read(source)
    if chart is None:
        return None
    down, back = _forward(chart)
    layers = _Layers(chart, down)
    if not layers.place():
        return None
    canvas, y = _Canvas(), 0
    labels: list = []
    for number, row in enumerate(layers.rows):
        _draw_layer(canvas, layers, chart, row, y)
        if number + 1 < len(layers.rows):
            y, told = _draw_links(canvas, layers, row, layers.rows[number + 1], y + 3)
            labels += told
    notes = []
    for at, x, node, to, label in labels:
        if canvas.is_free(at, x, columns_of(label)):
            canvas.write(at, x, label)
        elif isinstance(node, int):
            notes.append(f"… → {chart.texts[to]}: {label}")
        else:
            notes.append(f"{chart.texts[node]} → {chart.texts[to]}: {label}")
    notes += [f"{chart.texts[a]} → {chart.texts[b]}" + (f": {label}" if label else "") for a, b, label in back]
    return "\n".join(canvas.lines() + ([""] + notes if notes else []))
