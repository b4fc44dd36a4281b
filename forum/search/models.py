"""The tables of searches that people keep (Q-37), of the words of files (Q-09), and of what is searched for (Q-39)."""

import enum
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Model
from forum.core.i18n import lazy


class Rhythm(enum.StrEnum):
    """How often a person hears of what a search finds anew."""

    NEVER = "never"
    DAILY = "daily"
    WEEKLY = "weekly"

    @property
    def label(self) -> Any:
        """The rhythm in the reader's language."""
        return RHYTHMS[self]

    @property
    def pause(self) -> timedelta | None:
        """How long it is from one message to the next; nothing where there are none."""
        return {Rhythm.DAILY: timedelta(days=1), Rhythm.WEEKLY: timedelta(days=7)}.get(self)


RHYTHMS = {
    Rhythm.NEVER: lazy("keine Mitteilung"),
    Rhythm.DAILY: lazy("täglich, wenn es Neues gibt"),
    Rhythm.WEEKLY: lazy("wöchentlich, wenn es Neues gibt"),
}


class SavedSearch(Model):
    """What a person searches for again and again; only they see it. ``told_until`` is the moment up to which they heard."""

    __tablename__ = "saved_search"
    __table_args__ = (Index("ix_saved_search_due", "rhythm", "told_until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    # The words of the field, and what the controls beside it say.
    words: Mapped[str] = mapped_column(String(200))
    choices: Mapped[dict[str, Any]]
    rhythm: Mapped[Rhythm] = mapped_column(String(10), default=Rhythm.NEVER)
    created_at: Mapped[datetime]
    told_until: Mapped[datetime]
    # When it was looked for last, also where that took too long.
    tried_at: Mapped[datetime | None]


class FileText(Model):
    """The words of an attached file, read once; empty for one that could not be read. It goes with the file."""

    __tablename__ = "file_text"

    file_id: Mapped[int] = mapped_column(ForeignKey("file.id", ondelete="CASCADE"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    read_at: Mapped[datetime]


class AskedWords(Model):
    """How many callers searched for some words on a day, and how much the newest of them found; nobody's name or time."""

    __tablename__ = "asked_words"
    LONGEST: ClassVar[int] = 100

    day: Mapped[date] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(String(LONGEST), primary_key=True)
    times: Mapped[int]
    hits: Mapped[int]
