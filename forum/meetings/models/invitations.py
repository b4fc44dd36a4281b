"""Who was invited to a meeting, what they answered, and the secret addresses of personal calendars."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import Model
from forum.core.i18n import lazy


class Reply(enum.StrEnum):
    """What somebody who was invited answers (L-30)."""

    NONE = "none"
    YES = "yes"
    NO = "no"
    SUBSTITUTE = "substitute"


REPLY_LABELS = {
    Reply.NONE: lazy("noch keine Antwort"),
    Reply.YES: lazy("nimmt teil"),
    Reply.NO: lazy("nimmt nicht teil"),
    Reply.SUBSTITUTE: lazy("lässt sich vertreten"),
}


class Invitation(Model):
    """A person was invited to a meeting."""

    __tablename__ = "invitation"
    __table_args__ = (Index("ix_invitation_person", "person_id"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    invited_at: Mapped[datetime] = mapped_column(default=now)
    reply: Mapped[Reply] = mapped_column(String(12), default=Reply.NONE)
    answered_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class CalendarKey(Model):
    """The digest of the secret address under which a person's calendar can be fetched (F-09, E-27).

    It holds as long as the ``epoch`` is the person's: a new password ends it, and whoever gets an account back (E-26).
    """

    __tablename__ = "calendar_key"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    epoch: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime] = mapped_column(default=now)
