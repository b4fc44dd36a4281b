"""The table of projects, and what a project is about: goals, districts."""

import enum
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app, url_for
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.clock import local, today
from forum.core.db import Model
from forum.core.i18n import lazy
from forum.core.rendered import StoredHtml
from forum.core.text import slug
from forum.dossiers.models import Decision
from forum.ideas.models import Idea
from forum.projects.models.data import CityData
from forum.projects.models.measuring import Indicator
from forum.projects.models.money import Cost
from forum.projects.models.schedule import Milestone
from forum.strategy.models import District, Goal, strategy


class ProjectState(enum.StrEnum):
    """How far a project is."""

    GEPLANT = "geplant"
    LAUFEND = "laufend"
    PAUSIERT = "pausiert"
    ABGESCHLOSSEN = "abgeschlossen"
    GESTOPPT = "gestoppt"

    @property
    def label(self) -> Any:
        """The state in the reader's language."""
        return PROJECT_STATES[self]

    @property
    def kind(self) -> str:
        """The kind of badge that shows it."""
        return _KINDS[self]


PROJECT_STATES = {
    ProjectState.GEPLANT: lazy("geplant"),
    ProjectState.LAUFEND: lazy("in Umsetzung"),
    ProjectState.PAUSIERT: lazy("pausiert"),
    ProjectState.ABGESCHLOSSEN: lazy("abgeschlossen"),
    ProjectState.GESTOPPT: lazy("gestoppt"),
}
_KINDS = {
    ProjectState.GEPLANT: "neutral",
    ProjectState.LAUFEND: "info",
    ProjectState.PAUSIERT: "warning",
    ProjectState.ABGESCHLOSSEN: "success",
    ProjectState.GESTOPPT: "danger",
}
# What is still to come or under way; the list shows these, and only these owe news.
OPEN_STATES = (ProjectState.GEPLANT, ProjectState.LAUFEND, ProjectState.PAUSIERT)
# Three months before a committee reads of it for the first time, a project has to stand on the list (B-09).
MONTHS_BEFORE_READING = 3


