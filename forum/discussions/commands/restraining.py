"""What measures of the moderation make of a thread, beside what is arranged about it (M-17, T-25, T-26).

Arranging keeps the talk in order and has its reason in public; a measure answers a breach of the rules and has a
statement of reasons. Neither undoes the other: each has places of its own in the row, and what holds is both together.
"""

from sqlalchemy import select, update

from forum.core.db import db
from forum.core.events import record
from forum.core.i18n import marked
from forum.core.permissions import Actor, require
from forum.discussions.commands.reasons import keep_step
from forum.discussions.events import ThreadArranged, ThreadClosed, ThreadReopened, ThreadStarted
from forum.discussions.models import StepKind, Thread

ENDED = marked("Die Maßnahme der Moderation ist beendet.")


def lock_thread_row(thread_id: int) -> Thread:
    """Return a thread under its lock, so that of two measures at once the second one sees the first."""
    locked = select(Thread).where(Thread.id == thread_id).with_for_update()
    return db.session.scalars(locked.execution_options(populate_existing=True)).one()


def restrain_thread(actor: Actor, thread: Thread, *, lock: str | None, pause: int) -> None:
    """Let this be what all measures that stand make of a thread: why nobody writes there, and minutes between two posts.

    The caller holds the lock of the row and knows the measures; whatever is arranged stays as it is.
    """
    require(actor, "thread.close", thread)
    before = thread.locked_reason, thread.slowed_minutes, thread.is_open
    thread.locked_reason, thread.slowed_minutes = lock, pause
    if before[:2] == (lock, pause):
        return
    db.session.flush()
    if (before[0] is None) != (lock is None):
        kind, reason = (StepKind.REOPENED, ENDED) if lock is None else (StepKind.CLOSED, lock)
        keep_step(actor, thread.id, kind, reason)
    else:
        db.session.execute(update(Thread).where(Thread.id == thread.id).values(arrangement=Thread.arrangement + 1))
    event: type[ThreadStarted] = ThreadArranged
    if thread.is_open != before[2]:
        event = ThreadReopened if thread.is_open else ThreadClosed
    record(actor, event(thread_id=thread.id), audience=thread.audience)
