"""The picture of the governance (Schaubild), computed from data: boxes and the lines between them.

The template draws it as SVG without any style of its own, so it follows the theme; a list beside it says the same in
words (G-15).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from textwrap import wrap

from forum.strategy.models import Office

BOX = (250, 84)
GAP = (70, 70)
MARGIN = 8
LETTERS_PER_LINE = 25
LINE_HEIGHT = 20


@dataclass(frozen=True)
class Box:
    """An office with its place in the picture, in SVG units."""

    office: Office
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
    exchange: bool


@dataclass(frozen=True)
class Drawing:
    """The whole picture."""

    width: int
    height: int
    boxes: list[Box]
    lines: list[Line]


def drawing(offices: Mapping[str, Office]) -> Drawing:
    """Return the picture of these offices."""
    boxes = {key: _box(office) for key, office in offices.items()}
    lines = [
        _line(boxes[key], boxes[other], exchange=exchange)
        for key, office in offices.items()
        for others, exchange in ((office.reports_to, False), (office.exchanges_with, True))
        for other in others
        if other in boxes
    ]
    columns, rows = (1 + max(office.place[axis] for office in offices.values()) for axis in (0, 1))
    return Drawing(_extent(columns, 0), _extent(rows, 1), list(boxes.values()), lines)


def _extent(count: int, axis: int) -> int:
    return 2 * MARGIN + count * BOX[axis] + (count - 1) * GAP[axis]


def _box(office: Office) -> Box:
    x, y = (MARGIN + place * (BOX[axis] + GAP[axis]) for axis, place in enumerate(office.place))
    words = wrap(office.label, LETTERS_PER_LINE)
    first = y + BOX[1] // 2 - (len(words) - 1) * LINE_HEIGHT // 2
    return Box(office, x, y, [(word, first + place * LINE_HEIGHT) for place, word in enumerate(words)])


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


def neighbours(office: Office, offices: Mapping[str, Office]) -> Iterable[tuple[str, str]]:
    """Yield the kind of each line of an office and the title at its other end, for the picture in words."""
    for kind, keys in (("reports_to", office.reports_to), ("exchanges_with", office.exchanges_with)):
        for key in keys:
            if key in offices:
                yield kind, offices[key].label
