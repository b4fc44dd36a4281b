"""The tables of assessments: rounds, who takes part in them, what they gave, and who stepped back."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.db import Model


class AssessmentRound(Model):
    """A round in which an idea is assessed.

    The first assessment in a round fixes the version of its criteria, so that all who take part answer the same.
    """

    __tablename__ = "assessment_round"

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    criteria_version: Mapped[int | None]
    # Why another round was opened; the first one needs no reason.
    reason: Mapped[str] = mapped_column(String(500), default="")
    opened_at: Mapped[datetime]
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # When it was complete for the first time: from then on the raters could see what the others gave.
    shown_at: Mapped[datetime | None]


class Assessor(Model):
    """Somebody who is to assess an idea in a round, named by the staff office or by themselves."""

    __tablename__ = "assessor"

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    assessor_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    assigned_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    assessor: Mapped[Person] = relationship(foreign_keys=assessor_id)


class Assessment(Model):
    """What one assessor says of one idea in one round, by the criteria of one version."""

    __tablename__ = "assessment"
    __table_args__ = (UniqueConstraint("idea_id", "round", "assessor_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    round: Mapped[int] = mapped_column(default=1)
    assessor_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    # True or false for a knock-out criterion, 0 to 5 for the others.
    given: Mapped[dict[str, Any]]
    # What was remarked on single criteria, by their keys, and 0 to 5 points for each goal that the idea is linked to.
    remarks: Mapped[dict[str, Any]] = mapped_column(default=dict)
    goals: Mapped[dict[str, Any]] = mapped_column(default=dict)
    points: Mapped[float]
    failed: Mapped[list[str]]
    comment: Mapped[str] = mapped_column(Text)
    criteria_version: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    assessor: Mapped[Person] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
