"""Mailing the messages that are due: to some people at a time, each time in one transaction, in bounded memory (E-13).

A chunk writes its mails and takes the messages off the list of what is due in the same transaction, so whatever kills the
worker, nobody gets anything twice. Behind each full chunk the next one is put at the end of the outbox: mails of the chunk
before, and whatever else happens in the forum meanwhile, come first.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import structlog
from sqlalchemy import Select, func, select, update

from forum.accounts.models import Person, Standing
from forum.core import mail
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.events import LoggedEvent, record
from forum.core.permissions import SYSTEM
from forum.core.worker import waiting
from forum.discussions.models import Post, Thread
from forum.ideas.models import Idea
from forum.notifications.events import MailsDue
from forum.notifications.letters import Letter, Waiting, lone_posts
from forum.notifications.models import Message
from forum.notifications.placing import AUDIENCE, IS_THERE, SPACE_ID, SURVEY_SPACE, Place, may_hear, placed
from forum.projects.models import Project

SUBSCRIBER = "notifications.mails"
CHUNK = 100

log = structlog.get_logger()


def begin_mailing() -> None:
    """Set the mailing going if anything is due and it does not run already; the job of every minute."""
    due = db.session.scalar(select(Message.id).where(Message.mail_due_at <= now()).limit(1))
    if due is not None and not waiting(SUBSCRIBER):
        with transaction():
            record(SYSTEM, MailsDue(person_id=0), audience="system")


def mail_what_is_due(events: Sequence[LoggedEvent]) -> None:
    """Mail what is due to the next people, and put the rest behind everything else that waits."""
    for event in events:
        after, about = event.data["person_id"], event.data["event_id"]
        people = _people(after, about)
        _mail_to(people)
        if len(people) == CHUNK:
            record(SYSTEM, MailsDue(person_id=people[-1].id, event_id=about), audience="system")


def _people(after: int, event_id: int | None) -> Sequence[Person]:
    """Return the next people to whom something is due.

    Their rows are locked: no other worker mails to them, and nobody writes a message to them, until the chunk is done.
    """
    due = select(Message.person_id).where(Message.mail_due_at <= now(), Message.person_id > after)
    if event_id is not None:
        due = due.where(Message.event_id == event_id)
    numbers = due.distinct().order_by(Message.person_id).limit(CHUNK).subquery()
    return db.session.scalars(
        select(Person).where(Person.id.in_(select(numbers.c.person_id))).order_by(Person.id).with_for_update()
    ).all()


def _mail_to(people: Sequence[Person]) -> None:
    if not people:
        return
    moment = now()
    letters = [letter for letter in _letters(people, moment) if letter.count]
    sources = dict(db.session.execute(select(Post.id, Post.source).where(Post.id.in_(lone_posts(letters)))).all())
    mail.queue_all([draft for letter in letters if (draft := _draft(letter, sources)) is not None])
    done = update(Message).where(Message.person_id.in_([person.id for person in people]), Message.mail_due_at <= moment)
    db.session.execute(done.values(mail_due_at=None))


def _letters(people: Sequence[Person], moment: Any) -> Iterator[Letter]:
    by_number = {person.id: person for person in people}
    rows = db.session.execute(_due(list(by_number), moment).execution_options(yield_per=500))
    for number, own in groupby(rows, key=lambda row: row[0].person_id):
        person = by_number[number]
        # What was hidden or closed to the person meanwhile is not told any more (T-19, E-18).
        seen = (row for row in own if person.standing == Standing.ACTIVE and person.mails and may_hear(person, row[1]))
        yield Letter.of(person, (_waiting(row) for row in seen))


def _due(numbers: Sequence[int], moment: Any) -> Select[Any]:
    """Select what is due to these people, by person and newest first, without any text; what was read needs no mail."""
    title = func.coalesce(Project.title, Idea.title, Thread.title, SURVEY_SPACE.title, "")
    columns = (Message, AUDIENCE, Thread.id, Idea.id, SPACE_ID, Project.id, title)
    return (
        placed(select(*columns))
        .where(Message.person_id.in_(numbers), Message.mail_due_at <= moment, Message.read_at.is_(None), IS_THERE)
        .order_by(Message.person_id, Message.id.desc())
    )


def _waiting(row: Any) -> Waiting:
    message, _audience, thread_id, idea_id, space_id, project_id, title = row
    place = Place.of(None, thread_id if idea_id is None else None, idea_id, space_id, project_id)
    return Waiting(message, place, title)


def _draft(letter: Letter, sources: dict[int, str]) -> mail.Draft | None:
    """Return the mail, or None when it cannot be written: one odd message must not hold up everybody behind it."""
    try:
        return letter.draft(sources)
    except Exception:
        log.exception("letter.failed", person=letter.person.id)
        return None
