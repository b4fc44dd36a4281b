"""Noting that a role began or ended: in the log, at the devices of the person, and by a letter (I-16, E-26)."""

from datetime import date

from forum.accounts.ending import end_sign_ins
from forum.accounts.events import RoleEnded, RoleGranted
from forum.accounts.models import Grant, Person
from forum.accounts.queries import names_of_words
from forum.core import mail
from forum.core.db import db
from forum.core.events import record
from forum.core.permissions import Actor


def note_granted(actor: Actor, person: Person, grant: Grant) -> None:
    """Note that a person holds a role from a day on, which may be to come."""
    _note(actor, person, RoleGranted(person_id=person.id, role=grant.role), since=grant.since, until=grant.until)


def note_ended(actor: Actor, person: Person, role: str) -> None:
    """Note that a person no longer holds a role."""
    _note(actor, person, RoleEnded(person_id=person.id, role=role))


def _note(
    actor: Actor,
    person: Person,
    event: RoleGranted | RoleEnded,
    *,
    since: date | None = None,
    until: date | None = None,
) -> None:
    end_sign_ins(person)
    db.session.info.clear()
    record(actor, event, audience="admin")
    # What the forum itself does, such as on the command line or when an account goes, its owner knows of.
    if actor.person_id is not None and person.is_active:
        # Of the words of a space the last one alone would name the moderation of all of them.
        word = "space_moderator" if event.role.startswith("space:") else event.role
        mail.queue(
            person.email,
            "role_changed",
            language=person.language,
            handle=person.handle,
            roles=names_of_words([word]) or [word],
            ended=isinstance(event, RoleEnded),
            since=since,
            until=until,
        )
