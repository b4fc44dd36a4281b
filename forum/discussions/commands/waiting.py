"""Where answers would stand that wait for the moderation: they go along with what is moved (T-21, M-25)."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from forum.core.db import db
from forum.discussions.models import Post, PostState, Thread
from forum.screening.models import HeldState, HeldText


def place_now(thread_id: int, parent_id: int | None) -> tuple[Thread, Post | None]:
    """Return in which thread, and below which post, an answer stands now that was written to these."""
    parent = db.session.get(Post, parent_id) if parent_id is not None else None
    while parent is not None and parent.state != PostState.VISIBLE:
        parent = parent.parent
    if parent is not None:
        return parent.thread, parent
    thread = db.session.get_one(Thread, thread_id)
    while thread.merged_into_id is not None:
        thread = db.session.get_one(Thread, thread.merged_into_id)
    return thread, None


def held_around(*thread_ids: int) -> Sequence[HeldText]:
    """Return the answers that wait or were refused and would stand in these threads, or were written to them.

    There are never many, and each says itself where it belongs.
    """
    led = set(thread_ids)
    while more := set(db.session.scalars(select(Thread.id).where(Thread.merged_into_id.in_(led)))) - led:
        led |= more
    below = select(Post.id).where(Post.thread_id.in_(thread_ids))
    wanted = select(HeldText).where(
        HeldText.place == "post",
        HeldText.state.in_([HeldState.WAITING, HeldState.REFUSED]),
        or_(
            HeldText.data["parent_id"].as_integer().in_(below),
            HeldText.data["thread_id"].as_integer().in_(led),
        ),
    )
    return db.session.scalars(wanted.order_by(HeldText.id)).all()


def carry_held(*thread_ids: int) -> None:
    """Hand the answers that wait to those who moderate where they would stand now, in the transaction of the move."""
    for held in held_around(*thread_ids):
        place_held(held)


def place_held(held: HeldText) -> None:
    """Let an answer that waits belong to the space in which it would stand at this moment."""
    thread, _parent = place_now(held.data["thread_id"], held.data["parent_id"])
    held.space_id, held.audience = thread.space_id, thread.audience
    db.session.flush()
