"""What waits for an assessor: the own list, and the way through it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Subquery, and_, case, exists, func, or_, select
from sqlalchemy.orm import load_only

from forum.accounts.models import AS_NAMED, Person, Standing
from forum.accounts.queries import holding_word
from forum.assessments.models import Assessment, AssessmentRound, Assessor
from forum.assessments.policies import ASSESSABLE
from forum.assessments.queries.rounds import finished, stepped_back
from forum.committees.models import Recusal
from forum.core.db import db
from forum.core.permissions import Actor, require
from forum.ideas.models import Idea
from forum.strategy.models import strategy


@dataclass(frozen=True)
class Task:
    """An idea that the viewer assesses in its present round, and whether they have finished."""

    idea: Idea
    round: int
    is_done: bool


def tasks(viewer: Actor) -> Sequence[Task]:
    """Return what the viewer is to assess or has assessed in the rounds that are open, the idea that waits longest first."""
    require(viewer, "assessment.compare")
    newest = _newest_rounds()
    finished = _mine(Assessment, viewer, newest.c.number)
    assigned = _mine(Assessor, viewer, newest.c.number)
    rows = db.session.execute(
        select(Idea, newest.c.number, finished.label("done"))
        .join(newest, newest.c.idea_id == Idea.id)
        .where(*_open_to(viewer), or_(finished, assigned))
        .order_by(Idea.state_since, Idea.id)
        .options(load_only(Idea.title, Idea.language, Idea.state, Idea.state_since, Idea.due_on))
    )
    return [Task(idea, number, bool(done)) for idea, number, done in rows]


def free_ideas(viewer: Actor) -> Sequence[Idea]:
    """Return examined ideas whose present round the viewer could join, the one that waits longest first.

    Who assessed an idea in an earlier round may do so again; a round that all have finished takes nobody any more.
    """
    require(viewer, "assessment.compare")
    newest = _newest_rounds()
    there = or_(*(_mine(table, viewer, newest.c.number) for table in (Assessor, Assessment)))
    return db.session.scalars(
        select(Idea)
        .outerjoin(newest, newest.c.idea_id == Idea.id)
        .outerjoin(AssessmentRound, and_(AssessmentRound.idea_id == Idea.id, AssessmentRound.number == newest.c.number))
        .where(*_open_to(viewer), ~there, ~_is_complete(newest.c.number))
        .order_by(Idea.state_since, Idea.id)
        .limit(20)
        .options(load_only(Idea.title, Idea.language, Idea.state, Idea.state_since, Idea.due_on))
    ).all()


def _is_complete(number: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that in the newest round of an idea enough was given and nobody is waited for."""
    plan = strategy()
    needed = case(
        *((AssessmentRound.criteria_version == one.number, one.needed) for one in plan.criteria_sets),
        else_=plan.criteria_set.needed,
    )
    given = select(func.count(Assessment.id)).where(
        Assessment.idea_id == Idea.id, Assessment.round == number, ~stepped_back(Assessment)
    )
    waits = exists().where(Assessor.idea_id == Idea.id, Assessor.round == number, ~finished(), ~stepped_back(Assessor))
    return and_(given.scalar_subquery() >= needed, ~waits)


@dataclass(frozen=True)
class Way:
    """Where an idea lies among what the viewer assesses: how many are done, and its open neighbours."""

    done: int
    number: int
    before: Idea | None
    after: Idea | None


def way_through(of: Sequence[Task], idea: Idea) -> Way:
    """Return the neighbours of an idea among those that are not done; behind the last one comes the first."""
    left = [task.idea for task in of if not task.is_done or task.idea.id == idea.id]
    place = next((place for place, one in enumerate(left) if one.id == idea.id), None)
    others = [one for one in left if one.id != idea.id]
    done = sum(task.is_done for task in of)
    if not others:
        return Way(done, len(of), None, None)
    if place is None:
        return Way(done, len(of), None, others[0])
    return Way(done, len(of), left[place - 1], left[(place + 1) % len(left)])


def assessors(viewer: Actor) -> Sequence[Person]:
    """Return who can be named as an assessor: everybody of the Stabsstelle and the Board."""
    require(viewer, "assessment.compare")
    return db.session.scalars(
        select(Person)
        .where(Person.standing == Standing.ACTIVE, or_(holding_word("staff"), holding_word("board")))
        .order_by(Person.handle_key)
        .options(load_only(*AS_NAMED))
    ).all()


def _newest_rounds() -> Subquery:
    return (
        select(AssessmentRound.idea_id, func.max(AssessmentRound.number).label("number"))
        .group_by(AssessmentRound.idea_id)
        .subquery()
    )


def _open_to(viewer: Actor) -> tuple[ColumnElement[bool], ...]:
    stepped_back = exists().where(and_(Recusal.idea_id == Idea.id, Recusal.person_id == viewer.person_id))
    states = [state.value for state in ASSESSABLE]
    return Idea.state.in_(states), Idea.audience.in_(viewer.words), Idea.hidden_at.is_(None), ~stepped_back


def _mine(table: type[Assessment] | type[Assessor], viewer: Actor, number: ColumnElement[int]) -> ColumnElement[bool]:
    return exists().where(table.idea_id == Idea.id, table.round == number, table.assessor_id == viewer.person_id)
