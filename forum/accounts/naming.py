"""Going by another name, and the names that people went by before (I-15)."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, Select, select

from forum.accounts.checks import handle_problems, raise_if_any, unit_problems
from forum.accounts.events import HandleChanged, ProfileChanged
from forum.accounts.models import FormerHandle, Person, Standing, Unit
from forum.accounts.queries import handle_key, withheld_handle_keys
from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line
from forum.web.language import day


def change_handle(actor: Actor, person: Person, *, handle: str) -> None:
    """Let a person go by another name, once in a time; the former one stays theirs so long (I-15). Raises Invalid.

    While the moderation withholds the name, no other one stands there: nobody could report it (M-27).
    """
    require(actor, "account.edit", person)
    handle = clean_line(handle)
    # Of two wishes at the same moment the second sees what the first did.
    db.session.refresh(person, with_for_update=True)
    raise_if_any({"handle": _hindrance(person) or free_handle_problems(handle) or _own_name_problems(person, handle)})
    db.session.add(FormerHandle(person_id=person.id, handle=person.handle, handle_key=person.handle_key, left_at=now()))
    rename(actor, person, handle)
    record(actor, ProfileChanged(person_id=person.id), audience="admin")


def rename(actor: Actor, person: Person, handle: str) -> None:
    """Give a person another name; whoever calls has asked whether that may be."""
    person.handle, person.handle_key = handle, handle_key(handle)
    db.session.flush()
    record(actor, HandleChanged(person_id=person.id), audience="public")


def next_change(person: Person) -> datetime | None:
    """Return from when on a person can choose another name; nothing when that is now."""
    names = _former(FormerHandle.person_id == person.id)
    return names[0].left_at + _kept() if names else None


def former_handles(viewer: Actor, person: Person) -> Sequence[tuple[str, datetime]]:
    """Return by which names a person went lately, and until when each leads to them; the latest first.

    Its address tells everybody as much, so nobody looks at something of the person's own here. Raises Forbidden.
    """
    require(viewer, "person.names", person)
    return [(row.handle, row.left_at + _kept()) for row in _former(FormerHandle.person_id == person.id)]


def person_known_as(_viewer: Actor, handle: str) -> Person:
    """Return the person who goes by this name, or else who lately did. Raises NotFound."""
    shown = Person.standing.in_([Standing.ACTIVE, Standing.SUSPENDED])
    person = db.session.scalar(select(Person).where(Person.handle == handle, shown))
    if person is not None:
        return person
    for row in _former(FormerHandle.handle == handle):
        if (person := db.session.scalar(select(Person).where(Person.id == row.person_id, shown))) is not None:
            return person
    raise NotFound


def people_formerly(key: str) -> Select[int]:
    """Select the numbers of the people of whom a name given up lately holds this key of a name."""
    held = (FormerHandle.handle_key.contains(key, autoescape=True), _lately())
    return select(FormerHandle.person_id).where(*held)


def former_keys(keys: Collection[str]) -> set[str]:
    """Return which of these keys belong to a name that somebody gave up lately."""
    return {row.handle_key for row in _former(FormerHandle.handle_key.in_(keys))} if keys else set()


def is_taken(handle: str) -> bool:
    """Tell whether somebody has this handle, or one that looks like it; also who gets it back or gave it up lately."""
    return _is_taken(handle, None)


def free_handle_problems(handle: str) -> list[str]:
    """Say what is wrong with a name that somebody who is no office wants to go by, whoever has it (I-15)."""
    return handle_problems(handle) or unit_problems(handle, db.session.scalars(select(Unit.name)).all())


def name_problems(handle: str) -> list[str]:
    """Say whether a name is free."""
    return [_not_free()] if is_taken(handle) else []


def outdated_handle() -> FormerHandle | None:
    """Return a name that was given up long enough ago to be let go of; the package privacy does so (P-10)."""
    late = select(FormerHandle).where(FormerHandle.left_at <= now() - _kept())
    return db.session.scalar(late.order_by(FormerHandle.id).limit(1).with_for_update())


def _kept() -> timedelta:
    return timedelta(days=current_app.config["HANDLE_KEEP_DAYS"])


def _lately() -> ColumnElement[bool]:
    return FormerHandle.left_at > now() - _kept()


def _former(*conditions: ColumnElement[bool]) -> Sequence[FormerHandle]:
    held = select(FormerHandle).where(*conditions, _lately())
    return db.session.scalars(held.order_by(FormerHandle.id.desc())).all()


def _hindrance(person: Person) -> list[str]:
    """Say why a person can choose no name now."""
    if person.withheld is not None:
        return [
            _(
                "Die Moderation hat Ihren Namen verborgen. Solange das gilt, können Sie keinen anderen wählen. Beschweren "
                "können Sie sich unter „Meine Moderationsfälle“."
            )
        ]
    if (until := next_change(person)) is not None:
        return [_("Ihren nächsten Namen können Sie ab %(day)s wählen.", day=day(until))]
    return []


def _own_name_problems(person: Person, handle: str) -> list[str]:
    if handle == person.handle:
        return [_("So heißen Sie schon. Bitte geben Sie den neuen Namen ein.")]
    return [_not_free()] if _is_taken(handle, person.id) else []


def _not_free() -> str:
    return _("Dieser Name ist schon vergeben, war es bis vor Kurzem oder sieht einem anderen zu ähnlich.")


def _is_taken(handle: str, by_others_than: int | None) -> bool:
    key = handle_key(handle)
    others = () if by_others_than is None else (Person.id != by_others_than,)
    # In this order a name that is hidden or given up at this moment is found in one of them.
    if db.session.scalar(select(Person.id).where(Person.handle_key == key, *others)) is not None:
        return True
    if key in withheld_handle_keys():
        return True
    # Also one whose time is over: as long as the row is there, texts may say it and mean the person.
    former = db.session.scalars(select(FormerHandle.person_id).where(FormerHandle.handle_key == key))
    return any(number != by_others_than for number in former)
