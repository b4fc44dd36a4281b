"""The tables of activities."""

import enum
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.clock import today
from forum.core.db import Model
from forum.core.i18n import lazy
from forum.core.text import slug
from forum.discussions.models import Post, Thread


class ActivityKind(enum.StrEnum):
    """Whether something is done once and has an end, or goes on."""

    ACTIVITY = "aktivitaet"
    INITIATIVE = "initiative"

    @property
    def label(self) -> Any:
        """The name in the interface."""
        return KIND_LABELS[self]


class Status(enum.StrEnum):
    """How an activity stands."""

    PLANNED = "geplant"
    RUNNING = "laeuft"
    RESTING = "ruht"
    ENDED = "beendet"

    @property
    def label(self) -> Any:
        """The name in the interface."""
        return STATUS_LABELS[self]


KIND_LABELS = {ActivityKind.ACTIVITY: lazy("Aktivität"), ActivityKind.INITIATIVE: lazy("Initiative")}
STATUS_LABELS = {
    Status.PLANNED: lazy("geplant"),
    Status.RUNNING: lazy("läuft"),
    Status.RESTING: lazy("ruht"),
    Status.ENDED: lazy("beendet"),
}
# Of these one expects to hear; what rests or is over may be silent.
TOLD_OF = (Status.PLANNED, Status.RUNNING)


class Activity(Model):
    """Something that is done for the city, by whom, and how it stands."""

    __tablename__ = "activity"
    __table_args__ = (Index("ix_activity_told", "told_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), unique=True)
    # Who answers for it and writes its updates; nobody, once that account is gone.
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    # Who was asked to answer for it from now on, and has not said yes or no yet.
    asked_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[ActivityKind] = mapped_column(String(20))
    status: Mapped[Status] = mapped_column(String(20), index=True)
    title: Mapped[str] = mapped_column(String(120))
    # Who does it, where that is more than one person: an association, a company, a chair of the university.
    organisation: Mapped[str] = mapped_column(String(120), default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    # Title, organisation and address while the moderation hides them (M-27).
    withheld: Mapped[dict[str, Any] | None]
    district: Mapped[int | None] = mapped_column(index=True)
    created_at: Mapped[datetime]
    # When its owner last said how it stands; beginning it counts.
    told_at: Mapped[datetime]
    # By when the next update is owed, and on which day the owner is reminded.
    due_on: Mapped[date | None]
    remind_on: Mapped[date | None] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)

    thread: Mapped[Thread] = relationship()
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    asked: Mapped[Person | None] = relationship(foreign_keys=[asked_id])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def url(self) -> str:
        """The address of the page of the activity."""
        return url_for("activities.show", activity_id=self.id, slug=slug(self.title), _external=False)

    @property
    def is_open(self) -> bool:
        """Whether it is not over."""
        return self.status != Status.ENDED

    @property
    def is_silent(self) -> bool:
        """Whether an update is overdue: then everybody reads that there is no current one (G-34)."""
        return self.due_on is not None and self.due_on < today()

    @property
    def kind_label(self) -> Any:
        """The name of the kind in the interface."""
        return ActivityKind(self.kind).label

    @property
    def status_label(self) -> Any:
        """The name of the status in the interface."""
        return Status(self.status).label


class ActivityUpdate(Model):
    """A post of the thread in which the owner says how the activity stands."""

    __tablename__ = "activity_update"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    # The status that it told of.
    status: Mapped[Status] = mapped_column(String(20))

    activity: Mapped[Activity] = relationship()
    post: Mapped[Post] = relationship()

    @property
    def status_label(self) -> Any:
        """The name of the status in the interface."""
        return Status(self.status).label
