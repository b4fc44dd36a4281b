"""Texts that are put to the vote, their versions, amendments and supporters (L-15, L-16)."""

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import now
from forum.core.db import Model
from forum.core.i18n import german, lazy
from forum.core.rendered import StoredHtml
from forum.core.text import plain
from forum.meetings.conditions import Condition, conditions_of
from forum.meetings.course import Course

_CHANGE = lazy("Neuer Wortlaut für Absatz {}:")
_STRIKE = lazy("Absatz {} streichen")


class MotionKind(enum.StrEnum):
    """What a motion is for."""

    MOTION = "motion"
    # To the Smart City-Board, with an addressee and a day by which an answer is asked for.
    RECOMMENDATION = "recommendation"
    AMENDMENT = "amendment"


class Motion(StoredHtml, Model):
    """A text that is put to the vote. An amendment gives one paragraph of another motion new words."""

    __tablename__ = "motion"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[MotionKind] = mapped_column(String(16), default=MotionKind.MOTION)
    state: Mapped[Course] = mapped_column(String(10), default=Course.SUBMITTED)
    version: Mapped[int] = mapped_column(default=1)
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    reasons: Mapped[str] = mapped_column(Text, default="")
    reasons_html: Mapped[str] = mapped_column(Text, default="")
    # Opinions that differ from the text, and of a recommendation whom it goes to and by when an answer is asked for.
    against: Mapped[str] = mapped_column(Text, default="")
    against_html: Mapped[str] = mapped_column(Text, default="")
    addressee: Mapped[str] = mapped_column(String(160), default="")
    due_on: Mapped[date | None]
    # Where a referred motion went: the title of a committee as it was then, or the administration.
    referred_to: Mapped[str] = mapped_column(String(160), default="", server_default="")
    # Of an amendment: the motion, the paragraph counted from one, and its words when the amendment was written.
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("motion.id"), index=True)
    paragraph: Mapped[int | None]
    before: Mapped[str] = mapped_column(Text, default="")
    # Of a motion in the Board: what the vote decides about the ideas of its item if it is accepted, or that it decides
    # nothing about them (``forum.meetings.ruling``), and until when they are postponed. Elsewhere there is none.
    ruling: Mapped[str | None] = mapped_column(String(20))
    next_on: Mapped[date | None]
    # The conditions of a yes, each with the unit that keeps it and the day, as JSON: what people wrote is text, and removed
    # and sealed like the rest.
    duties: Mapped[str] = mapped_column(Text, default="", server_default="")
    audience: Mapped[str] = mapped_column(String(60))

    @property
    def conditions(self) -> list[Condition]:
        """The conditions, in their order."""
        return conditions_of(self.duties)

    @property
    def asked_as(self) -> str:
        """What a vote on the motion asks: its words; of an amendment also which paragraph, whose words may just go."""
        words = plain(self.source)
        if self.kind != MotionKind.AMENDMENT:
            return words
        place = german(_CHANGE if words else _STRIKE).replace("{}", str(self.paragraph))
        return f"{place} {words}".strip()


class MotionVersion(Model):
    """An earlier text of a motion, and the amendment that ended it, if one did."""

    __tablename__ = "motion_version"

    motion_id: Mapped[int] = mapped_column(ForeignKey("motion.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(Text)
    amendment_id: Mapped[int | None] = mapped_column(ForeignKey("motion.id"))
    ended_at: Mapped[datetime] = mapped_column(default=now)


class MotionSupport(Model):
    """A member who supports a motion by name."""

    __tablename__ = "motion_support"

    motion_id: Mapped[int] = mapped_column(ForeignKey("motion.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
