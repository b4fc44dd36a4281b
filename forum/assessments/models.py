"""The table of assessments."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.db import Model


class Assessment(Model):
    """What one assessor says of one idea, by the criteria of one version of the strategy."""

    __tablename__ = "assessment"
    __table_args__ = (UniqueConstraint("idea_id", "assessor_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    assessor_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    # True or false for a knock-out criterion, 0 to 5 for the others.
    given: Mapped[dict[str, Any]]
    points: Mapped[float]
    failed: Mapped[list[str]]
    comment: Mapped[str] = mapped_column(Text)
    strategy_version: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    assessor: Mapped[Person] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
