"""Following, telling people, and marking messages as read."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select, update

from forum.accounts.models import Person, Standing
from forum.core import mail
from forum.core.clock import now
from forum.core.db import db
from forum.core.events import LoggedEvent
from forum.core.permissions import Actor, require
from forum.notifications.models import Follow, Message


def follow(actor: Actor, kind: str, thing_id: int, *, level: str = "all") -> None:
    """Let the actor hear of a thing, or with level ``muted`` no longer."""
    require(actor, "follow.set")
    assert actor.person_id is not None  # noqa: S101  The permission is for people only.
    _set_level(actor.person_id, kind, thing_id, level=level, keep=False)


def follow_by_taking_part(person_id: int, kind: str, thing_id: int) -> None:
    """Let somebody hear of what they took part in, unless they chose a level before (N-29)."""
    _set_level(person_id, kind, thing_id, level="all", keep=True)


def _set_level(person_id: int, kind: str, thing_id: int, *, level: str, keep: bool) -> None:
    row = db.session.scalar(
        select(Follow).where(Follow.person_id == person_id, Follow.kind == kind, Follow.thing_id == thing_id)
    )
    if row is None:
        db.session.add(Follow(person_id=person_id, kind=kind, thing_id=thing_id, level=level, created_at=now()))
        db.session.flush()
    elif not keep:
        row.level = level


def tell(event: LoggedEvent, people: Iterable[int], kind: str, url: str, **data: Any) -> None:
    """Write a message about an event to each person, and mail it to those who wish mails.

    Who caused the event hears nothing; who cannot see it any more hears nothing; nobody hears of one event twice.
    ``templates/notifications/<kind>.txt`` holds the sentence.
    """
    wanted = {number for number in people if number != event.actor_id}
    told = set(db.session.scalars(select(Message.person_id).where(Message.event_id == event.id)))
    recipients = db.session.scalars(
        select(Person).where(Person.id.in_(wanted - told), Person.standing == Standing.ACTIVE).order_by(Person.id)
    ).all()
    for person in recipients:
        if not _may_hear(person, event.audience):
            continue
        db.session.add(
            Message(person_id=person.id, event_id=event.id, kind=kind, url=url, data=data, created_at=event.at)
        )
        if person.mails:
            link = mail.absolute(url)
            mail.queue(
                person.email,
                "message",
                language=person.language,
                kind=kind,
                handle=person.handle,
                url=link,
                values=data,
            )
    db.session.flush()


def _may_hear(person: Person, audience: str) -> bool:
    # What everybody may see needs no look at the person's words, of which there may be thousands.
    return audience in {"public", "members", f"person:{person.id}"} or audience in person.words


def mark_all_read(actor: Actor) -> None:
    """Mark all of the actor's messages as read."""
    require(actor, "follow.set")
    db.session.execute(
        update(Message).where(Message.person_id == actor.person_id, Message.read_at.is_(None)).values(read_at=now())
    )
