"""What proves a person besides the password: a one-time code of an app, codes on paper, and passkeys (I-07, I-09)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String, Text, exists, literal, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from forum.accounts.models.people import SECOND_FACTOR, Person
from forum.core.db import Model


class Authenticator(Model):
    """An app that shows a new code every half minute; it counts once its owner has typed one of them."""

    __tablename__ = "authenticator"

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    # What the app knows, too; sealed, so that a copy of the database alone computes no code (``forum.core.sealing``).
    secret: Mapped[str] = mapped_column(String(250))
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    # The half minute of the latest code that was taken: no code opens anything twice.
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Model):
    """A code on paper for whoever has lost the app; it works once, and only its digest is kept."""

    __tablename__ = "recovery_code"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    # Empty for codes from before there was this column.
    made_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class Passkey(Model):
    """A key that a device of the person holds; here lies the half of it that may be known."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    # The number by which the device knows the key, and the public half; both as base64url.
    credential: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[str] = mapped_column(Text)
    # How often the device says it was used; a number that does not grow means a copy.
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    name: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime]
    used_on: Mapped[date | None]


class Challenge(Model):
    """A question to a device that may be answered once; only its digest is kept.

    Whoever adds a passkey is known already; who signs in with one is not.
    """

    __tablename__ = "challenge"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


def factor_words(person_id: Any) -> Any:
    """Select the word ``second_factor`` for everybody who has an app or a passkey (I-09)."""
    app = exists().where(Authenticator.person_id == person_id, Authenticator.confirmed_at.is_not(None))
    return select(literal(SECOND_FACTOR)).where(or_(app, exists().where(Passkey.person_id == person_id)))
