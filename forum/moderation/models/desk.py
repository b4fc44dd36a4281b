"""The tables of the moderators' desk: internal notes, canned reasons, and saved ways to look at the queue."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.db import Model
from forum.core.i18n import lazy
from forum.moderation.models.cases import Case


class NoteKind(enum.StrEnum):
    """What an internal note is for."""

    NOTE = "note"
    QUESTION = "question"
    OPINION = "opinion"
    CONSENT = "consent"

    @property
    def label(self) -> Any:
        """The name in the interface."""
        return _NOTES[self]


_NOTES = {
    NoteKind.NOTE: lazy("Notiz"),
    NoteKind.QUESTION: lazy("Bitte um eine zweite Meinung"),
    NoteKind.OPINION: lazy("Zweite Meinung"),
    NoteKind.CONSENT: lazy("Zustimmung zu einem Schritt, der zwei braucht"),
}


class CaseNote(Model):
    """What moderators say to each other about a case; nobody else ever reads it (M-29)."""

    __tablename__ = "case_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[NoteKind] = mapped_column(String(10), default=NoteKind.NOTE)
    # To which measure somebody agrees; it counts for no other one, and once (M-23).
    measure: Mapped[str] = mapped_column(String(20), default="", server_default="")
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]

    case: Mapped[Case] = relationship()
    author: Mapped[Person | None] = relationship()


class CannedReason(Model):
    """A reason that moderators share, tied to one rule; each change is a new row, so that decisions keep theirs (M-19).

    A ``clear`` one, as for advertising, may stand as it is; all others need a sentence about the case.
    """

    __tablename__ = "canned_reason"
    __table_args__ = (Index("ix_canned_reason_used", "replaced_at", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    version: Mapped[int] = mapped_column(default=1)
    rule: Mapped[str] = mapped_column(String(30))
    text: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str] = mapped_column(Text)
    # The same in Leichte Sprache; it stands beside the statement, in place of the sentence of the rule.
    text_plain: Mapped[str] = mapped_column(Text, default="", server_default="")
    clear: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    # Since when a newer version holds, or none any more.
    replaced_at: Mapped[datetime | None]

    def text_for(self, languages: set[str]) -> str:
        """Return its text for contents in these languages: in English where they are all in that, else in German (S-25)."""
        return self.text_en if languages == {"en"} else self.text


class QueueView(Model):
    """A way to look at the queue that a moderator keeps under a name."""

    __tablename__ = "queue_view"
    __table_args__ = (UniqueConstraint("person_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(60))
    # The words of the address, as the queue reads them.
    words: Mapped[dict[str, Any]]
