"""Setting the moment at which a message is mailed, when it is written and whenever its reader's wishes change."""

from datetime import datetime

from flask import current_app
from sqlalchemy import select, update

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import db
from forum.discussions.models import Thread
from forum.ideas.models import Idea
from forum.notifications.models import Message
from forum.notifications.moments import due_at
from forum.notifications.placing import SPACE_ID, Place, Wishes, placed
from forum.projects.models import Project


def mail_moment(person: Person, wishes: Wishes, place: Place, reason: str, at: datetime) -> datetime | None:
    """Return when a person is mailed what happened at this moment, or None when they want no mail of it."""
    if not person.mails:
        return None
    rhythm, quiet = wishes.rhythm(person.id, place, reason), wishes.mails(person.id).quiet_hours
    return due_at(at, rhythm, quiet, current_app.config["DIGEST_HOUR"])


def plan_anew(person_id: int) -> None:
    """Let what still waits to be mailed to a person follow the wishes that hold now; nothing is mailed earlier."""
    statement = placed(select(Message.id, Message.reason, Thread.id, Idea.id, SPACE_ID, Project.id)).where(
        Message.person_id == person_id, Message.mail_due_at.is_not(None)
    )
    waiting = [(number, reason, Place.of(None, *where)) for number, reason, *where in db.session.execute(statement)]
    if not waiting:
        return
    person = db.session.get_one(Person, person_id)
    wishes = Wishes([person_id], sorted({thing for _number, _reason, place in waiting for thing in place.around}))
    for number, reason, place in waiting:
        told = wishes.are_told(person_id, place, reason)
        due = mail_moment(person, wishes, place, reason, now()) if told else None
        db.session.execute(update(Message).where(Message.id == number).values(mail_due_at=due))
