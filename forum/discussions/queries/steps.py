"""Reading what was arranged about a thread, and why (T-25)."""

from collections.abc import Sequence

from sqlalchemy import exists, select

from forum.core.db import db
from forum.core.permissions import Actor
from forum.discussions.models import ClosedBranch, Move, StepKind, Thread, ThreadStep

MOST_SHOWN = 20


def reason_of_undoing(move: Move) -> str:
    """Return why a move was taken back, or nothing; shortly after it nobody needs to say why (T-23)."""
    kept = select(ThreadStep.reason).where(
        ThreadStep.thread_id == move.from_thread_id,
        ThreadStep.kind == StepKind.PUT_BACK,
        ThreadStep.at >= move.undone_at,
    )
    return db.session.scalar(kept.order_by(ThreadStep.id).limit(1)) or ""


def steps(_viewer: Actor, within: Thread) -> Sequence[ThreadStep]:
    """Return the newest acts with their reasons; asks only where there were some. The viewer was asked for the thread.

    A branch that is closed says why at its post, and is not named here as long as it is.
    """
    if not within.arrangement:
        return []
    told = (ThreadStep.kind == StepKind.BRANCH_CLOSED) & exists().where(ClosedBranch.post_id == ThreadStep.post_id)
    newest = select(ThreadStep).where(ThreadStep.thread_id == within.id, ~told).order_by(ThreadStep.id.desc())
    return db.session.scalars(newest.limit(MOST_SHOWN)).all()
