"""What a project tells: its news, and the public history of its changes."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.db import Model
from forum.core.i18n import lazy, marked
from forum.ideas.models import IdeaStep


class News(Model):
    """News of a project. The text is the line on the log of its idea, so it is rendered once and stands on both pages."""

    __tablename__ = "project_news"
    __table_args__ = (Index("ix_project_news_newest", "project_id", "step_id"),)

    step_id: Mapped[int] = mapped_column(ForeignKey("idea_step.id"), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    # The day by which the next news are promised.
    next_on: Mapped[date | None]

    step: Mapped[IdeaStep] = relationship()


class Topic(enum.StrEnum):
    """The part of a project that a change is about; each has a page of its own."""

    GRUNDDATEN = "grunddaten"
    MEILENSTEINE = "meilensteine"
    KOSTEN = "kosten"
    WIRKUNG = "wirkung"
    DATEN = "daten"
    REFERENZEN = "referenzen"
    STAND = "stand"

    @property
    def label(self) -> Any:
        """The part in the reader's language."""
        return TOPICS[self]


TOPICS = {
    Topic.GRUNDDATEN: lazy("Grunddaten"),
    Topic.MEILENSTEINE: lazy("Meilensteine"),
    Topic.KOSTEN: lazy("Kosten"),
    Topic.WIRKUNG: lazy("Wirkung"),
    Topic.DATEN: lazy("Daten"),
    Topic.REFERENZEN: lazy("Referenzen"),
    Topic.STAND: lazy("Stand"),
}


# What the history says of the end of a project; the words of people stand in the news.
STOPPED = marked("Das Board hat das Vorhaben gestoppt.")
FINISHED = marked("Das Vorhaben ist abgeschlossen.")


class Change(Model):
    """A change of an entry of the list, with the reason that everybody reads (B-09)."""

    __tablename__ = "project_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    topic: Mapped[Topic] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(500))
    unit: Mapped[str] = mapped_column(String(120))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    @property
    def label(self) -> Any:
        """What was changed, in the reader's language."""
        return Topic(self.topic).label
