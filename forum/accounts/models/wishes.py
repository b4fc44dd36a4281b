"""What people wish of others and of the site: whom not to read, by whom not to be named, and to be gone."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models.people import Person
from forum.core.db import Model


class Ignoring(Model):
    """Somebody does not wish to see what another person writes; the other one is not told (T-37)."""

    __tablename__ = "ignoring"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    ignored_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    at: Mapped[datetime]


class MentionBlock(Model):
    """Somebody does not wish to be named by another person; the other one is not told (T-15)."""

    __tablename__ = "mention_block"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    blocked_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    at: Mapped[datetime]


class Erasure(Model):
    """A person wants the account gone: what becomes of the texts, and from when on it is carried out (P-06).

    The row goes when the person stays after all. Once it is carried out it says of a placeholder when that was.
    """

    __tablename__ = "erasure"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    # Whether the texts go, too; otherwise they stay without a name.
    with_texts: Mapped[bool]
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)
    done_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
