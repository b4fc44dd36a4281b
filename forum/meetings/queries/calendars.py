"""Which meetings stand in whose calendar."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from forum.accounts.models import Person, Standing
from forum.committees.models import Committee
from forum.committees.queries import own_committees
from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor
from forum.core.tokens import digest
from forum.meetings.models import AgendaItem, CalendarKey, Invitation, Meeting

# Calendars keep what is over for a while, so that a cancelled meeting is known as such, too.
KEPT = timedelta(days=180)
MOST = 500


def calendar(viewer: Actor, committee_slug: str | None = None) -> Sequence[Meeting]:
    """Return the meetings that the viewer may see, those of the last months and all to come, in their order."""
    statement = _lately().where(Meeting.audience.in_(viewer.words))
    if committee_slug is not None:
        statement = statement.join(Meeting.committee).where(Committee.slug == committee_slug)
    return db.session.scalars(statement).all()


def own_calendar(person: Person) -> Sequence[Meeting]:
    """Return the meetings of the committees of a person, and those to which the person was invited."""
    invited = select(Invitation.meeting_id).where(Invitation.person_id == person.id)
    own = [one.id for one in own_committees(person)]
    statement = _lately().where(
        Meeting.audience.in_(person.words), or_(Meeting.committee_id.in_(own), Meeting.id.in_(invited))
    )
    return db.session.scalars(statement).all()


def _lately() -> Any:
    return (
        select(Meeting)
        .where(Meeting.starts_at > now() - KEPT)
        .options(joinedload(Meeting.committee).load_only(Committee.title, Committee.slug))
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(MOST)
    )


def agendas(meetings: Sequence[Meeting]) -> Mapping[int, Sequence[AgendaItem]]:
    """Return the items of several meetings, as wide as their meeting, by one query."""
    found: dict[int, list[AgendaItem]] = defaultdict(list)
    audiences = {one.id: one.audience for one in meetings}
    rows = db.session.scalars(
        select(AgendaItem).where(AgendaItem.meeting_id.in_(audiences)).order_by(AgendaItem.meeting_id, AgendaItem.place)
    )
    for row in rows:
        if row.audience == audiences[row.meeting_id]:
            found[row.meeting_id].append(row)
    return found


def calendar_owner(secret: str) -> Person:
    """Return whose calendar a secret address opens.

    Raises NotFound, also for who is suspended or gone (F-09), and once all sign-ins of the person were ended (E-26).
    """
    found = db.session.scalar(
        select(Person)
        .join(CalendarKey, CalendarKey.person_id == Person.id)
        .where(CalendarKey.digest == digest(secret), CalendarKey.epoch == Person.epoch)
    )
    if found is None or found.standing != Standing.ACTIVE:
        raise NotFound
    return found


def has_calendar(viewer: Actor) -> bool | None:
    """Tell whether the secret address of the viewer opens the calendar still; None when there is none yet."""
    return db.session.scalar(
        select(CalendarKey.epoch == Person.epoch)
        .join(Person, Person.id == CalendarKey.person_id)
        .where(CalendarKey.person_id == viewer.person_id)
    )
