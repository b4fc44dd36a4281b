"""What follows from a new version: everybody with an account hears of it before it holds (S-20, Art. 14 DSA)."""

from sqlalchemy import select

from forum.accounts.models import Person, Standing
from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.core.i18n import german
from forum.notifications.commands import tell
from forum.notifications.handling import each
from forum.terms.documents import document
from forum.terms.events import TermsAnnounced
from forum.terms.models import TermsVersion


def _announced(event: LoggedEvent) -> None:
    version = db.session.get_one(TermsVersion, event.data["terms_version_id"])
    people = db.session.scalars(select(Person.id).where(Person.standing == Standing.ACTIVE)).all()
    label, day = german(document(version.document).label), version.valid_from.isoformat()
    tell(event, people, "terms_changed", version.url, may_know=lambda _one: True, document=label, day=day)


SUBSCRIBERS = [Subscriber("terms.announced", (TermsAnnounced,), each(_announced))]
