"""What one can move by a point of order, and which goes first (L-09)."""

import enum

from forum.core.i18n import lazy


class Point(enum.StrEnum):
    """The categories, the most urgent first: what ends more of the debate is heard earlier."""

    QUORUM = "quorum"
    BREAK = "break"
    POSTPONE = "postpone"
    REFER = "refer"
    END_DEBATE = "end_debate"
    END_LIST = "end_list"
    LIMIT = "limit"
    VOTING = "voting"
    OTHER = "other"

    @property
    def rank(self) -> int:
        """The place of the category, from one."""
        return list(Point).index(self) + 1


POINTS = {
    Point.QUORUM: lazy("Beschlussfähigkeit prüfen"),
    Point.BREAK: lazy("Sitzung unterbrechen"),
    Point.POSTPONE: lazy("Punkt vertagen"),
    Point.REFER: lazy("An ein anderes Gremium verweisen"),
    Point.END_DEBATE: lazy("Schluss der Debatte"),
    Point.END_LIST: lazy("Schluss der Redeliste"),
    Point.LIMIT: lazy("Redezeit begrenzen"),
    Point.VOTING: lazy("Art der Abstimmung"),
    Point.OTHER: lazy("Sonstiges zum Verfahren"),
}
