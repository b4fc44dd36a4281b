"""Calls for members, and the applications that answer them (G-05)."""

import enum
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.committees.models.committee import GROUP_LABELS, Committee, Group
from forum.core.clock import today
from forum.core.db import Model
from forum.core.i18n import lazy
from forum.core.rendered import StoredHtml


class Call(StoredHtml, Model):
    """A call for members of a committee, open until the end of a day."""

    __tablename__ = "member_call"

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id"), index=True)
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    closes_on: Mapped[date]
    opened_at: Mapped[datetime]
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # When it was ended before its day.
    ended_at: Mapped[datetime | None]

    committee: Mapped[Committee] = relationship()

    @property
    def is_open(self) -> bool:
        """Whether one may apply today; the last day belongs to it."""
        return self.ended_at is None and today() <= self.closes_on


class ApplicationState(enum.StrEnum):
    """Where an application stands; somebody who was proposed has not said yet whether they would like to."""

    NAMED = "named"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


APPLICATION_LABELS = {
    ApplicationState.NAMED: lazy("vorgeschlagen, noch ohne Antwort"),
    ApplicationState.WAITING: lazy("wartet auf Entscheidung"),
    ApplicationState.ACCEPTED: lazy("berufen"),
    ApplicationState.DECLINED: lazy("nicht berufen"),
    ApplicationState.WITHDRAWN: lazy("zurückgezogen"),
}


class Application(Model):
    """Somebody would like to belong to a committee; only the person and the Stabsstelle read it."""

    __tablename__ = "application"
    __table_args__ = (
        UniqueConstraint("call_id", "person_id"),
        Index("ix_application_committee", "committee_id", "state", "id"),
        Index("ix_application_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id"))
    call_id: Mapped[int] = mapped_column(ForeignKey("member_call.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    # Who proposed the person, if somebody else did.
    named_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    state: Mapped[ApplicationState] = mapped_column(String(20))
    group: Mapped[Group] = mapped_column("society_group", String(20))
    organisation: Mapped[str] = mapped_column(String(120), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    interests: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(500), default="")
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    version: Mapped[int] = mapped_column(default=1)

    committee: Mapped[Committee] = relationship()
    call: Mapped[Call] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    namer: Mapped[Person | None] = relationship(foreign_keys=[named_by])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def is_sent(self) -> bool:
        """Whether the person has applied; somebody who was only proposed is nobody else's affair, also after a no."""
        return bool(self.text) or self.state not in {ApplicationState.NAMED, ApplicationState.WITHDRAWN}

    @property
    def url(self) -> str:
        """The address of its page."""
        return url_for("calls.application", name=self.committee.slug, application_id=self.id, _external=False)

    @property
    def state_label(self) -> Any:
        """The state in the reader's language."""
        return APPLICATION_LABELS[ApplicationState(self.state)]

    @property
    def group_label(self) -> Any:
        """The part of urban society in the reader's language."""
        return GROUP_LABELS[Group(self.group)]
