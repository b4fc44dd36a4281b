"""A flow: what came to each stage of a way, and went on, is there, or ended there."""

from collections.abc import Sequence
from dataclasses import dataclass

from forum.web.charts.scales import LINE_HEIGHT, Label, labels

BAR_HEIGHT = 24
# Between two stages runs the stream of what went on, behind the name of the next stage.
BELOW = 16
# A bar ends before the number that stands behind it.
LONGEST = 80.0


@dataclass(frozen=True)
class Passage:
    """A stage with what went on from it, what is there, and what ended there."""

    label: str
    went_on: int
    there: int
    ended: int

    @property
    def came(self) -> int:
        """What came this far."""
        return self.went_on + self.there + self.ended


@dataclass(frozen=True)
class Piece:
    """A part of what came; ``kind`` is the number of its pattern."""

    kind: int
    x: float
    width: float


@dataclass(frozen=True)
class DrawnPassage:
    """A stage with its places; ``stream`` is how broad what went on runs down to the next stage, 0 for none."""

    passage: Passage
    lines: list[Label]
    y: int
    pieces: list[Piece]
    stream: float
    stream_y: int
    stream_height: int


@dataclass(frozen=True)
class FlowChart:
    """Stages below each other. What goes on is the left part of each bar, so that it runs straight into the next."""

    height: int
    rows: list[DrawnPassage]
    bar_height: int = BAR_HEIGHT


def flowing(passages: Sequence[Passage]) -> FlowChart:
    """Return the stages on one scale, the first of which is the broadest."""
    most = max((one.came for one in passages), default=0) or 1
    tops, y = [], 0
    for one in passages:
        lines = labels(one.label, y)
        y += len(lines) * LINE_HEIGHT
        tops.append((one, lines, y))
        y += BAR_HEIGHT + BELOW
    drawn = []
    for number, (one, lines, top) in enumerate(tops):
        begin = top + BAR_HEIGHT
        end = tops[number + 1][2] if number + 1 < len(tops) else begin
        width = round(LONGEST * one.went_on / most, 2)
        drawn.append(DrawnPassage(one, lines, top, _pieces(one, most), width, begin, end - begin))
    return FlowChart(max(0, y - BELOW) + 4, drawn)


def _pieces(one: Passage, most: int) -> list[Piece]:
    found, before = [], 0.0
    for kind, part in enumerate((one.went_on, one.there, one.ended)):
        if part:
            width = LONGEST * part / most
            found.append(Piece(kind, round(before, 2), round(width, 2)))
            before += width
    return found
