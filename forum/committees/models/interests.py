"""Interests of members: what they declare for their whole term, and from what they step back (B-15)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.db import Model


class Interest(Model):
    """A standing declaration of a member: a tie that may touch what the committee deals with."""

    __tablename__ = "interest"

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    text: Mapped[str] = mapped_column(String(500))
    declared_at: Mapped[datetime]
    # When the tie ended; what was declared stays on record.
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class Recusal(Model):
    """Somebody with an interest of their own takes no part in an idea, or in one item of an agenda (B-15).

    Whoever assesses, speaks to the item or decides is asked for in this one table. Ideas and items lie above this package
    and are named by number only.
    """

    __tablename__ = "recusal"
    __table_args__ = (
        UniqueConstraint("idea_id", "person_id"),
        UniqueConstraint("item_id", "person_id"),
        CheckConstraint("(idea_id IS NULL) <> (item_id IS NULL)", name="one_thing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("idea.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    # What the interest is, in the person's words; for the staff office and the person's committee alone.
    interest: Mapped[str] = mapped_column(String(500))
    declared_at: Mapped[datetime]

    person: Mapped[Person] = relationship()
