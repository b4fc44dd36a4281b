"""The table of holds."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.db import Model


class LegalHold(Model):
    """One reason to keep one thing; a thing may be held for several, and is free when the last one is lifted."""

    __tablename__ = "legal_hold"
    __table_args__ = (
        CheckConstraint("(lifted_at IS NULL) = (lifted_by IS NULL)", name="lifted"),
        # Two people are needed to give evidence up (M-23).
        CheckConstraint("lifted_by IS NULL OR lifted_by <> set_by", name="four_eyes"),
        Index("ix_legal_hold_thing", "kind", "target_id"),
        Index("ix_legal_hold_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    target_id: Mapped[int]
    # Whose data are kept too; nothing for what nobody in particular wrote.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text)
    # Whether an authority ordered that the thing be taken from the public (Art. 9 DSA).
    ordered: Mapped[bool] = mapped_column(default=False, server_default="0")
    # The day on which somebody asks whether it is still needed.
    review_on: Mapped[date]
    # When those who may lift it were reminded last; they are every week, once that day has come.
    reminded_on: Mapped[date | None]
    set_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    lifted_at: Mapped[datetime | None]
    lift_reason: Mapped[str] = mapped_column(Text, default="")

    setter: Mapped[Person] = relationship(foreign_keys=[set_by])
