"""Reading the inbox and who follows what."""

from collections.abc import Sequence

from sqlalchemy import func, select

from forum.core.db import db
from forum.core.permissions import Actor
from forum.notifications.models import Follow, Message
from forum.web.paging import Order, Page

NEWEST_FIRST = Order(((Message.id, True),), (int,))
PER_PAGE = 30


def inbox(viewer: Actor, after: str | None = None) -> Page[Message]:
    """Return a page of the viewer's messages, newest first."""
    statement = select(Message).where(Message.person_id == viewer.person_id)
    rows = db.session.scalars(NEWEST_FIRST.apply(statement, after, PER_PAGE)).all()
    return NEWEST_FIRST.page(rows, PER_PAGE)


def unread(viewer: Actor) -> int:
    """Return how many messages the viewer has not read."""
    return (
        db.session.scalar(select(func.count()).where(Message.person_id == viewer.person_id, Message.read_at.is_(None)))
        or 0
    )


def followers(kind: str, thing_id: int) -> Sequence[int]:
    """Return the numbers of the people who follow a thing."""
    return db.session.scalars(
        select(Follow.person_id).where(Follow.kind == kind, Follow.thing_id == thing_id, Follow.level != "muted")
    ).all()


def follows(viewer: Actor, kind: str, thing_id: int) -> bool:
    """Tell whether the viewer follows a thing."""
    return bool(
        db.session.scalar(
            select(Follow.id).where(
                Follow.person_id == viewer.person_id,
                Follow.kind == kind,
                Follow.thing_id == thing_id,
                Follow.level != "muted",
            )
        )
    )
