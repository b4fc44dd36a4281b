"""Saying when and of what one wants mails, and ending them by the link in a mail."""

from collections.abc import Mapping

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.notifications.commands.following import stance_on
from forum.notifications.commands.planning import plan_anew
from forum.notifications.levels import Group
from forum.notifications.models import MailWishes
from forum.notifications.moments import QuietHours, Rhythm
from forum.notifications.queries import visible_thing
from forum.notifications.unsubscribing import Scope


def save_mail_wishes(
    actor: Actor, *, rhythm: Rhythm, groups: Mapping[Group, Rhythm | None], quiet: QuietHours | None
) -> None:
    """Set when the actor wants mails: in general, for single kinds of messages, and when not. Raises Invalid."""
    require(actor, "mails.set")
    assert actor.person_id is not None  # noqa: S101  The permission is for people only.
    if quiet is not None and quiet.begin == quiet.end:
        raise Invalid(fields={"quiet_end": [_("Die Ruhezeit braucht einen Anfang und ein anderes Ende.")]})
    person = db.session.get_one(Person, actor.person_id)
    row = _wishes(person)
    person.mails = rhythm != Rhythm.OFF
    row.rhythm = rhythm if person.mails else row.rhythm
    row.groups = {group.value: chosen.value for group, chosen in groups.items() if chosen is not None}
    row.quiet_begin, row.quiet_end = (quiet.begin, quiet.end) if quiet else (None, None)
    db.session.flush()
    plan_anew(person.id)


def set_mails_about(actor: Actor, kind: str, thing_id: int, *, rhythm: Rhythm | None) -> None:
    """Set how soon the actor is mailed about one thing; None follows what holds in general. Raises NotFound."""
    require(actor, "follow.set")
    assert actor.person_id is not None  # noqa: S101  The permission is for people only.
    visible_thing(actor, kind, thing_id)
    stance_on(actor.person_id, kind, thing_id).mails = rhythm
    db.session.flush()
    plan_anew(actor.person_id)


def unsubscribe(person: Person, scope: Scope) -> None:
    """End mails by the link in one of them; the signed link is the permission, so nobody needs to be signed in."""
    if scope.thing is not None:
        stance_on(person.id, *scope.thing).mails = Rhythm.OFF
    elif scope.group is not None:
        row = _wishes(person)
        row.groups = {**row.groups, scope.group.value: Rhythm.OFF.value}
    else:
        person.mails = False
    db.session.flush()
    plan_anew(person.id)


def _wishes(person: Person) -> MailWishes:
    row = db.session.get(MailWishes, person.id)
    if row is None:
        row = MailWishes(person_id=person.id, rhythm=Rhythm.AT_ONCE, groups={})
        db.session.add(row)
    return row
