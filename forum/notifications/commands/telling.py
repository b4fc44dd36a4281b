"""Telling people of an event: the one function that writes messages."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, insert, or_, select

from forum.accounts.ignoring import apart_from
from forum.accounts.models import Person, Standing
from forum.core.clock import now
from forum.core.db import db
from forum.core.events import LoggedEvent, record
from forum.core.permissions import SYSTEM
from forum.discussions.models import Thread
from forum.notifications.commands.planning import mail_moment
from forum.notifications.events import MailsDue
from forum.notifications.levels import usual_reason
from forum.notifications.models import Message
from forum.notifications.placing import NOWHERE, Place, Wishes, may_hear, place_of, place_of_thread

AT_ONCE = 500
# Whatever is recorded about one post within this time is one happening, of which people hear once.
ONE_HAPPENING = timedelta(minutes=1)
# What may come in many rows of the log at once, and is told once: many threads that were merged into one.
ONE_TELLING = {"posts_moved"}


def tell(
    event: LoggedEvent,
    people: Iterable[int],
    kind: str,
    url: str,
    *,
    reason: str = "",
    by: int | None = None,
    at: Thread | None = None,
    outsiders: bool = False,
    may_know: Callable[[Person], bool] | None = None,
    by_mail: bool = True,
    **data: Any,
) -> None:
    """Write a message about an event to each person, and have it mailed as each of them wishes.

    Who caused the event hears nothing; who cannot see it any more or has muted it hears nothing; nobody hears of one
    event twice. ``templates/notifications/<kind>.txt`` holds the sentence; ``reason`` is a word from ``levels``. ``by`` is
    whose words the message is about: people of whom one ignores the other hear nothing of each other (T-37). ``at`` is the
    thread where things stand now, if the event happened elsewhere. ``outsiders`` tells those who may not look at the place,
    and only them, of what concerns their own rights: neither ``url`` nor ``data`` may say where the place is (T-20, T-22).
    ``may_know`` is asked where no single word says who may know of it, as with the file of an idea (N-26). What a letter of
    its own says already is not told ``by_mail`` a second time.
    """
    reason = reason or usual_reason(kind)
    place = place_of_thread(at) if at is not None else place_of(event)
    hearing = Hearing(
        at.audience if at is not None else event.audience, NOWHERE if outsiders else place, outsiders, may_know, by_mail
    )
    wanted = sorted({number for number in people if number != event.actor_id})
    due = False
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        if by is not None:
            some = sorted({*some} - apart_from(by, some))
        due |= _tell_some(event, some, hearing, {"kind": kind, "reason": reason}, url, data)
    if due:
        record(SYSTEM, MailsDue(person_id=0, event_id=event.id), audience="system")


@dataclass(frozen=True)
class Hearing:
    """For whom the place is about which people are told, and whether these or the others are to be told."""

    audience: str
    place: Place
    outsiders: bool
    may_know: Callable[[Person], bool] | None = None
    by_mail: bool = True

    def is_for(self, person: Person) -> bool:
        """Tell whether a person is among them."""
        if self.may_know is not None:
            return self.may_know(person)
        return may_hear(person, self.audience) is not self.outsiders


def _tell_some(
    event: LoggedEvent, wanted: Sequence[int], hearing: Hearing, words: dict[str, str], url: str, data: dict[str, Any]
) -> bool:
    """Write the messages of some people; return whether one of them is to be mailed now."""
    place = hearing.place
    told = set(
        db.session.scalars(
            select(Message.person_id).where(Message.person_id.in_(wanted), _same(event, place, words["kind"], url))
        )
    )
    # Who is shut out reads still what concerns only them (M-16).
    reached = [Standing.ACTIVE, *([Standing.SUSPENDED] if hearing.may_know is not None else [])]
    recipients = db.session.scalars(
        select(Person).where(Person.id.in_(set(wanted) - told), Person.standing.in_(reached)).order_by(Person.id)
    ).all()
    wishes = Wishes([person.id for person in recipients], place.around)
    rows: list[dict[str, Any]] = []
    for person in recipients:
        if hearing.is_for(person) and wishes.are_told(person.id, place, words["reason"]):
            at = max(event.at, now())
            due = mail_moment(person, wishes, place, words["reason"], at) if hearing.by_mail else None
            rows.append({"person_id": person.id, "mail_due_at": due})
    if not rows:
        return False
    thing_kind, thing_id = place.thing or (None, None)
    common = {**words, "event_id": event.id, "thing_kind": thing_kind, "thing_id": thing_id, "created_at": event.at}
    db.session.execute(insert(Message), [{**common, **row, "url": url, "data": data} for row in rows])
    return any(row["mail_due_at"] is not None and row["mail_due_at"] <= now() for row in rows)


def _same(event: LoggedEvent, place: Place, kind: str, url: str) -> Any:
    """Return the condition that a message already tells of this happening."""
    if kind in ONE_TELLING:
        told = and_(Message.kind == kind, Message.url == url, Message.created_at >= event.at - ONE_HAPPENING)
        return or_(Message.event_id == event.id, told)
    if place.thing is None or place.thing[0] != "post":
        return Message.event_id == event.id
    return or_(
        Message.event_id == event.id,
        and_(
            Message.thing_kind == "post",
            Message.thing_id == place.thing[1],
            Message.created_at >= event.at - ONE_HAPPENING,
        ),
    )
