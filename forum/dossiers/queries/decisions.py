"""Reading the register of decisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import extract, func, select
from sqlalchemy.orm import joinedload, load_only, selectinload

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor
from forum.dossiers.commands.deciding import digest_of
from forum.dossiers.models import Decision, DecisionDistrict, DecisionGoal, Dossier, Result
from forum.strategy.models import strategy
from forum.web.addresses import number_in
from forum.web.paging import Order, Page, number

DECISIONS_PER_PAGE = 20

BY_DAY = Order(((Decision.decided_on, True), (Decision.id, True)), (date.fromisoformat, number))


@dataclass(frozen=True, kw_only=True)
class RegisterFilter:
    """What a reader of the register wants to see; unknown words were dropped before."""

    year: int | None = None
    goal: str = ""
    district: int | None = None
    result: Result | None = None

    @property
    def is_active(self) -> bool:
        """Tell whether anything narrows the list."""
        return bool(self.year or self.goal or self.district or self.result)


def filter_from(args: Any) -> RegisterFilter:
    """Read a filter from the words of an address; only known keys get through (E-21)."""
    known = strategy()
    district, result, goal = number_in(args.get("bezirk")), args.get("ergebnis", ""), args.get("ziel", "")
    return RegisterFilter(
        year=number_in(args.get("jahr")) or None,
        goal=goal if goal in known.known_goals else "",
        district=district if district in known.districts else None,
        result=Result(result) if result in set(Result) else None,
    )


def decisions(
    viewer: Actor, wanted: RegisterFilter, after: str | None = None, *, limit: int = DECISIONS_PER_PAGE
) -> Page[Decision]:
    """Return a page of the register, the newest decision first."""
    statement = select(Decision).where(Decision.audience.in_(viewer.words))
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
    statement = statement.options(
        load_only(
            Decision.number, Decision.title, Decision.result, Decision.unanimity, Decision.decided_on, Decision.yes,
            Decision.no, Decision.abstain, Decision.audience,
        )
    )  # fmt: skip
    rows = db.session.scalars(BY_DAY.apply(statement, after, limit)).all()
    return BY_DAY.page(rows, limit)


def years(viewer: Actor) -> Sequence[int]:
    """Return the years in which the Board decided, the newest first."""
    year = extract("year", Decision.decided_on)
    found = db.session.scalars(select(year).where(Decision.audience.in_(viewer.words)).distinct())
    return sorted((int(number) for number in found), reverse=True)


def decision(viewer: Actor, number: str) -> Decision:
    """Return a decision by its number. Raises NotFound."""
    found = db.session.scalar(
        select(Decision)
        .where(Decision.number == number, Decision.audience.in_(viewer.words))
        .options(
            joinedload(Decision.idea),
            joinedload(Decision.dossier).load_only(Dossier.number, Dossier.version),
            selectinload(Decision.goal_links),
            selectinload(Decision.district_links),
        )
    )
    if found is None:
        raise NotFound
    return found


def changed_decisions() -> Sequence[str]:
    """Return the numbers of decisions whose record does not fit their digest any more (G-07, E-38)."""
    rows = db.session.scalars(
        select(Decision)
        .order_by(Decision.id)
        .options(selectinload(Decision.goal_links), selectinload(Decision.district_links))
    )
    return [row.number for row in rows if digest_of(row) != row.digest]


def decisions_by_goal(viewer: Actor) -> dict[str, int]:
    """Return how many decisions belong to each goal."""
    rows = db.session.execute(
        select(DecisionGoal.goal, func.count())
        .join(Decision, Decision.id == DecisionGoal.decision_id)
        .where(Decision.audience.in_(viewer.words))
        .group_by(DecisionGoal.goal)
    )
    return {goal: number for goal, number in rows}  # noqa: C416  Rows are no plain pairs to the type checker.
