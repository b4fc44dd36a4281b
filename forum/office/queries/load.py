"""What weighs on the office: how long ideas wait, who has how many, and which are about to reach their threshold."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import load_only

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.permissions import Actor
from forum.ideas.lifecycle import CITIZENS_TURN, FINAL, IdeaState
from forum.ideas.models import Idea
from forum.office.models import Assignment
from forum.office.queries.workbench import WAITING, Clock, clock, reachable, since

# An idea is about to reach its threshold from this share of it on.
NEARLY = 0.8
MOST_NEARLY = 10
MOST_ROWS = 20
# Where the administration has the next word: neither citizens discuss nor is everything said.
_TURN = FINAL | CITIZENS_TURN | {IdeaState.ZUSAMMENGEFUEHRT, IdeaState.QUORUM_VERFEHLT}


@dataclass(frozen=True)
class Load:
    """How many ideas a unit or a person has, and how many of them are overdue; nobody's have no name."""

    name: str | None
    ideas: int
    overdue: int


def _at_work() -> ColumnElement[bool]:
    return Idea.state.not_in(_TURN)


def _late() -> ColumnElement[int]:
    return func.count(case((clock() == Clock.OVERDUE.value, 1)))


def waiting_times(viewer: Actor) -> list[int]:
    """Return how many ideas at work have stood in their state for up to a week, a month, three months, and longer."""
    steps = [case((Idea.state_since >= since(days), number)) for number, days in enumerate(WAITING)]
    place = func.coalesce(*steps, len(WAITING))
    rows = reachable(viewer).where(_at_work()).with_only_columns(place.label("place")).order_by(None).subquery()
    found: dict[int, int] = dict(db.session.execute(select(rows.c.place, func.count()).group_by(rows.c.place)).all())
    return [found.get(number, 0) for number in range(len(WAITING) + 1)]


def load_by_unit(viewer: Actor) -> Sequence[Load]:
    """Return how many ideas at work each unit has, those with the most first."""
    counted = reachable(viewer).where(_at_work()).with_only_columns(Idea.unit, func.count(), _late())
    rows = db.session.execute(
        counted.group_by(Idea.unit).order_by(None).order_by(func.count().desc(), Idea.unit).limit(MOST_ROWS)
    )
    return [Load(*row) for row in rows]


def load_by_person(viewer: Actor) -> Sequence[Load]:
    """Return how many ideas at work each person has, those with the most first, and how many nobody has."""
    counted = (
        reachable(viewer)
        .outerjoin(Assignment, Assignment.idea_id == Idea.id)
        .outerjoin(Person, Person.id == Assignment.person_id)
        .where(_at_work())
        .with_only_columns(Person.handle, func.count(), _late())
    )
    rows = db.session.execute(
        counted.group_by(Person.handle).order_by(None).order_by(func.count().desc(), Person.handle).limit(MOST_ROWS)
    )
    return [Load(*row) for row in rows]


def nearly_there(viewer: Actor) -> Sequence[Idea]:
    """Return the ideas in discussion that lack the least until their threshold, the nearest first."""
    share = Idea.support_count * 1.0 / Idea.threshold
    return db.session.scalars(
        reachable(viewer)
        .where(
            Idea.state == IdeaState.IN_DISKUSSION,
            Idea.threshold > 0,
            Idea.threshold_reached_at.is_(None),
            share >= NEARLY,
        )
        .options(load_only(Idea.title, Idea.support_count, Idea.threshold, raiseload=True))
        .order_by(None)
        .order_by(share.desc(), Idea.id)
        .limit(MOST_NEARLY)
    ).all()
