"""The tables of signatures on paper: batches, and every figure that was ever entered for one (N-15)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.db import Model
from forum.ideas.models.idea import Idea


class PaperBatch(Model):
    """Sheets with signatures under an idea, as they came in at a desk; the scan is a file for the Stabsstelle alone."""

    __tablename__ = "paper_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    source: Mapped[str] = mapped_column(String(200))
    since: Mapped[date]
    until: Mapped[date]
    desk: Mapped[str] = mapped_column(String(120))
    entered_at: Mapped[datetime]

    idea: Mapped[Idea] = relationship()
    figures: Mapped[list["PaperFigure"]] = relationship(back_populates="batch", order_by="PaperFigure.seq")

    @property
    def newest(self) -> "PaperFigure":
        """The figure that was entered last."""
        return self.figures[-1]

    @property
    def counted(self) -> "PaperFigure | None":
        """The figure that counts: the last one that a second person confirmed."""
        return next((figure for figure in reversed(self.figures) if figure.confirmed_at is not None), None)


class PaperFigure(Model):
    """How many signatures a batch has; a correction is a further row, so that the first figure stays."""

    __tablename__ = "paper_figure"
    __table_args__ = (UniqueConstraint("batch_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("paper_batch.id"))
    seq: Mapped[int]
    on_paper: Mapped[int]
    valid: Mapped[int]
    # Why it replaces the figure before; empty for the first one.
    reason: Mapped[str] = mapped_column(String(500), default="")
    entered_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]
    # The day on which the Stabsstelle is reminded that a second person is still missing; none once nobody waits any more.
    remind_on: Mapped[date | None] = mapped_column(index=True)

    batch: Mapped[PaperBatch] = relationship(back_populates="figures")
    person: Mapped[Person] = relationship(foreign_keys=[entered_by])
    second: Mapped[Person | None] = relationship(foreign_keys=[confirmed_by])
