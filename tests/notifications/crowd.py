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
    numbers = list(range(first, first + size))
    for start in range(0, size, BULK):
        some = numbers[start : start + BULK]
        with transaction():
            db.session.execute(insert(Person), [_person(number) for number in some])
            db.session.execute(
                insert(Message),
                [{**values, "person_id": number, "mail_due_at": due} for number in some for values in told],
            )
    return numbers


def _person(number: int) -> dict[str, Any]:
    moment = now() - timedelta(days=30)
    name = f"menge{number}"
    return {
        "id": number,
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
