"""Reading reports of barriers and reviews."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from forum.accessibility.models import WAITS, AccessibilityReview, BarrierReport
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor, can, require
from forum.core.tokens import digest
from forum.web.paging import Order, Page, number

PER_PAGE = 30
NEWEST_FIRST = Order(((BarrierReport.id, True),), (number,))


def open_reports(viewer: Actor) -> Sequence[BarrierReport]:
    """Return the reports that wait for an answer, the most urgent first. Raises Forbidden."""
    require(viewer, "barrier.answer")
    waiting = select(BarrierReport).where(WAITS)
    return db.session.scalars(waiting.order_by(BarrierReport.due_on, BarrierReport.id)).all()


def answered_reports(viewer: Actor, after: str | None = None) -> Page[BarrierReport]:
    """Return a page of the answered reports, the newest first. Raises Forbidden."""
    require(viewer, "barrier.answer")
    answered = select(BarrierReport).where(BarrierReport.answered_at.is_not(None))
    return NEWEST_FIRST.page(db.session.scalars(NEWEST_FIRST.apply(answered, after, PER_PAGE)).all(), PER_PAGE)


def report(viewer: Actor, report_id: int) -> BarrierReport:
    """Return a report for the office. Raises NotFound, also for everybody else."""
    found = db.session.get(BarrierReport, report_id)
    if found is None or not can(viewer, "barrier.answer", found):
        raise NotFound
    return found


def report_by_token(token: str) -> BarrierReport:
    """Return the report whose secret link this is. Raises NotFound."""
    found = db.session.scalar(select(BarrierReport).where(BarrierReport.token_digest == digest(token)))
    if found is None:
        raise NotFound
    return found


def reviews(viewer: Actor) -> Sequence[AccessibilityReview]:
    """Return all reviews, the newest first. Raises Forbidden."""
    require(viewer, "accessibility.review")
    newest = AccessibilityReview.reviewed_on.desc(), AccessibilityReview.id.desc()
    return db.session.scalars(
        select(AccessibilityReview).options(joinedload(AccessibilityReview.author)).order_by(*newest)
    ).all()


def last_reviewed() -> date | None:
    """Return the day of the newest review; everybody may know it, for it stands in the statement."""
    return db.session.scalar(select(func.max(AccessibilityReview.reviewed_on)))
