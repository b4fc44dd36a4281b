"""The tables of spaces, of who takes part in them, and of who asks to be let in."""

import enum
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import ForeignKey, Index, String, Text, literal, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import Model
from forum.core.i18n import lazy
from forum.core.rendered import StoredHtml
from forum.discussions.models.processes import CallKind, Course, Influence


class SpaceKind(enum.StrEnum):
    """For whom a space is; the kind decides its audience word."""

    PUBLIC = "public"
    MEMBERS = "members"
    COMMITTEE = "committee"
    STAFF = "staff"

    @property
    def label(self) -> Any:
        """The name in the interface."""
        return _SPACE_LABELS[self]


_SPACE_LABELS = {
    SpaceKind.PUBLIC: lazy("Öffentlich: alle lesen mit"),
    SpaceKind.MEMBERS: lazy("Für Mitglieder des Raums"),
    SpaceKind.COMMITTEE: lazy("Für ein Gremium"),
    SpaceKind.STAFF: lazy("Intern: für die Verwaltung"),
}


class Space(StoredHtml, Model):
    """A themed place for discussion.

    ``audience`` says who reads it, ``starters`` and ``writers`` whose word it takes to begin a thread and to answer. In a
    space with ``applications`` people who may not read it see its name and may ask to be let in.
    """

    __tablename__ = "space"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    kind: Mapped[SpaceKind] = mapped_column(String(20), default=SpaceKind.PUBLIC)
    description: Mapped[str] = mapped_column(Text, default="")
    description_html: Mapped[str] = mapped_column(Text, default="")
    # The house rules, and what the talk here can influence and what not.
    rules: Mapped[str] = mapped_column(Text, default="")
    rules_html: Mapped[str] = mapped_column(Text, default="")
    influence: Mapped[str] = mapped_column(String(500), default="")
    contact: Mapped[str] = mapped_column(String(200), default="")
    audience: Mapped[str] = mapped_column(String(60), index=True)
    starters: Mapped[str] = mapped_column(String(60))
    writers: Mapped[str] = mapped_column(String(60))
    applications: Mapped[bool] = mapped_column(default=False)
    # At least so many minutes between two posts of one person in a thread; 0 means no more than the usual pause (T-26).
    slow_minutes: Mapped[int] = mapped_column(default=0)
    # Whether every text waits here until somebody has read it (M-11).
    holds_texts: Mapped[bool] = mapped_column(default=False, server_default="0")
    # Until when nobody writes here, because the moderation stopped the talk for some hours (M-31).
    braked_until: Mapped[datetime | None]
    position: Mapped[int] = mapped_column(default=0)
    thread_count: Mapped[int] = mapped_column(default=0)
    last_post_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]
    # Counts what the Stabsstelle sets; posts and threads count elsewhere, so nobody who writes is in its way.
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    # What makes it a process (B-12, B-21): how far words reach, what is excluded, and the moments by phase; the worker
    # tells of the next one when it comes.
    level: Mapped[str] = mapped_column(String(20), default="", server_default="")
    excluded: Mapped[str] = mapped_column(String(500), default="", server_default="")
    phases: Mapped[dict[str, Any] | None]
    next_phase_at: Mapped[datetime | None] = mapped_column(index=True)
    # What makes it a call of the research location (G-31).
    call: Mapped[str] = mapped_column(String(20), default="", server_default="")
    partners: Mapped[str] = mapped_column(String(500), default="", server_default="")
    call_from: Mapped[date | None]
    call_until: Mapped[date | None]
    promise: Mapped[str] = mapped_column(Text, default="", server_default="")

    @property
    def course(self) -> Course:
        """The phases of the space; a space without any is open throughout."""
        return Course.stored(self.phases)

    @property
    def reach(self) -> Influence | None:
        """How far words reach here, if that was said."""
        return Influence(self.level) if self.level else None

    @property
    def call_kind(self) -> CallKind | None:
        """What sort of call it is, if it is one."""
        return CallKind(self.call) if self.call else None

    @property
    def takes_posts(self) -> bool:
        """Tell whether people may answer in its threads at this moment."""
        return self.archived_at is None and not self.is_braked and self.course.takes_posts

    @property
    def is_braked(self) -> bool:
        """Whether the moderation has stopped the talk here at this moment (M-31)."""
        return self.braked_until is not None and self.braked_until > now()

    @property
    def kind_label(self) -> Any:
        """The name of the kind in the interface."""
        return SpaceKind(self.kind).label

    @property
    def url(self) -> str:
        """The address of the space."""
        return url_for("discussions.space", name=self.slug, _external=False)

    @property
    def door_url(self) -> str:
        """The address at which the Stabsstelle lets people in."""
        return url_for("spaces.members", name=self.slug, _external=False)


class Parting(enum.StrEnum):
    """Why the Stabsstelle ends somebody's part in a space; what breaks rules is for the moderation and its statements."""

    TASK_OVER = "task_over"
    OUTSIDE = "outside"
    INACTIVE = "inactive"
    MISTAKE = "mistake"

    @property
    def label(self) -> Any:
        """What the person reads."""
        return _PARTINGS[self]


_PARTINGS = {
    Parting.TASK_OVER: lazy("Die Aufgabe, für die Sie in diesem Raum waren, ist zu Ende."),
    Parting.OUTSIDE: lazy("Sie gehören nicht oder nicht mehr zu dem Kreis, für den dieser Raum da ist."),
    Parting.INACTIVE: lazy("Sie haben hier lange nicht mitgemacht."),
    Parting.MISTAKE: lazy("Die Aufnahme war ein Versehen."),
}


class SpaceMember(Model):
    """A person who takes part in a space that is for members only; holds the word ``space:<id>``."""

    __tablename__ = "space_member"

    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    since: Mapped[datetime]


class SpaceApplication(Model):
    """Somebody asks to be let into a space; the row stays when it is decided."""

    __tablename__ = "space_application"
    __table_args__ = (Index("ix_space_application_open", "space_id", "decided_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    text: Mapped[str] = mapped_column(String(1000))
    at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    accepted: Mapped[bool | None]

    space: Mapped[Space] = relationship()
    person: Mapped[Person] = relationship()


def space_words(person_id: Any) -> Any:
    """Select the words of the spaces a person takes part in."""
    # The bar is SQL's sign for joining text, which both databases know.
    word = literal("space:").op("||")(SpaceMember.space_id.cast(String))
    return select(word).where(SpaceMember.person_id == person_id)
