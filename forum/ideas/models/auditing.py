"""What is kept of support that was removed, and the ages of accounts by which the Stabsstelle looks at it (N-37)."""

import enum
from datetime import date, datetime, timedelta
from typing import Any, Self

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Model
from forum.core.i18n import lazy


class Age(enum.StrEnum):
    """How old an account was when it supported; nothing else is known of the people of a group."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    OLDER = "older"

    @property
    def label(self) -> Any:
        """The age in the reader's language."""
        return _LABELS[self]

    @classmethod
    def of(cls, age: timedelta) -> Self:
        """Return the group of an account of this age."""
        limits = {cls.DAY: timedelta(days=1), cls.WEEK: timedelta(days=7), cls.MONTH: timedelta(days=30)}
        return next((group for group, limit in limits.items() if age < limit), cls.OLDER)


_LABELS = {
    Age.DAY: lazy("jünger als ein Tag"),
    Age.WEEK: lazy("jünger als eine Woche"),
    Age.MONTH: lazy("jünger als 30 Tage"),
    Age.OLDER: lazy("älter"),
}


class SupportRemoval(Model):
    """An act that removed a group of supports: which days, which age, how many, why; never whose."""

    __tablename__ = "support_removal"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    first: Mapped[date]
    last: Mapped[date]
    age: Mapped[Age] = mapped_column(String(10))
    number: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    @property
    def group(self) -> Age:
        """The age as a word with a label."""
        return Age(self.age)
