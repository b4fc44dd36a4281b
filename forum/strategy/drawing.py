"""The picture of the governance (Schaubild), computed from data: boxes and the lines between them.

The template draws it as SVG without any style of its own, so it follows the theme; a list beside it says the same in
words (G-15).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

from forum.strategy.models import Office

BOX = (250, 84)
GAP = (70, 70)
MARGIN = 8
LETTERS_PER_LINE = 25
LINES_PER_BOX = 3
LINE_HEIGHT = 20
# How far left of its column the line runs on which the groups of a body hang.
STEM = 24


@dataclass(frozen=True)
class Node:
    """What becomes a box: a body or office, in the name of the committee that fills it, and the groups below it."""

    office: Office
    label: str
    url: str = ""
    groups: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Box:
    """A box with its place in the picture, in SVG units."""

    key: str
    x: int
    y: int
    lines: list[tuple[str, int]]

    @property
    def centre(self) -> tuple[int, int]:
        """The middle of the box."""
        return self.x + BOX[0] // 2, self.y + BOX[1] // 2


@dataclass(frozen=True)
class Line:
    """A line between the edges of two boxes; ``exchange`` lines are dashed and point both ways."""

    x1: int
    y1: int
    x2: int
    y2: int
    exchange: bool = False


@dataclass(frozen=True)
class Drawing:
    """The whole picture."""

    width: int
    height: int
    boxes: list[Box]
    lines: list[Line]


def drawing(nodes: Mapping[str, Node]) -> Drawing:
    """Return the picture of these bodies and offices; groups stand below all offices, in the column of their body."""
    boxes = {key: _box(key, node.label, node.office.place) for key, node in nodes.items()}
    lines = [
        _line(boxes[key], boxes[other], exchange=exchange)
        for key, node in nodes.items()
        for others, exchange in ((node.office.reports_to, False), (node.office.exchanges_with, True))
        for other in others
        if other in boxes
    ]
    columns, rows = (1 + max(node.office.place[axis] for node in nodes.values()) for axis in (0, 1))
    groups: list[Box] = []
    deepest = rows
    for key, node in nodes.items():
        column = node.office.place[0]
        hanging = [_box("group", name, (column, rows + row)) for row, (name, _url) in enumerate(node.groups)]
        lines += _stem(boxes[key], hanging)
        groups += hanging
        deepest = max(deepest, rows + len(hanging))
    return Drawing(_extent(columns, 0), _extent(deepest, 1), [*boxes.values(), *groups], lines)


def _stem(body: Box, groups: Sequence[Box]) -> list[Line]:
    """Return the line that leads down beside a column, and a short one from it to each group."""
    if not groups:
        return []
    x, top, bottom = body.x - STEM, body.centre[1], groups[-1].centre[1]
    twigs = [Line(x, box.centre[1], box.x, box.centre[1]) for box in (body, *groups)]
    return [Line(x, top, x, bottom), *twigs]


def _extent(count: int, axis: int) -> int:
    return 2 * (MARGIN + (STEM if axis == 0 else 0)) + count * BOX[axis] + (count - 1) * GAP[axis]


def _box(key: str, label: str, place: tuple[int, int]) -> Box:
    x, y = (MARGIN + at * (BOX[axis] + GAP[axis]) for axis, at in enumerate(place))
    words = wrap(label, LETTERS_PER_LINE, max_lines=LINES_PER_BOX, placeholder=" …")
    first = y + BOX[1] // 2 - (len(words) - 1) * LINE_HEIGHT // 2
    return Box(key, x + STEM, y, [(word, first + at * LINE_HEIGHT) for at, word in enumerate(words)])


def _line(start: Box, end: Box, *, exchange: bool) -> Line:
    x1, y1 = _edge(start, end)
    x2, y2 = _edge(end, start)
    return Line(x1, y1, x2, y2, exchange)


def _edge(box: Box, towards: Box) -> tuple[int, int]:
    """Return the point where a straight line from the box's middle to the other's leaves the box."""
    (x, y), (to_x, to_y) = box.centre, towards.centre
    distance = (to_x - x, to_y - y)
    reach = min(half / abs(length) for half, length in zip((BOX[0] / 2, BOX[1] / 2), distance, strict=True) if length)
    return round(x + distance[0] * reach), round(y + distance[1] * reach)


def neighbours(node: Node, nodes: Mapping[str, Node]) -> Iterable[tuple[str, str]]:
    """Yield the kind of each line of an office and the title at its other end, for the picture in words."""
    for kind, keys in (("reports_to", node.office.reports_to), ("exchanges_with", node.office.exchanges_with)):
        for key in keys:
            if key in nodes:
                yield kind, nodes[key].label