def _months_before(day: date, months: int) -> date:
    """Return the same day of an earlier month; the last days of a long month have no partner in a short one."""
    number = day.year * 12 + day.month - 1 - months
    first = date(number // 12, number % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), date((number + 1) // 12, (number + 1) % 12 + 1, 1) - timedelta(1))


class Project(StoredHtml, Model):
    """What a decision set in motion (Vorhaben), or what is planned to be decided on."""

    __tablename__ = "project"
    __table_args__ = (
        Index("ix_project_changed", "changed_at", "id"),
        CheckConstraint("unit <> ''", name="has_a_unit"),
        CheckConstraint("lighthouse_number IS NULL OR lighthouse_number <> ''", name="lighthouse_by_decision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), unique=True)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    title: Mapped[str] = mapped_column(String(250))
    # The title of its idea, while that is hidden.
    withheld_title: Mapped[str | None] = mapped_column(String(250))
    summary: Mapped[str] = mapped_column(Text)
    summary_html: Mapped[str] = mapped_column(Text)
    excerpt: Mapped[str] = mapped_column(String(300))
    # The one unit that answers for it (G-16), and the person there who is reminded.
    unit: Mapped[str] = mapped_column(String(120))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    contact: Mapped[str] = mapped_column(String(300), default="")
    # The body that gave rise to it, where it was not the idea alone (G-22).
    started_by: Mapped[str] = mapped_column(String(200), default="")
    area: Mapped[str] = mapped_column(String(300), default="")
    begins_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    first_reading_on: Mapped[date | None]
    # Whether citizens will take part, and how; None while nobody has said so (B-09).
    participation: Mapped[bool | None]
    participation_form: Mapped[str] = mapped_column(String(500), default="")
    # The Board's decision that made it a Leuchtturmprojekt (G-32).
    lighthouse_number: Mapped[str | None] = mapped_column(String(20))
    # Who promotes it, and when that is looked at again (G-26).
    sponsor: Mapped[str] = mapped_column(String(200), default="")
    sponsor_review_on: Mapped[date | None]
    benefit: Mapped[str] = mapped_column(Text, default="")
    budget_effect: Mapped[str] = mapped_column(Text, default="")
    next_step: Mapped[str] = mapped_column(Text, default="")
    # What is expected to be needed (G-24); euros a year.
    running_cost: Mapped[int | None]
    staff_need: Mapped[str] = mapped_column(String(500), default="")
    resource_use: Mapped[str] = mapped_column(String(500), default="")
    state: Mapped[ProjectState] = mapped_column(String(20), index=True)
    state_reason: Mapped[str] = mapped_column(String(1000), default="")
    progress: Mapped[int] = mapped_column(default=0)
    # News are owed by this day (N-28, G-34); the reminders that go before and behind it.
    next_update_on: Mapped[date | None] = mapped_column(index=True)
    news_at: Mapped[datetime | None]
    remind_on: Mapped[date | None] = mapped_column(index=True)
    audience: Mapped[str] = mapped_column(String(60))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    idea: Mapped[Idea] = relationship()
    decision: Mapped[Decision | None] = relationship()
    owner: Mapped[Person | None] = relationship()
    goal_links: Mapped[list["ProjectGoal"]] = relationship(
        cascade="all, delete-orphan", order_by="ProjectGoal.position"
    )
    district_links: Mapped[list["ProjectDistrict"]] = relationship(
        cascade="all, delete-orphan", order_by="ProjectDistrict.district"
    )
    milestones: Mapped[list[Milestone]] = relationship(cascade="all, delete-orphan", order_by=Milestone.position)
    costs: Mapped[list[Cost]] = relationship(cascade="all, delete-orphan", order_by=Cost.position)
    city_data: Mapped[list[CityData]] = relationship(cascade="all, delete-orphan", order_by=CityData.position)
    indicators: Mapped[list[Indicator]] = relationship(cascade="all, delete-orphan", order_by=Indicator.position)

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
    def is_open(self) -> bool:
        """Tell whether it is still to come or under way."""
        return self.stage in OPEN_STATES

    @property
    def goals(self) -> list[Goal]:
        """The strategic goals, as far as the strategy still knows them."""
        known = strategy().known_goals
        return [known[link.goal] for link in self.goal_links if link.goal in known]

    @property
    def districts(self) -> list[District]:
        """The districts it lies in; none means the whole city."""
        known = strategy().districts
        return [known[link.district] for link in self.district_links if link.district in known]

    @property
    def lacks_update(self) -> bool:
        """Tell whether the day of the next news has passed (N-28, G-34)."""
        return self.is_open and self.next_update_on is not None and self.next_update_on < today()

    @property
    def is_new(self) -> bool:
        """Tell whether the entry of the list is fresh (B-09)."""
        return self.is_open and today() - local(self.created_at).date() < timedelta(
            days=current_app.config["PROJECT_NEW_DAYS"]
        )

    @property
    def is_listed_late(self) -> bool:
        """Tell whether the first reading comes less than three months after the entry (B-09)."""
        if self.first_reading_on is None:
            return False
        return local(self.created_at).date() > _months_before(self.first_reading_on, MONTHS_BEFORE_READING)

    @property
    def planned(self) -> int | None:
        """The planned costs in euros; None as long as nothing is planned."""
        known = [line.planned for line in self.costs if line.planned is not None]
        return sum(known) if known else None

    @property
    def spent(self) -> int | None:
        """The costs so far in euros; None as long as nobody has said so (G-22)."""
        known = [line.spent for line in self.costs if line.spent is not None]
        return sum(known) if known else None


class ProjectGoal(Model):
    """A goal that a project serves, how it is compatible with it and what it contributes (G-19)."""

    __tablename__ = "project_goal"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    goal: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)
    position: Mapped[int]
    compatibility: Mapped[str] = mapped_column(Text)
    contribution: Mapped[str] = mapped_column(Text)

    @property
    def row(self) -> Goal | None:
        """The goal, if the strategy still knows it."""
        return strategy().known_goals.get(self.goal)


class ProjectDistrict(Model):
    """A district that a project lies in."""

    __tablename__ = "project_district"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    district: Mapped[int] = mapped_column(primary_key=True, index=True)
