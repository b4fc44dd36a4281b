"""What screening learns afterwards: a name or organisation that everybody can read from now on (M-27)."""

from collections.abc import Sequence

from forum.accounts.events import AddressConfirmed, ProfileChanged
from forum.accounts.models import Person
from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.screening.commands import look_at_profile


def _look(events: Sequence[LoggedEvent]) -> None:
    for event in events:
        person = db.session.get(Person, event.data["person_id"])
        if person is not None and person.is_active:
            look_at_profile(person)


SUBSCRIBERS = [Subscriber("screening.profiles", (AddressConfirmed, ProfileChanged), _look)]
