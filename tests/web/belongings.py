"""What belongs to one person of the matrix and to nobody else, so that its lines show who gets at what is another's."""

from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.events import LoggedEvent
from forum.core.tokens import random_key
from forum.discussions import commands as discussions
from forum.discussions.models import Space, Thread
from forum.drafts import commands as drafts
from forum.files import commands as files
from forum.files import storage
from forum.files.intake import Received
from forum.meetings import commands as meetings
from forum.meetings.models import Meeting
from forum.moderation import commands as moderation
from forum.moderation import targets
from forum.notifications.models import Message
from forum.office import commands as office
from forum.office.queries import wanted_from
from forum.privacy import commands as privacy
from forum.search import commands as searching
from forum.search.models import Rhythm
from tests import factories


def give(of: Person) -> None:
    """Let a person have an export, a draft, a message, a notice, a search and views that are nobody else's."""
    number, post_id, applicant = of.id, factories.post(factories.thread()).id, factories.person().id
    with transaction():
        who = db.session.get_one(Person, number)
        _export(who)
        thread_id = db.session.scalars(select(Thread.id).order_by(Thread.id).limit(1)).one()
        kept = {"text": "A bench, and not sent yet."}
        assert drafts.save_draft(who, "post.publish", f"thread:{thread_id}", fields=kept, form="a form of a browser")
        event_id = db.session.scalars(select(LoggedEvent.id).order_by(LoggedEvent.id).limit(1)).one()
        told = {"kind": "reply", "reason": "own", "url": "/raeume", "data": {}, "created_at": now()}
        db.session.add(Message(person_id=who.id, event_id=event_id, **told))
        target, why = targets.load(who, "post", post_id), "This post is about a neighbour of mine."
        moderation.file_notice(who, target, rule="respekt", explanation=why, good_faith=True)
        searching.save_search(who, "benches", {}, Rhythm.WEEKLY)
        office.save_view(who, "Mine", wanted_from({}), is_default=False)
        moderation.save_view(who, "Mine", {})
        files.add_file(who, Received(key=storage.new_key(), kind="pdf", name="plan.pdf", size=9, sha256="1" * 64))
        door = db.session.scalars(select(Space).where(Space.applications).order_by(Space.id).limit(1)).one()
        discussions.apply_for(db.session.get_one(Person, applicant), door, text="May I come in, please?")
        _ask_in_a_session(who)


def _ask_in_a_session(who: Person) -> None:
    """Ask something in the first session, which its desk has not let through yet."""
    number = db.session.scalars(select(Meeting.id).order_by(Meeting.id).limit(1)).one()
    meetings.perform(who, number, "question.ask", {"text": "How many benches are there?"}, random_key())


def _export(who: Person) -> None:
    """Ask for all data, and leave the package as the worker does."""
    export = privacy.ask_for_export(who, who, password=factories.PASSWORD)
    export.key, export.size, export.packed_at = storage.new_key(), 1, now()
    privacy.folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    privacy.path_of(export).write_bytes(b"-")
