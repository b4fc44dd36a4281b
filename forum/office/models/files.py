"""The tables of what is kept inside about an idea: who works on it, what is noted, and who promotes it."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.db import Model
from forum.core.i18n import lazy
from forum.core.rendered import StoredHtml
from forum.ideas.models import Idea


class Assignment(Model):
    """Who works on an idea at present; an idea without a row waits for somebody."""

    __tablename__ = "assignment"

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    since: Mapped[datetime]

    idea: Mapped[Idea] = relationship()
    person: Mapped[Person] = relationship()


class NoteKind(enum.StrEnum):
    """What a line of an idea's file tells."""

    NOTE = "note"
    CLAIMED = "claimed"
    HANDED_OVER = "handed_over"
    RELEASED = "released"

    @property
    def label(self) -> Any:
        """What happened, in the reader's language."""
        return _KIND_LABELS[self]


_KIND_LABELS = {
    NoteKind.NOTE: lazy("Notiz"),
    NoteKind.CLAIMED: lazy("Übernommen"),
    NoteKind.HANDED_OVER: lazy("Übergeben"),
    NoteKind.RELEASED: lazy("Zurückgegeben"),
}


class FileNote(StoredHtml, Model):
    """A line of an idea's file, for unit, Stabsstelle and Board alone; never changed (N-26)."""

    __tablename__ = "file_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    kind: Mapped[NoteKind] = mapped_column(String(20))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]
    source: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    # To whom a hand-over went: the unit as it was called then, and the person, if one was named.
    unit: Mapped[str] = mapped_column(String(120), default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    author: Mapped[Person | None] = relationship(foreign_keys=[author_id])
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])

    @property
    def label(self) -> Any:
        """What happened, in the reader's language."""
        return NoteKind(self.kind).label


class Sponsorship(Model):
    """Somebody promotes an innovative idea of the administration, and looks after it by a day (G-26)."""

    __tablename__ = "sponsorship"

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), primary_key=True)
    # The office that promotes it, as a person in charge is called in public.
    sponsor: Mapped[str] = mapped_column(String(120))
    review_on: Mapped[date] = mapped_column(index=True)
    since: Mapped[datetime]
    reviewed_at: Mapped[datetime | None]

    idea: Mapped[Idea] = relationship()
