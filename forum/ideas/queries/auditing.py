"""Support in figures for the Stabsstelle: by day and by the age of the accounts, never by person or address (N-37)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import local
from forum.core.db import db
from forum.core.permissions import Actor, require
from forum.ideas.models import Age, Idea, Support, SupportRemoval

# A longer story is gathered by weeks, so that the chart stays readable.
MOST_DAYS = 60


@dataclass(frozen=True)
class Audit:
    """How many supports came when, and from accounts of which age."""

    over_time: Sequence[tuple[date, int]]
    by_weeks: bool
    by_age: Mapping[Age, int]
    removals: Sequence[SupportRemoval]


def audit(viewer: Actor, found: Idea) -> Audit:
    """Return the figures of an idea's supports with an account."""
    require(viewer, "support.audit", found)
    rows = db.session.execute(
        select(Support.at, Person.created_at)
        .join(Person, Person.id == Support.person_id)
        .where(Support.idea_id == found.id)
    ).all()
    days = Counter(local(at).date() for at, _created in rows)
    ages = Counter(Age.of(at - created) for at, created in rows)
    removals = db.session.scalars(
        select(SupportRemoval).where(SupportRemoval.idea_id == found.id).order_by(SupportRemoval.id.desc())
    ).all()
    by_weeks = bool(days) and max(days) - min(days) > timedelta(days=MOST_DAYS)
    return Audit(_filled(days, 7 if by_weeks else 1), by_weeks, {age: ages[age] for age in Age}, removals)


def _filled(days: Mapping[date, int], step: int) -> Sequence[tuple[date, int]]:
    """Return the numbers from the first day to the last, in steps of so many days; what is empty counts as nought."""
    if not days:
        return []
    first, last = min(days), max(days)
    sums: Counter[int] = Counter()
    for day, number in days.items():
        sums[(day - first).days // step] += number
    return [(first + timedelta(days=place * step), sums[place]) for place in range((last - first).days // step + 1)]
