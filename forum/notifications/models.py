"""The tables of follows and messages."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Model


class Follow(Model):
    """A person wants to hear of a thing."""

    __tablename__ = "follow"
    __table_args__ = (UniqueConstraint("person_id", "kind", "thing_id"), Index("ix_follow_thing", "kind", "thing_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(20))
    thing_id: Mapped[int]
    level: Mapped[str] = mapped_column(String(10), default="all")
    created_at: Mapped[datetime]


class Message(Model):
    """Something a person is told in the inbox; one per person and event (E-03).

    ``kind`` chooses the sentence and ``data`` holds its values, so that it is read in the language of the day.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("person_id", "event_id"),
        Index("ix_message_inbox", "person_id", "id"),
        Index("ix_message_unread", "person_id", "read_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    kind: Mapped[str] = mapped_column(String(40))
    url: Mapped[str] = mapped_column(String(300))
    data: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
