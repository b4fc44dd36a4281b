"""Which case comes first, and why: a figure that is the sum of parts, each of them explained in words (M-06).

Danger to life stands before everything, and what a trusted flagger reported before the rest (S-15), however long others
wait. Among equals the figure decides. Waiting a day weighs one point, so the order of two cases never changes while nothing
happens in them; it is kept as one number, by which the queue is sorted and paged.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from forum.core.clock import now
from forum.core.db import db
from forum.core.i18n import _, ngettext
from forum.moderation.models import Answer, Case, Notice
from forum.moderation.rules import RULES

DAY = 86_400
URGENT, ILLEGAL, HOUSE = 30, 5, 1
TRUSTED = 20
# So long nobody waits, so what is ahead by this is not overtaken.
AHEAD = 10 * 365 * DAY
MOST_FOR_NOTICES = 10
# So many decided notices of one person say something about how well they report.
ENOUGH = 3
RELIABLE, UNFOUNDED = 3, -2
# What a person decided about a notice itself, whatever became of its case later; what was gone before says nothing.
ANSWERED = Notice.answered_by.is_not(None) & Notice.answer.in_([Answer.HIDDEN, Answer.ACTED, Answer.DISMISSED])


@dataclass(frozen=True)
class Part:
    """One part of the score in words."""

    label: str
    points: int


def weight(rule: str) -> int:
    """Return what a ground weighs; an unknown one weighs as the rules of the house."""
    found = RULES.get(rule)
    if found is None:
        return HOUSE
    return URGENT if found.urgent else ILLEGAL if found.illegal else HOUSE


def add_notice(case: Case, rule: str, person_id: int | None, *, trusted: bool = False) -> None:
    """Count a notice into the score of a case; its row is locked by the caller."""
    points = dict(case.points or {})
    points["rule"] = max(points.get("rule", 0), weight(rule))
    points["notices"] = min(max(case.notice_count - 1, 0), MOST_FOR_NOTICES)
    points["trust"] = max(points.get("trust", UNFOUNDED), trust(person_id))
    points["trusted"] = max(points.get("trusted", 0), TRUSTED if trusted else 0)
    set_points(case, points)


def count_anew(case: Case, notices: Iterable[Notice]) -> None:
    """Score a case by the notices that are left, because one was taken back (M-34)."""
    set_points(case, {"rule": HOUSE})
    for notice in notices:
        add_notice(case, notice.rule, notice.person_id, trusted=notice.trusted)


def set_points(case: Case, points: Mapping[str, int]) -> None:
    """Keep the parts of the score, and the place in the queue that follows from them."""
    case.points = dict(points)
    case.rank = int(case.opened_at.timestamp()) - DAY * sum(points.values()) - AHEAD * _ahead(points)


def _ahead(points: Mapping[str, int]) -> int:
    if points.get("rule", 0) >= URGENT:
        return 2
    return 1 if points.get("trusted", 0) else 0


def trust(person_id: int | None) -> int:
    """Return what the past notices of a person say about the next one; it is for the queue alone and shown to nobody."""
    if person_id is None:
        return 0
    decided, founded = db.session.execute(
        select(func.count(), func.count().filter(Notice.answer != Answer.DISMISSED))
        .select_from(Notice)
        .where(Notice.person_id == person_id, Notice.withdrawn_at.is_(None), ANSWERED)
    ).one()
    if decided < ENOUGH:
        return 0
    share = founded / decided
    return RELIABLE if share >= 0.7 else UNFOUNDED if share <= 0.2 else 0


def days_waiting(case: Case, at: datetime | None = None) -> int:
    """Return since how many whole days a case waits."""
    return max(0, int(((at or now()) - case.opened_at).total_seconds()) // DAY)


def score(case: Case) -> int:
    """Return the figure that the queue shows."""
    return sum(part.points for part in explained(case))


def explained(case: Case) -> list[Part]:
    """Return the parts of the score in words; they add up to it."""
    points: dict[str, Any] = case.points or {}
    days = days_waiting(case)
    parts = [
        Part(
            _("Gefahr, steht vor allem anderen") if _ahead(points) > 1 else _("Art des Grundes"), points.get("rule", 0)
        ),
        Part(_("weitere Meldungen"), points.get("notices", 0)),
        Part(_("frühere Meldungen derselben Leute"), points.get("trust", 0)),
        Part(_("vertrauenswürdiger Hinweisgeber, steht vor den übrigen"), points.get("trusted", 0)),
        Part(ngettext("wartet seit %(num)s Tag", "wartet seit %(num)s Tagen", days), days),
    ]
    return [part for part in parts if part.points]
