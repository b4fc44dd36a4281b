"""Reports that were published."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import load_only

from forum.core.clock import local, today
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.events import LoggedEvent
from forum.core.permissions import Actor
from forum.reports.models import Report, proof_of

MOST_REPORTS = 100


def published_reports(_viewer: Actor) -> Sequence[Report]:
    """Return the published reports without their texts, the newest first; they are public."""
    return db.session.scalars(
        select(Report)
        .order_by(Report.id.desc())
        .limit(MOST_REPORTS)
        .options(load_only(Report.number, Report.first_on, Report.last_on, Report.published_at))
    ).all()


def years(most: int) -> Sequence[int]:
    """Return the years of which there can be a report, the newest first: none before the forum began."""
    began = db.session.scalar(select(LoggedEvent.at).order_by(LoggedEvent.id).limit(1))
    first = local(began).year if began else today().year
    return range(today().year, max(first, today().year - most + 1) - 1, -1)


def published(_viewer: Actor, number: str) -> Report:
    """Return a published report; it is public. Raises NotFound."""
    found = db.session.scalar(select(Report).where(Report.number == number))
    if found is None:
        raise NotFound
    return found


def changed_reports() -> Sequence[str]:
    """Return the numbers of published reports whose text does not fit its digest any more (E-38)."""
    rows = db.session.scalars(select(Report).order_by(Report.id))
    return [row.number for row in rows if proof_of(row.data, row.foreword, row.html) != row.digest]
