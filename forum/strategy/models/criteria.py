"""The standard criteria by which ideas are assessed, as versions (B-07, G-11).

A version is a whole set of criteria with their weights, their order and the number of assessments that a decision needs.
It never changes: an assessment stays with the version by which it was given. The file of the strategy is the first one.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, event
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Model
from forum.core.errors import Conflict
from forum.core.i18n import _, language
from forum.strategy.models.named import Named

MOST_POINTS = 5
# Whoever describes only three points describes these; 2 may stand in place of 3.
THREE_ANCHORS = (0, 3, MOST_POINTS)


@dataclass(frozen=True, kw_only=True)
class Criterion(Named):
    """A standard criterion of the assessment: yes or no, or 0 to 5 points with a weight (B-07).

    ``anchors`` says what each of the six points means, from 0 on; what is not described is empty.
    """

    weight: int
    knock_out: bool = False
    anchors: tuple[str, ...] = ()
    anchors_en: tuple[str, ...] = ()

    @property
    def scale(self) -> list[tuple[int, str]]:
        """The points that are described, and what they mean in the reader's language."""
        words = self.anchors_en if language() == "en" and any(self.anchors_en) else self.anchors
        return [(points, word) for points, word in enumerate(words) if word]


@dataclass(frozen=True, kw_only=True)
class CriteriaSet:
    """A version of all criteria, by their keys and in their order; the file's own has no ``published_at``."""

    number: int
    criteria: Mapping[str, Criterion] = field(default_factory=dict)
    needed: int = 2
    published_at: datetime | None = None
    reason: str = ""

    @property
    def weights(self) -> dict[str, int]:
        """The weight of each criterion that gets points."""
        return {key: row.weight for key, row in self.criteria.items() if not row.knock_out}


class CriteriaVersion(Model):
    """A version of the criteria as it is stored, with the reason for it."""

    __tablename__ = "criteria_version"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    # One object for each criterion, in their order; asked for as a whole and never by its parts.
    criteria: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    needed: Mapped[int]
    reason: Mapped[str] = mapped_column(String(500))
    published_at: Mapped[datetime]
    publisher_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    def plain(self) -> CriteriaSet:
        """Return the version as every reader knows it."""
        rows = [criterion(row) for row in self.criteria]
        return CriteriaSet(
            number=self.number,
            criteria={row.key: row for row in rows},
            needed=self.needed,
            published_at=self.published_at,
            reason=self.reason,
        )


def criterion(row: Mapping[str, Any]) -> Criterion:
    """Return a criterion from the plain values of the file or of a stored version."""
    values = dict(row)
    for name in ("anchors", "anchors_en"):
        values[name] = _six(values.get(name, ()))
    return Criterion(**values)


def plain_values(criteria: Mapping[str, Criterion]) -> list[dict[str, Any]]:
    """Return criteria as a stored version keeps them."""
    return [
        asdict(row) | {name: list(getattr(row, name)) for name in ("anchors", "anchors_en")}
        for row in criteria.values()
    ]


def _six(anchors: Any) -> tuple[str, ...]:
    if len(anchors) == len(THREE_ANCHORS):
        by_point = dict(zip(THREE_ANCHORS, anchors, strict=True))
        return tuple(by_point.get(points, "") for points in range(MOST_POINTS + 1))
    return tuple(anchors)


def _refuse(_mapper: Any, _connection: Any, _row: Any) -> None:
    raise Conflict(_("Eine Fassung der Kriterien wird nicht geändert. Eine Änderung ist eine neue Fassung."))


event.listen(CriteriaVersion, "before_update", _refuse)
event.listen(CriteriaVersion, "before_delete", _refuse)
