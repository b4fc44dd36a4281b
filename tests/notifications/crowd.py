"""A crowd with news waiting: many people in bulk, each with the same messages due; the benchmark uses it too."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from forum.accounts.models import Person, Standing
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.events import LoggedEvent
from forum.discussions.models import Post
from forum.notifications.models import Message

BULK = 5_000


def crowd(size: int, posts: Sequence[int], *, due: datetime | None = None) -> list[int]:
    """Return the numbers of new people, to each of whom a message about each post is due."""
    due = due or now() - timedelta(minutes=1)
    with transaction():
        first = (db.session.scalar(db.select(db.func.max(Person.id))) or 0) + 1
        told = [_told(db.session.get_one(Post, post_id)) for post_id in posts]
    numbers: list[int] = []
    for start in range(0, size, BULK):
        names = range(first + start, first + min(start + BULK, size))
        with transaction():
            made = insert(Person).returning(Person.id, sort_by_parameter_order=True)
            some = list(db.session.scalars(made, [_person(name) for name in names]))
            rows = [{**values, "person_id": number, "mail_due_at": due} for number in some for values in told]
            if rows:
                db.session.execute(insert(Message), rows)
        numbers += some
    return numbers


def _person(place: int) -> dict[str, Any]:
    moment = now() - timedelta(days=30)
    name = f"menge{place}"
    return {
        "handle": name,
        "handle_key": name,
        "email": f"{name}@example.org",
        "email_key": f"{name}@example.org",
        "password_hash": "x",
        "standing": Standing.ACTIVE,
        "rules_accepted_at": moment,
        "created_at": moment,
        "confirmed_at": moment,
    }


def _told(post: Post) -> dict[str, Any]:
    event = db.session.scalars(
        db.select(LoggedEvent).where(LoggedEvent.subject_kind == "post", LoggedEvent.subject_id == post.id)
    ).first()
    assert event is not None
    return {
        "event_id": event.id,
        "kind": "post",
        "reason": "post",
        "thing_kind": "post",
        "thing_id": post.id,
        "url": post.url,
        "data": {"title": post.thread.title},
        "created_at": event.at,
    }
