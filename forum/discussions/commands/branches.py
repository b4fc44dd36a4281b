"""Closing one branch of a thread: a post and everything below it (T-25).

Whoever closes locks the thread's row, as everybody does who writes or moves, so an answer is either there before or
refused.
"""

from datetime import datetime

from sqlalchemy import delete, select, update

from forum.core.clock import now
from forum.core.db import changed, db
from forum.core.errors import Conflict
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import SYSTEM, Actor, require
from forum.discussions import tree
from forum.discussions.commands.locks import lock_thread_of
from forum.discussions.commands.reasons import keep_step, public_reason
from forum.discussions.events import BranchClosed, BranchReopened
from forum.discussions.models import ClosedBranch, Post, StepKind, Thread


def close_branch(actor: Actor, post: Post, *, reason: str, at: datetime | None = None) -> None:
    """Close a post and everything below it for further posts, now or at a time, with a reason that everybody reads there.

    Raises Invalid, and Conflict when it is closed already.
    """
    require(actor, "branch.close", post)
    reason = public_reason(reason)
    lock_thread_of(post)
    if db.session.get(ClosedBranch, post.id) is not None:
        raise Conflict(_("Dieser Zweig ist schon geschlossen."))
    begins = max(now(), at) if at is not None else now()
    is_now = begins <= now()
    db.session.add(ClosedBranch(post_id=post.id, reason=reason, at=begins, announced=is_now))
    db.session.flush()
    note_closed_branches(post.thread_id)
    keep_step(actor, post.thread_id, StepKind.BRANCH_CLOSED, reason, post_id=post.id)
    if is_now:
        record(actor, BranchClosed(thread_id=post.thread_id, post_id=post.id), audience=post.thread.audience)


def announce_closed_branches() -> int:
    """Tell of the branches whose time has come; nobody could write there any more from that moment on."""
    due = db.session.scalars(
        select(ClosedBranch)
        .where(ClosedBranch.at <= now(), ClosedBranch.announced.is_(False))
        .order_by(ClosedBranch.post_id)
        .limit(200)
        .with_for_update(skip_locked=True)
    ).all()
    for branch in due:
        branch.announced = True
        post = db.session.get_one(Post, branch.post_id)
        record(SYSTEM, BranchClosed(thread_id=post.thread_id, post_id=post.id), audience=post.thread.audience)
    return len(due)


def reopen_branch(actor: Actor, post: Post, *, reason: str) -> None:
    """Open a closed branch again, with a reason that everybody reads; what is closed above or inside it stays closed.

    Raises Invalid, Conflict.
    """
    require(actor, "branch.close", post)
    reason = public_reason(reason)
    lock_thread_of(post)
    if not changed(delete(ClosedBranch).where(ClosedBranch.post_id == post.id)):
        raise Conflict(_("Dieser Zweig ist schon wieder offen."))
    note_closed_branches(post.thread_id)
    keep_step(actor, post.thread_id, StepKind.BRANCH_REOPENED, reason, post_id=post.id)
    record(actor, BranchReopened(thread_id=post.thread_id, post_id=post.id), audience=post.thread.audience)


def check_branch(thread: Thread, path: str) -> None:
    """Refuse to write at a place that stands in a closed branch. Raises Conflict with the reason."""
    if not thread.has_closed_branches:
        return
    closed = (
        select(ClosedBranch.reason)
        .join(Post, Post.id == ClosedBranch.post_id)
        .where(Post.thread_id == thread.id, Post.path.in_([*tree.ancestors(path), path]), ClosedBranch.at <= now())
        .order_by(Post.path)
        .limit(1)
    )
    if (reason := db.session.scalar(closed)) is not None:
        raise Conflict(_("Dieser Zweig ist geschlossen: %(reason)s", reason=reason))


def note_closed_branches(thread_id: int) -> None:
    """Say anew whether a thread has closed branches; its row is locked by the caller."""
    some = select(ClosedBranch.post_id).join(Post, Post.id == ClosedBranch.post_id).where(Post.thread_id == thread_id)
    db.session.execute(
        update(Thread)
        .where(Thread.id == thread_id)
        .values(has_closed_branches=some.exists())
        .execution_options(synchronize_session=False)
    )
    db.session.expire_all()
