"""The strategic goals as versions, and what of the urban development concept (ISEK) they serve.

A version is a whole set of goals. One at a time may be in the making; once published it never changes. What is linked to
a goal, such as an idea, keeps the version in which it was linked (G-17).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Model
from forum.core.i18n import language
from forum.strategy.models.named import Named


@dataclass(frozen=True, kw_only=True)
class Goal(Named):
    """A strategic goal in the wording of one version; ideas and projects are measured by it (G-17, G-18)."""

    text: str
    text_en: str = ""
    title_easy: str = ""
    text_easy: str = ""
    # Numbers of Leitziele and Arbeitsfelder, and names of Rahmenprojekte.
    isek: tuple[int, ...] = ()
    fields: tuple[int, ...] = ()
    frameworks: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    version: int = 1

    @property
    def description(self) -> str:
        """The text in the reader's language."""
        return self.text_en if language() == "en" and self.text_en else self.text

    @property
    def version_url(self) -> str:
        """The address of the version in which the goal stands."""
        return url_for("goals.version", number=self.version, _external=False)

    def holds_on(self, day: date) -> bool:
        """Tell whether the goal is in force on a day; both ends belong to its time."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, kw_only=True)
class GoalSet:
    """A version of all goals, by their keys and in their order; ``published_at`` is missing while it is in the making."""

    number: int
    goals: Mapping[str, Goal] = field(default_factory=dict)
    published_at: datetime | None = None
    note: str = ""

    @property
    def url(self) -> str:
        """The address of the version."""
        return url_for("goals.version", number=self.number, _external=False)


@dataclass(frozen=True, kw_only=True)
class IsekPart:
    """A Leitziel or an Arbeitsfeld of the urban development concept."""

    number: int
    title: str
    title_en: str = ""
    verified: bool = True

    @property
    def label(self) -> str:
        """The title in the reader's language."""
        return self.title_en if language() == "en" and self.title_en else self.title


class GoalVersion(Model):
    """A version of the goals; until ``published_at`` it is in the making, and only the staff office sees it."""

    __tablename__ = "goal_version"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    # What changed and why, in the words of the staff office.
    note: Mapped[str] = mapped_column(String(500), default="")
    opened_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    publisher_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class StoredGoal(Model):
    """A goal of one version; ``changes`` counts how often it was written and guards against lost changes."""

    __tablename__ = "goal"
    __table_args__ = (UniqueConstraint("version", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(ForeignKey("goal_version.number"))
    key: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    title_en: Mapped[str] = mapped_column(String(120))
    title_easy: Mapped[str] = mapped_column(String(120), default="")
    text: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str] = mapped_column(Text)
    text_easy: Mapped[str] = mapped_column(Text, default="")
    isek: Mapped[list[int]]
    fields: Mapped[list[int]]
    frameworks: Mapped[list[str]]
    since: Mapped[date | None]
    until: Mapped[date | None]
    verified: Mapped[bool]
    changes: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": changes}  # noqa: RUF012

    def plain(self) -> Goal:
        """Return the goal as every reader knows it, whether it comes from here or from the file."""
        values: dict[str, Any] = {name: getattr(self, name) for name in WORDS}
        values |= {name: tuple(getattr(self, name)) for name in LINKS}
        return Goal(key=self.key, version=self.version, **values)


# What a goal says, and what it is linked to.
WORDS = ("title", "title_en", "title_easy", "text", "text_en", "text_easy", "since", "until", "verified")
LINKS = ("isek", "fields", "frameworks")
