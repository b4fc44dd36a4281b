"""Who was present, when and how, and who stands in for whom."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.db import Model
from forum.core.i18n import lazy


class PresenceKind(enum.StrEnum):
    """How somebody takes part (L-31)."""

    ROOM = "room"
    ONLINE = "online"
    PHONE = "phone"


PRESENCE_LABELS = {
    PresenceKind.ROOM: lazy("im Raum"),
    PresenceKind.ONLINE: lazy("online"),
    PresenceKind.PHONE: lazy("am Telefon"),
}


class Presence(Model):
    """From when to when a member was present; a connection of a browser says nothing about it (L-05)."""

    __tablename__ = "presence"
    __table_args__ = (Index("ix_presence_meeting_person", "meeting_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[PresenceKind] = mapped_column(String(10), default=PresenceKind.ROOM, server_default="room")
    # Who noted it on behalf of the person, if it was somebody else.
    noted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    since: Mapped[datetime]
    until: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class Substitution(Model):
    """Who votes in place of whom in one meeting, as long as the member is not there (L-21)."""

    __tablename__ = "substitution"
    __table_args__ = (UniqueConstraint("meeting_id", "substitute_id"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    substitute_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
