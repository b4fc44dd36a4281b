"""Measures about a whole thread or a branch: each ends only itself, and what holds follows from those that stand (M-17).

Two measures can overlap, as one for three days and one for a week through another post. A statement keeps in which thread
its measure was taken, because the post may be moved or taken back meanwhile.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from forum.core.db import db
from forum.core.i18n import german
from forum.core.permissions import Actor
from forum.discussions import commands as discussions
from forum.discussions.commands.restraining import ENDED
from forum.discussions.models import ClosedBranch, Post
from forum.moderation.models import ON_THREAD, Statement
from forum.moderation.plan import Plan, check_minutes
from forum.moderation.rules import RULES
from forum.moderation.target import Target

LOCK, SLOW = "lock_thread", "slow_thread"


def lock(actor: Actor, target: Target, plan: Plan) -> dict[str, Any]:
    """Close the thread of a post, and return what ending it needs."""
    thread_id = plan.thread_id or target.thing.thread_id
    _apply(actor, thread_id, lock=plan.ground)
    return {"thread": thread_id}


def slow(actor: Actor, target: Target, plan: Plan) -> dict[str, Any]:
    """Slow the thread of a post down, and return what ending it needs."""
    check_minutes(plan.minutes)
    thread_id = plan.thread_id or target.thing.thread_id
    _apply(actor, thread_id, pause=plan.minutes)
    return {"thread": thread_id, "minutes": plan.minutes}


def end_in_thread(actor: Actor, _target: Target, detail: Mapping[str, Any]) -> None:
    """End such a measure, whose statement stands no more: what the others make of the thread holds."""
    _apply(actor, detail["thread"])


def _apply(actor: Actor, thread_id: int, *, lock: str | None = None, pause: int = 0) -> None:
    """Let the thread be what the measures that stand make of it, and this one beside them."""
    thread = discussions.lock_thread_row(thread_id)
    standing = select(Statement).where(
        Statement.measure.in_(ON_THREAD),
        Statement.ended_at.is_(None),
        Statement.reverted_at.is_(None),
        Statement.detail["thread"].as_integer() == thread_id,
    )
    rows = db.session.scalars(standing.order_by(Statement.id)).all()
    grounds = [german(RULES[row.rule].label) for row in rows if row.measure == LOCK]
    pauses = [int((row.detail or {})["minutes"]) for row in rows if row.measure == SLOW]
    discussions.restrain_thread(actor, thread, lock=next(iter(grounds), lock), pause=max([*pauses, pause]))


def close_branch(actor: Actor, target: Target, plan: Plan) -> dict[str, Any]:
    """Close the branch of a post, and return since when: that tells it from a closing that comes later."""
    discussions.close_branch(actor, target.thing, reason=plan.ground)
    return {"at": db.session.get_one(ClosedBranch, target.id).at.isoformat()}


def open_branch(actor: Actor, target: Target, detail: Mapping[str, Any]) -> None:
    """Open the branch again that this measure closed; one that somebody opened and closed anew stays closed."""
    row, post = db.session.get(ClosedBranch, target.id), db.session.get(Post, target.id)
    if row is not None and post is not None and detail.get("at") in {None, row.at.isoformat()}:
        discussions.reopen_branch(actor, post, reason=ENDED)
