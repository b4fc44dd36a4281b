"""The tables of projects and their milestones."""

import enum
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.clock import today
from forum.core.db import Model
from forum.core.i18n import lazy
from forum.core.rendered import StoredHtml
from forum.core.text import slug
from forum.dossiers.models import Decision
from forum.ideas.models import Idea
from forum.strategy.models import Goal, strategy


class ProjectState(enum.StrEnum):
    """How far a project is."""

    GEPLANT = "geplant"
    LAUFEND = "laufend"
    ABGESCHLOSSEN = "abgeschlossen"

    @property
    def label(self) -> Any:
        """The state in the reader's language."""
        return PROJECT_STATES[self]

    @property
    def kind(self) -> str:
        """The kind of badge that shows it."""
        return {"geplant": "neutral", "laufend": "info"}.get(self.value, "success")


PROJECT_STATES = {
    ProjectState.GEPLANT: lazy("geplant"),
    ProjectState.LAUFEND: lazy("in Umsetzung"),
    ProjectState.ABGESCHLOSSEN: lazy("abgeschlossen"),
}


class Project(StoredHtml, Model):
    """What a decision set in motion (Vorhaben)."""

    __tablename__ = "project"
    __table_args__ = (Index("ix_project_changed", "changed_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), unique=True)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    title: Mapped[str] = mapped_column(String(250))
    summary: Mapped[str] = mapped_column(Text)
    summary_html: Mapped[str] = mapped_column(Text)
    excerpt: Mapped[str] = mapped_column(String(300))
    goal: Mapped[str] = mapped_column(String(40), index=True)
    contribution: Mapped[str] = mapped_column(Text)
    # By what one will see that the goal was served (G-20).
    indicator: Mapped[str] = mapped_column(String(500))
    unit: Mapped[str] = mapped_column(String(120))
    state: Mapped[ProjectState] = mapped_column(String(20), index=True)
    progress: Mapped[int] = mapped_column(default=0)
    next_update_on: Mapped[date | None]
    audience: Mapped[str] = mapped_column(String(60))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    idea: Mapped[Idea] = relationship()
    decision: Mapped[Decision | None] = relationship()
    milestones: Mapped[list["Milestone"]] = relationship(cascade="all, delete-orphan", order_by="Milestone.position")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def url(self) -> str:
        """The address, which begins with the permanent number."""
        return url_for("projects.show", project_id=self.id, slug=slug(self.title), _external=False)

    @property
    def stage(self) -> ProjectState:
        """The state as a word with a label."""
        return ProjectState(self.state)

    @property
    def goal_row(self) -> Goal | None:
        """The strategic goal, if the strategy still knows it."""
        return strategy().known_goals.get(self.goal)

    @property
    def lacks_update(self) -> bool:
        """Tell whether the promised day of the next news has passed (N-28, G-34)."""
        late = self.next_update_on is not None and self.next_update_on < today()
        return late and self.state != ProjectState.ABGESCHLOSSEN


class Milestone(Model):
    """A step of a project with its day."""

    __tablename__ = "milestone"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]

    @property
    def is_late(self) -> bool:
        """Tell whether the day has passed without the step."""
        return self.done_on is None and self.due_on is not None and self.due_on < today()
