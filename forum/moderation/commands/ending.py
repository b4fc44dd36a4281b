"""Ending what was decided for a time, by itself (M-17)."""

from collections.abc import Sequence

from sqlalchemy import select

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import ForumError
from forum.core.events import record
from forum.core.permissions import SYSTEM
from forum.moderation.commands.locking import lock_around
from forum.moderation.events import MeasureEnded
from forum.moderation.measures import end
from forum.moderation.models import Case, Statement


def end_due_measures(most: int = 100) -> int:
    """End what was decided for a time that is over, and tell whom it concerned; return how many ended (M-17).

    What cannot be ended, because the thing is gone meanwhile, counts as ended too.
    """
    is_due = (Statement.until <= now(), Statement.ended_at.is_(None), Statement.reverted_at.is_(None))
    about = select(Case.kind, Case.target_id).join(Case.statements).where(*is_due).order_by(Statement.id).limit(most)
    lock_around((kind, number) for kind, number in db.session.execute(about))
    due: Sequence[Statement] = db.session.scalars(
        select(Statement).where(*is_due).order_by(Statement.id).limit(most).with_for_update(skip_locked=True)
    ).all()
    for statement in due:
        end_now(statement)
    return len(due)


def end_now(statement: Statement) -> None:
    """End what holds by a statement, and tell whom it concerned."""
    statement.ended_at = now()
    try:
        with db.session.begin_nested():
            end(statement)
    except ForumError:
        pass  # Somebody deleted, reopened or moved what it was about: nothing is left to end.
    event = MeasureEnded(case_id=statement.case_id, statement_id=statement.id, author_id=statement.author_id)
    record(SYSTEM, event, audience=f"person:{statement.author_id}")
