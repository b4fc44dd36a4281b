"""The table of ideas that seem to mean the same, two by two (N-05)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Model


class IdeaTwin(Model):
    """A likely pair, found by the worker; the smaller number is ``one``.

    A pair that was dismissed stays, so that it does not come back unless one of its texts changes.
    """

    __tablename__ = "idea_twin"
    __table_args__ = (Index("ix_idea_twin_score", "score", "one_id", "other_id"),)

    one_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), primary_key=True, index=True)
    # In thousandths, so that both databases sort and page alike.
    score: Mapped[int]
    words: Mapped[list[str]]
    # The text versions that were compared; 0 where the text is another one since then.
    one_version: Mapped[int]
    other_version: Mapped[int]
    found_at: Mapped[datetime]
    dismissed_at: Mapped[datetime | None]
    dismissed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
