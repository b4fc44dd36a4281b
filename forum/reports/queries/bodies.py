"""What the Board, the Fachbeiräte and the offices did."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import load_only

from forum.committees.models import Committee
from forum.core.clock import today
from forum.core.db import db
from forum.core.permissions import Nobody
from forum.dossiers.models import Decision
from forum.ideas.lifecycle import IdeaState
from forum.ideas.queries import statistics
from forum.meetings.models import Meeting, MeetingState, Resolution
from forum.recommendations.models import FollowUp, address
from forum.reports.period import Period
from forum.reports.queries.participation import PUBLIC


def decisions(period: Period) -> list[dict[str, Any]]:
    """Return the decisions of the Board, the earliest first."""
    rows = db.session.scalars(
        select(Decision)
        .where(Decision.audience == PUBLIC, Decision.decided_on.between(period.first, period.last))
        .order_by(Decision.decided_on, Decision.id)
        .options(load_only(Decision.number, Decision.title, Decision.result, Decision.decided_on))
    )
    return [
        {
            "number": row.number,
            "title": row.title,
            "result": row.outcome.value,
            "decided_on": row.decided_on.isoformat(),
            "url": row.url,
        }
        for row in rows
    ]


def meetings(period: Period) -> list[dict[str, Any]]:
    """Return how many public meetings each committee held, and how many resolutions it adopted."""
    resolutions = (
        select(Resolution.committee_id, func.count().label("number"))
        .where(Resolution.audience == PUBLIC, Resolution.adopted_at >= period.begin, Resolution.adopted_at < period.end)
        .group_by(Resolution.committee_id)
        .subquery()
    )
    held = (
        select(Meeting.committee_id, func.count().label("number"))
        .where(
            Meeting.audience == PUBLIC,
            Meeting.state == MeetingState.CLOSED.value,
            Meeting.opened_at >= period.begin,
            Meeting.opened_at < period.end,
        )
        .group_by(Meeting.committee_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Committee.title, Committee.slug, held.c.number, resolutions.c.number)
        .outerjoin(held, held.c.committee_id == Committee.id)
        .outerjoin(resolutions, resolutions.c.committee_id == Committee.id)
        .where(Committee.audience == PUBLIC, (held.c.number.is_not(None)) | (resolutions.c.number.is_not(None)))
        .order_by(Committee.title)
    )
    return [
        {"title": title, "slug": slug, "meetings": held or 0, "resolutions": adopted or 0}
        for title, slug, held, adopted in rows
    ]


def overdue_recommendations(period: Period) -> list[dict[str, Any]]:
    """Return the recommendations to the Board that were owed an answer until the end of the period and had none (B-17)."""
    last = min(period.last, today() - timedelta(days=1))
    unanswered = or_(FollowUp.answered_at.is_(None), FollowUp.answered_at >= period.end)
    rows = db.session.execute(
        select(Resolution.id, Resolution.number, Committee.title, FollowUp.due_on)
        .join(FollowUp, FollowUp.resolution_id == Resolution.id)
        .join(Committee, Committee.id == Resolution.committee_id)
        .where(Resolution.audience == PUBLIC, FollowUp.due_on <= last, Resolution.adopted_at < period.end, unanswered)
        .order_by(FollowUp.due_on, Resolution.id)
    )
    return [
        {"number": number, "committee": title, "due_on": due_on.isoformat(), "url": address(number_of)}
        for number_of, number, title, due_on in rows
    ]


def answers(period: Period) -> dict[str, Any]:
    """Return how long first answers took and which days were kept (N-38, B-02)."""
    found = statistics(Nobody(), period.first, period.last)
    return {
        "states": {state.value: found.states[state] for state in IdeaState if state in found.states},
        "answered": found.answered,
        "days_to_answer": round(found.days_to_answer, 1) if found.days_to_answer is not None else None,
        "kept": found.kept,
        "missed": found.missed,
        "unanswered": found.unanswered,
        "share_in_time": round(found.share_in_time, 3) if found.share_in_time is not None else None,
    }
