"""The tables of follow-ups and minority votes."""

from datetime import date, datetime, timedelta

from flask import current_app, url_for
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.clock import local, today
from forum.core.db import Model
from forum.core.rendered import StoredHtml
from forum.dossiers.models import Decision
from forum.meetings.models import Resolution

OPEN, ANSWERED, OVERDUE = "open", "answered", "overdue"


def last_day_of_dissent(resolution: Resolution) -> date:
    """Return the last day on which a minority vote on a recommendation can be written."""
    days: int = current_app.config["MINORITY_DAYS"]
    return local(resolution.adopted_at).date() + timedelta(days=days)


def address(resolution_id: int) -> str:
    """Return the address of a recommendation's page."""
    return url_for("recommendations.show", resolution_id=resolution_id, _external=False)


class Moderated:
    """What the moderation can hide: since when it is hidden, and for which reason (S-02)."""

    hidden_at: Mapped[datetime | None]
    hidden_ground: Mapped[str | None] = mapped_column(String(120))


class FollowUp(Moderated, StoredHtml, Model):
    """The answer that the Board owes to a recommendation: a decision, or words with their reasons (B-17)."""

    __tablename__ = "follow_up"
    __table_args__ = (Index("ix_follow_up_open", "answered_at", "due_on"),)

    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"), primary_key=True)
    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id"), index=True)
    due_on: Mapped[date]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    source: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    # The last level of which people were reminded: 1 before the day, 2 behind it.
    told: Mapped[int] = mapped_column(default=0)

    resolution: Mapped[Resolution] = relationship()
    decision: Mapped[Decision | None] = relationship()

    @property
    def state(self) -> str:
        """Whether it is open, answered or overdue."""
        if self.answered_at is not None:
            return ANSWERED
        return OVERDUE if self.due_on < today() else OPEN

    @property
    def url(self) -> str:
        """The page of the recommendation."""
        return address(self.resolution_id)


class MinorityVote(Moderated, StoredHtml, Model):
    """What those who were outvoted say instead; until it is published only the committee reads it (B-16)."""

    __tablename__ = "minority_vote"
    __table_args__ = (UniqueConstraint("resolution_id", "author_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    # Who agrees, as it is published with the text.
    names: Mapped[list[str]] = mapped_column(default=list)
    audience: Mapped[str] = mapped_column(String(60))

    resolution: Mapped[Resolution] = relationship()
    dissenters: Mapped[list["Dissenter"]] = relationship(order_by="Dissenter.at, Dissenter.person_id")

    @property
    def url(self) -> str:
        """Its place on the page of the recommendation."""
        return f"{address(self.resolution_id)}#minderheitsvotum-{self.id}"


class Dissenter(Model):
    """Somebody who agrees with a minority vote."""

    __tablename__ = "dissenter"

    vote_id: Mapped[int] = mapped_column(ForeignKey("minority_vote.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    at: Mapped[datetime]

    person: Mapped[Person] = relationship()
