"""The steps of a project and their days."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import today
from forum.core.db import Model


class Milestone(Model):
    """A step of a project with its day and the unit that answers for it (G-16, N-28)."""

    __tablename__ = "milestone"
    # The job that tells of late steps looks for days that have passed.
    __table_args__ = (Index("ix_milestone_due", "due_on", "done_on"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(String(1000), default="")
    unit: Mapped[str] = mapped_column(String(120))
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    # The day whose passing the followers were told of; another day is told anew.
    told_late_of: Mapped[date | None]

    @property
    def is_late(self) -> bool:
        """Tell whether the day has passed without the step."""
        return self.done_on is None and self.due_on is not None and self.due_on < today()
