"""What the tests of notifications share: wishes in one line, and the mails of a person."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.mail import Mail
from forum.notifications import commands
from forum.notifications.levels import Group, Level
from forum.notifications.models import Message
from forum.notifications.moments import QuietHours, Rhythm

Listens = Callable[..., None]
Kinds = Callable[[Person], list[str]]
Mails = Callable[[Person], list[Mail]]


@pytest.fixture
def listens(app: Flask) -> Listens:
    """Set a person's level on a thread, idea or space."""

    def choose(who: Person, kind: str, thing_id: int, level: Level) -> None:
        number = who.id
        with transaction():
            commands.follow(db.session.get_one(Person, number), kind, thing_id, level=level)

    return choose


@pytest.fixture
def wishes(app: Flask) -> Callable[..., None]:
    """Set when a person wants mails."""

    def choose(
        who: Person,
        rhythm: Rhythm = Rhythm.AT_ONCE,
        groups: dict[Group, Rhythm | None] | None = None,
        quiet: QuietHours | None = None,
    ) -> None:
        number = who.id
        with transaction():
            actor = db.session.get_one(Person, number)
            commands.save_mail_wishes(actor, rhythm=rhythm, groups=groups or {}, quiet=quiet)

    return choose


@pytest.fixture
def kinds(app: Flask) -> Kinds:
    """Return the kinds of a person's messages, oldest first."""

    def read(who: Person) -> list[str]:
        return list(db.session.scalars(select(Message.kind).where(Message.person_id == who.id).order_by(Message.id)))

    return read


@pytest.fixture
def mails(app: Flask) -> Mails:
    """Return the mails of a person, oldest first."""

    def read(who: Person) -> list[Mail]:
        address: Any = db.session.scalar(select(Person.email).where(Person.id == who.id))
        return list(db.session.scalars(select(Mail).where(Mail.to_address == address).order_by(Mail.id)))

    return read
