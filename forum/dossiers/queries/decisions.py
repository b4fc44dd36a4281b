"""Reading the register of decisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, extract, func, select
from sqlalchemy.orm import joinedload, load_only, selectinload

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor
from forum.dossiers.models import (
    Decision,
    DecisionDistrict,
    DecisionDuty,
    DecisionGoal,
    DecisionSubject,
    Dossier,
    Result,
)
from forum.ideas.models import Idea
from forum.strategy.models import strategy
from forum.web.addresses import number_in
from forum.web.paging import Order, Page, number

DECISIONS_PER_PAGE = 20

BY_DAY = Order(((Decision.decided_on, True), (Decision.id, True)), (date.fromisoformat, number))
_EVERYTHING = (
    selectinload(Decision.subjects).options(
        joinedload(DecisionSubject.idea).load_only(Idea.title, Idea.hidden_at, Idea.state, Idea.audience),
        joinedload(DecisionSubject.dossier).load_only(Dossier.number, Dossier.version),
    ),
    selectinload(Decision.duties).joinedload(DecisionDuty.fulfilment),
    selectinload(Decision.goal_links),
    selectinload(Decision.district_links),
)


@dataclass(frozen=True, kw_only=True)
class RegisterFilter:
    """What a reader of the register wants to see; unknown words were dropped before."""

    text: str = ""
    body: int | None = None
    year: int | None = None
    goal: str = ""
    district: int | None = None
    result: Result | None = None

    @property
    def is_active(self) -> bool:
        """Tell whether anything narrows the list."""
        return bool(self.text or self.body or self.year or self.goal or self.district or self.result)


def filter_from(args: Any) -> RegisterFilter:
    """Read a filter from the words of an address; only known keys get through (E-21)."""
    known = strategy()
    district, result, goal = number_in(args.get("bezirk")), args.get("ergebnis", ""), args.get("ziel", "")
    return RegisterFilter(
        text=" ".join(str(args.get("q", "")).split())[:100],
        body=number_in(args.get("gremium")) or None,
        year=number_in(args.get("jahr")) or None,
        goal=goal if goal in known.known_goals else "",
        district=district if district in known.districts else None,
        result=Result(result) if result in set(Result) else None,
    )


def decisions(
    viewer: Actor, wanted: RegisterFilter, after: str | None = None, *, limit: int = DECISIONS_PER_PAGE
) -> Page[Decision]:
    """Return a page of the register, the newest decision first."""
    statement = _wanted(viewer, wanted).options(
        load_only(
            Decision.number, Decision.title, Decision.result, Decision.unanimity, Decision.decided_on, Decision.yes,
            Decision.no, Decision.abstain, Decision.audience, Decision.body, Decision.conditions,
        ),
        selectinload(Decision.duties).load_only(DecisionDuty.position),
        selectinload(Decision.subjects).load_only(DecisionSubject.title),
    )  # fmt: skip
    rows = db.session.scalars(BY_DAY.apply(statement, after, limit)).all()
    return BY_DAY.page(rows, limit)


def whole_decisions(
    viewer: Actor, wanted: RegisterFilter, after: str | None = None, *, limit: int = DECISIONS_PER_PAGE
) -> Page[Decision]:
    """Return a page of the register with everything that belongs to each decision, for programs."""
    rows = db.session.scalars(BY_DAY.apply(_wanted(viewer, wanted).options(*_EVERYTHING), after, limit)).all()
    return BY_DAY.page(rows, limit)


def decisions_with_ids(viewer: Actor, ids: Sequence[int]) -> Sequence[Decision]:
    """Return these decisions with everything that belongs to them, in the order in which they were recorded."""
    statement = select(Decision).where(Decision.id.in_(ids), Decision.audience.in_(viewer.words))
    return db.session.scalars(statement.order_by(Decision.id).options(*_EVERYTHING)).all()


def every_decision(viewer: Actor, wanted: RegisterFilter) -> Sequence[Decision]:
    """Return all decisions of the register that fit, for a table to take away (G-08)."""
    order = (Decision.decided_on.desc(), Decision.id.desc())
    statement: Any = _wanted(viewer, wanted).order_by(*order).options(*_EVERYTHING)
    return db.session.scalars(statement).all()


def _wanted(viewer: Actor, wanted: RegisterFilter) -> Select[Decision]:
    statement = select(Decision).where(Decision.audience.in_(viewer.words))
    for word in wanted.text.split():
        everything = Decision.number + " " + Decision.title + " " + Decision.text + " " + Decision.reasons
        of_its_subjects = Decision.subjects.any(DecisionSubject.title.icontains(word, autoescape=True))
        statement = statement.where(everything.icontains(word, autoescape=True) | of_its_subjects)
    if wanted.body:
        statement = statement.where(Decision.committee_id == wanted.body)
    if wanted.year and 1 <= wanted.year < 9999:
        statement = statement.where(
            Decision.decided_on >= date(wanted.year, 1, 1), Decision.decided_on < date(wanted.year + 1, 1, 1)
        )
    if wanted.goal:
        of_goal = select(DecisionGoal.decision_id).where(DecisionGoal.goal == wanted.goal)
        statement = statement.where(Decision.id.in_(of_goal))
    if wanted.district:
        of_district = select(DecisionDistrict.decision_id).where(DecisionDistrict.district == wanted.district)
        statement = statement.where(Decision.id.in_(of_district))
    if wanted.result:
        statement = statement.where(Decision.result == wanted.result.value)
    return statement


def bodies(viewer: Actor) -> Sequence[Any]:
    """Return number and name of each body that has decided."""
    return db.session.execute(
        select(Decision.committee_id, Decision.body)
        .where(Decision.committee_id.is_not(None), Decision.audience.in_(viewer.words))
        .group_by(Decision.committee_id, Decision.body)
        .order_by(Decision.body)
    ).all()


def years(viewer: Actor) -> Sequence[int]:
    """Return the years in which the Board decided, the newest first."""
    year = extract("year", Decision.decided_on)
    found = db.session.scalars(select(year).where(Decision.audience.in_(viewer.words)).distinct())
    return sorted((int(number) for number in found), reverse=True)


def decision(viewer: Actor, number: str) -> Decision:
    """Return a decision by its number. Raises NotFound."""
    found = db.session.scalar(
        select(Decision).where(Decision.number == number, Decision.audience.in_(viewer.words)).options(*_EVERYTHING)
    )
    if found is None:
        raise NotFound
    return found


def replacing(viewer: Actor, found: Decision) -> Sequence[Decision]:
    """Return the later decisions that change this one (G-07)."""
    return db.session.scalars(
        select(Decision)
        .where(Decision.replaces == found.number, Decision.audience.in_(viewer.words))
        .order_by(Decision.decided_on, Decision.id)
        .options(load_only(Decision.number, Decision.title, Decision.decided_on))
    ).all()


def decisions_about(viewer: Actor, idea_id: int) -> Sequence[Decision]:
    """Return the decisions about an idea, the newest first; a project names the one it rests on."""
    return db.session.scalars(
        select(Decision)
        .join(DecisionSubject)
        .where(DecisionSubject.idea_id == idea_id, Decision.audience.in_(viewer.words))
        .order_by(Decision.decided_on.desc(), Decision.id.desc())
    ).all()


def decisions_since(viewer: Actor, day: date) -> int:
    """Count the decisions since a day."""
    recent = select(func.count()).where(Decision.decided_on >= day, Decision.audience.in_(viewer.words))
    return db.session.scalar(recent) or 0


def decisions_by_goal(viewer: Actor) -> dict[str, int]:
    """Return how many decisions belong to each goal."""
    rows = db.session.execute(
        select(DecisionGoal.goal, func.count())
        .join(Decision, Decision.id == DecisionGoal.decision_id)
        .where(Decision.audience.in_(viewer.words))
        .group_by(DecisionGoal.goal)
    )
    return {goal: number for goal, number in rows}  # noqa: C416  Rows are no plain pairs to the type checker.
