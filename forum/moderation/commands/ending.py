"""Ending what was decided for a time, by itself (M-17)."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import ForumError
from forum.core.events import record
from forum.core.permissions import SYSTEM
from forum.discussions.models import Post
from forum.moderation.commands.locking import lock_around, lock_below
from forum.moderation.events import MeasureEnded
from forum.moderation.measures import end
from forum.moderation.models import ON_PERSON, Statement


def end_due_measures(most: int = 100) -> int:
    """End what was decided for a time that is over, and tell whom it concerned; return how many ended (M-17).

    What cannot be ended, because the thing is gone meanwhile, counts as ended too.
    """
    is_due = (Statement.until <= now(), Statement.ended_at.is_(None), Statement.reverted_at.is_(None))
    first = select(Statement).where(*is_due).order_by(Statement.id).limit(most).options(joinedload(Statement.case))
    found = db.session.scalars(first).all()
    lock_around((row.case.kind, row.case.target_id) for row in found)
    # Whoever writes takes these in the same order before any post, so nobody waits in a circle with what shows one again.
    lock_below(
        people={row.author_id for row in found if row.measure in ON_PERSON and row.author_id is not None},
        threads=_threads_of(found),
    )
    due: Sequence[Statement] = db.session.scalars(
        select(Statement)
        .where(*is_due, Statement.id.in_([row.id for row in found]))
        .order_by(Statement.id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    for statement in due:
        end_now(statement)
    return len(due)


def _threads_of(rows: Sequence[Statement]) -> set[int]:
    """Return the threads to which ending these measures writes: their own, and those of branches and posts."""
    own = {row.detail["thread"] for row in rows if row.detail and "thread" in row.detail}
    posts = [row.case.target_id for row in rows if row.case.kind == "post"]
    return own | set(db.session.scalars(select(Post.thread_id).where(Post.id.in_(posts))))


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
