"""What follows from an entry in the register: those who keep it hear of it at once (M-28)."""

from flask import url_for

from forum.accounts.models import Person
from forum.accounts.queries import holders
from forum.authorities.events import AuthorityRecordAdded, HoldReviewDue
from forum.authorities.models import AuthorityRecord
from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.holds.models import LegalHold
from forum.moderation.authorship import authors_of
from forum.notifications.commands import tell
from forum.notifications.handling import each


def _added(event: LoggedEvent) -> None:
    row = db.session.get_one(AuthorityRecord, event.data["authority_record_id"])

    def keeps(person: Person) -> bool:
        return "legal" in person.words

    tell(event, holders("legal"), "authority_record", row.url, may_know=keeps, record=str(row.kind))


def _review_due(event: LoggedEvent) -> None:
    """Remind those who may lift a hold; whoever set it may not, and is reminded only when nobody else is there.

    Nor may those whose words are held, and they are never reminded.
    """
    hold = db.session.get_one(LegalHold, event.data["hold_id"])
    keepers = set(holders("legal"))
    theirs = {hold.person_id, *authors_of(hold.kind, hold.target_id)}
    people = keepers - {hold.set_by} - theirs or keepers - theirs
    url = url_for("authorities.index", _external=False)
    tell(event, people, "hold_due", url, may_know=lambda one: "legal" in one.words, day=hold.review_on.isoformat())


SUBSCRIBERS = [
    Subscriber("authorities.added", (AuthorityRecordAdded,), each(_added)),
    Subscriber("authorities.reviews", (HoldReviewDue,), each(_review_due)),
]
