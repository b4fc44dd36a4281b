"""Rounds: who gave what, who is still to, and on which assessments a decision rests."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import joinedload

from forum.accounts.models import AS_NAMED, Person
from forum.assessments.models import Assessment, AssessmentRound, Assessor
from forum.assessments.scoring import spread
from forum.committees.models import Recusal
from forum.committees.queries import people_recused
from forum.committees.queries import recused as is_out
from forum.core.db import db
from forum.core.errors import Conflict
from forum.core.i18n import _, ngettext
from forum.core.permissions import Actor
from forum.ideas.models import Idea
from forum.strategy.models import CriteriaSet, strategy


@dataclass(frozen=True)
class Round:
    """How a round of an idea stands. ``waiting`` are those who take part and have not finished."""

    number: int
    criteria_set: CriteriaSet
    reason: str = ""
    rows: list[Assessment] = field(default_factory=list)
    waiting: list[Assessor] = field(default_factory=list)
    shown_at: datetime | None = None

    @property
    def needed(self) -> int:
        """How many assessments the criteria demand."""
        return self.criteria_set.needed

    @property
    def missing(self) -> int:
        """How many are missing: those who take part and have not finished, and at least what the criteria demand."""
        return max(self.needed - len(self.rows), len(self.waiting))

    @property
    def is_complete(self) -> bool:
        """Whether all have finished; only then does anybody see what others gave (B-14)."""
        return self.missing <= 0

    @property
    def was_shown(self) -> bool:
        """Whether it was complete once: its points were seen, even where somebody stepped back later (B-14, B-15)."""
        return self.shown_at is not None or self.is_complete

    @property
    def is_begun(self) -> bool:
        """Whether anybody has finished."""
        return bool(self.rows)

    def of(self, person_id: int | None) -> Assessment | None:
        """Return what this person gave."""
        return next((row for row in self.rows if row.assessor_id == person_id), None)

    def waits_for(self, person_id: int | None) -> bool:
        """Tell whether this person takes part and has not finished."""
        return any(row.assessor_id == person_id for row in self.waiting)


def rounds_of(idea_ids: Collection[int]) -> dict[int, list[Round]]:
    """Return all rounds of these ideas, the newest first; four queries, however many ideas.

    What somebody gave who declared an interest later does not count any more (B-15).
    """
    plan, found = strategy(), defaultdict(list)
    given, waiting = _by_round(_given(idea_ids)), _by_round(_waiting(idea_ids))
    rounds = db.session.scalars(
        select(AssessmentRound)
        .where(AssessmentRound.idea_id.in_(idea_ids))
        .order_by(AssessmentRound.idea_id, AssessmentRound.number.desc())
    )
    for row in rounds:
        known = plan.criteria_of(row.criteria_version) if row.criteria_version else plan.criteria_set
        place = (row.idea_id, row.number)
        found[row.idea_id].append(Round(row.number, known, row.reason, given[place], waiting[place], row.shown_at))
    return {number: found[number] or [Round(1, plan.criteria_set)] for number in idea_ids}


def rounds(idea: Idea) -> list[Round]:
    """Return all rounds of an idea, the newest first; an idea that nobody has begun to assess is in its first."""
    return rounds_of([idea.id])[idea.id]


def completed(of: Sequence[Round]) -> Round | None:
    """Return the newest round that is complete: it is the one that counts."""
    return next((one for one in of if one.is_complete), None)


def assessments_of(idea: Idea) -> Sequence[Assessment]:
    """Return the assessments that count, in the order in which they were given; none before a round is complete."""
    found = completed(rounds(idea))
    return found.rows if found else []


def demanded_assessments(idea: Idea) -> Sequence[Assessment]:
    """Return the assessments on which a decision rests. Raises Conflict that names what is missing (G-09)."""
    of = rounds(idea)
    found = completed(of)
    if found is not None:
        return found.rows
    newest = of[0]
    sentence = ngettext(
        "Es fehlt noch %(num)d Bewertung nach den Kriterien: %(there)d liegt oder liegen vor.",
        "Es fehlen noch %(num)d Bewertungen nach den Kriterien: %(there)d liegt oder liegen vor.",
        newest.missing,
        there=len(newest.rows),
    )
    names = [row.assessor.handle for row in newest.waiting if row.assessor.handle]
    if names:
        sentence += " " + _("Noch nicht fertig: %(names)s.", names=", ".join(names))
    raise Conflict(sentence)


def anonymous_copy(rows: Sequence[Assessment]) -> dict[str, Any]:
    """Return assessments as they go into papers and records: figures and comments, no names."""
    points = spread([row.points for row in rows])
    return {
        "number": points.number,
        "mean": points.mean,
        "least": points.least,
        "most": points.most,
        "criteria_version": rows[0].criteria_version if rows else None,
        "rows": [
            {
                "given": row.given,
                "remarks": row.remarks,
                "goals": row.goals,
                "points": row.points,
                "failed": row.failed,
                "comment": row.comment,
                "criteria_version": row.criteria_version,
            }
            for row in rows
        ],
    }


def recused(idea: Idea) -> Sequence[Person]:
    """Return who declared an interest in the idea, in the order in which they did; for records and for their pages."""
    return people_recused(idea_id=idea.id)


def is_recused(viewer: Actor, idea: Idea) -> bool:
    """Tell whether the viewer declared an interest in the idea."""
    return is_out(viewer.person_id, idea_id=idea.id)


def stepped_back(table: type[Assessment] | type[Assessor]) -> ColumnElement[bool]:
    """Return the condition that who gave or is to give an assessment declared an interest in the idea (B-15)."""
    return exists().where(Recusal.idea_id == table.idea_id, Recusal.person_id == table.assessor_id)


def finished() -> ColumnElement[bool]:
    """Return the condition that an assessor has given the assessment of the round."""
    return exists().where(
        Assessment.idea_id == Assessor.idea_id,
        Assessment.round == Assessor.round,
        Assessment.assessor_id == Assessor.assessor_id,
    )


def _given(idea_ids: Collection[int]) -> Sequence[Assessment]:
    return db.session.scalars(
        select(Assessment)
        .where(Assessment.idea_id.in_(idea_ids), ~stepped_back(Assessment))
        .order_by(Assessment.id)
        .options(joinedload(Assessment.assessor).load_only(*AS_NAMED))
    ).all()


def _waiting(idea_ids: Collection[int]) -> Sequence[Assessor]:
    return db.session.scalars(
        select(Assessor)
        .where(Assessor.idea_id.in_(idea_ids), ~finished(), ~stepped_back(Assessor))
        .order_by(Assessor.at, Assessor.assessor_id)
        .options(joinedload(Assessor.assessor).load_only(*AS_NAMED))
    ).all()


def _by_round(rows: Sequence[Any]) -> defaultdict[tuple[int, int], list[Any]]:
    found: defaultdict[tuple[int, int], list[Any]] = defaultdict(list)
    for row in rows:
        found[row.idea_id, row.round].append(row)
    return found
