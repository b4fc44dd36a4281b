"""Interests of members: what they declare for their whole term, and from what they step back (B-15)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, UniqueConstraint, text
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
        Index(
            "ix_recusal_in_force",
            "item_id",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        CheckConstraint("(idea_id IS NULL) <> (item_id IS NULL)", name="one_thing"),
        CheckConstraint("ended_at IS NULL OR item_id IS NOT NULL", name="only_items_end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("idea.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    # What the interest is, in the person's words; for the staff office and the person's committee alone.
    interest: Mapped[str] = mapped_column(String(500))
    declared_at: Mapped[datetime]
    # Who noted it for somebody else; then the interest is in the words of whoever noted it.
    noted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    # When one for an item of an agenda was taken back as a mistake; what was said stays on record.
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


def in_force() -> ColumnElement[bool]:
    """Tell of a recusal in a statement that it was not taken back."""
    return Recusal.ended_at.is_(None)
