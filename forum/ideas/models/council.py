"""The table of the council's papers: where in the city's own system an idea is dealt with (B-18)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.db import Model
from forum.ideas.models.idea import Idea
from forum.ideas.results import Result


class CouncilPaper(Model):
    """One station of an idea on its way through council and committees (Beratungsfolge)."""

    __tablename__ = "council_paper"
    __table_args__ = (Index("ix_council_paper_idea", "idea_id", "meets_on", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    # The number of the Drucksache, such as 26-12345 or 26-12345-01.
    number: Mapped[str] = mapped_column(String(12))
    committee: Mapped[str] = mapped_column(String(160))
    meets_on: Mapped[date]
    # Empty until it was dealt with.
    result: Mapped[Result | None] = mapped_column(String(20))
    # Where the city's council system shows it.
    url: Mapped[str] = mapped_column(String(500))
    entered_at: Mapped[datetime]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    idea: Mapped[Idea] = relationship()

    @property
    def outcome(self) -> Result | None:
        """The result as a word with a label."""
        return Result(self.result) if self.result else None
