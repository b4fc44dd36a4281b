"""The tables of how far people have read: one moment per person and thread, and one per person and space."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Model


class ThreadRead(Model):
    """The moment up to which a person has read a thread; it only ever moves on (T-27)."""

    __tablename__ = "thread_read"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True, index=True)
    until: Mapped[datetime] = mapped_column(index=True)


class SpaceRead(Model):
    """The moment up to which a person has read everything in a space; it stands for the rows of its threads (T-27)."""

    __tablename__ = "space_read"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"), primary_key=True, index=True)
    until: Mapped[datetime] = mapped_column(index=True)
