"""The rules of procedure of a committee: settings, each version of which stays (B-05)."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.db import Model
from forum.core.i18n import lazy

NOTICE_DAYS = 7
OBJECTION_DAYS = 14
PUBLICATION_DAYS = 14
CIRCULATION_OBJECTIONS = 1


class Quorum(enum.StrEnum):
    """How many of those with a vote must be there."""

    HALF = "half"
    THIRD = "third"
    TWO_THIRDS = "two_thirds"
    NONE = "none"

    def needed(self, voters: int) -> int:
        """Return how many of so many people with a vote make a quorum."""
        if self == Quorum.HALF:
            return voters // 2 + 1
        if self == Quorum.NONE:
            return 0
        return -(-voters // 3) if self == Quorum.THIRD else -(-2 * voters // 3)


QUORUM_LABELS = {
    Quorum.HALF: lazy("mehr als die Hälfte der Stimmberechtigten"),
    Quorum.THIRD: lazy("mindestens ein Drittel der Stimmberechtigten"),
    Quorum.TWO_THIRDS: lazy("mindestens zwei Drittel der Stimmberechtigten"),
    Quorum.NONE: lazy("keine Mindestzahl"),
}


class Majority(enum.StrEnum):
    """By which majority a committee adopts something unless a vote says otherwise."""

    SIMPLE = "simple"
    ABSOLUTE = "absolute"
    TWO_THIRDS = "two_thirds"


MAJORITY_LABELS = {
    Majority.SIMPLE: lazy("mehr Ja- als Nein-Stimmen"),
    Majority.ABSOLUTE: lazy("Ja-Stimmen von mehr als der Hälfte der Mitglieder"),
    Majority.TWO_THIRDS: lazy("mindestens doppelt so viele Ja- wie Nein-Stimmen"),
}


class Rules(Model):
    """One version of the rules of procedure; the newest holds, and a committee without any goes by the defaults."""

    __tablename__ = "committee_rules"

    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    # How many days before a meeting its members are invited.
    notice_days: Mapped[int] = mapped_column(default=NOTICE_DAYS)
    quorum: Mapped[Quorum] = mapped_column(String(20), default=Quorum.HALF)
    majority: Mapped[Majority] = mapped_column(String(20), default=Majority.SIMPLE)
    public: Mapped[bool] = mapped_column(default=True)
    # Whether the list of speakers puts those first who have spoken least.
    balanced: Mapped[bool] = mapped_column(default=False)
    # Whether public minutes name everybody who was there, or only those who hold an office and a number (B-22).
    names_all: Mapped[bool] = mapped_column(default=False)
    # How many days members may object to the minutes of a session.
    objection_days: Mapped[int] = mapped_column(default=OBJECTION_DAYS, server_default=str(OBJECTION_DAYS))
    # How many days after their approval minutes are public at the latest.
    publication_days: Mapped[int] = mapped_column(default=PUBLICATION_DAYS, server_default=str(PUBLICATION_DAYS))
    # So many objections to deciding in writing bring the matter before the next session (B-06).
    circulation_objections: Mapped[int] = mapped_column(
        default=CIRCULATION_OBJECTIONS, server_default=str(CIRCULATION_OBJECTIONS)
    )
    reason: Mapped[str] = mapped_column(String(500), default="")
    since: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    actor: Mapped[Person | None] = relationship()

    @classmethod
    def standard(cls) -> "Rules":
        """Return the rules that hold until a committee has its own."""
        return cls(
            number=0, notice_days=NOTICE_DAYS, quorum=Quorum.HALF, majority=Majority.SIMPLE,
            public=True, balanced=False, names_all=False, objection_days=OBJECTION_DAYS,
            publication_days=PUBLICATION_DAYS, circulation_objections=CIRCULATION_OBJECTIONS, reason="",
        )  # fmt: skip

    @property
    def quorum_label(self) -> Any:
        """The quorum in the reader's language."""
        return QUORUM_LABELS[Quorum(self.quorum)]

    @property
    def majority_label(self) -> Any:
        """The majority in the reader's language."""
        return MAJORITY_LABELS[Majority(self.majority)]


# What can be set, in the order in which it is told.
SETTINGS = (
    "notice_days", "quorum", "majority", "public", "balanced", "names_all", "objection_days", "publication_days",
    "circulation_objections",
)  # fmt: skip
