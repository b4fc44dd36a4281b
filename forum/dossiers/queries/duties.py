"""Conditions of decisions: what is still open, and what is overdue."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from forum.core.clock import today
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor
from forum.dossiers.models import Decision, DecisionDuty, DutyFulfilment


def open_duties(viewer: Actor, *, overdue_only: bool = False, limit: int = 50) -> Sequence[DecisionDuty]:
    """Return the conditions that nobody has called fulfilled, the one that is due first on top."""
    statement = (
        select(DecisionDuty)
        .join(DecisionDuty.decision)
        .outerjoin(DecisionDuty.fulfilment)
        .where(Decision.audience.in_(viewer.words), DutyFulfilment.decision_id.is_(None))
        .order_by(DecisionDuty.due_on, DecisionDuty.decision_id, DecisionDuty.position)
        .options(
            contains_eager(DecisionDuty.decision).load_only(Decision.number, Decision.title),
            contains_eager(DecisionDuty.fulfilment),
        )
        .limit(limit)
    )
    if overdue_only:
        statement = statement.where(DecisionDuty.due_on < today())
    return db.session.scalars(statement).all()


def duty(viewer: Actor, number: str, position: int) -> DecisionDuty:
    """Return a condition of a decision. Raises NotFound."""
    found = db.session.scalar(
        select(DecisionDuty)
        .join(DecisionDuty.decision)
        .where(Decision.number == number, Decision.audience.in_(viewer.words), DecisionDuty.position == position)
        .options(joinedload(DecisionDuty.fulfilment), contains_eager(DecisionDuty.decision))
    )
    if found is None:
        raise NotFound
    return found
