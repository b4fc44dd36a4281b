"""Messages that name a person by a name that the person gave up name them by the present one (I-15)."""

from sqlalchemy import select

from forum.accounts.events import HandleChanged
from forum.accounts.models import FormerHandle, Person
from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.notifications.handling import each
from forum.notifications.models import Message


def _name_changed(event: LoggedEvent) -> None:
    """Bring the messages to the name of now, so that an erasure finds it there too; doing it twice is doing it once."""
    person = db.session.get_one(Person, event.data["person_id"])
    former = db.session.scalars(select(FormerHandle.handle).where(FormerHandle.person_id == person.id)).all()
    if not former or not person.handle:
        return
    for row in db.session.scalars(select(Message).where(Message.data["handle"].as_string().in_(former))):
        row.data = {**row.data, "handle": person.handle}
    db.session.flush()


SUBSCRIBERS = [Subscriber("notifications.names", (HandleChanged,), each(_name_changed))]
