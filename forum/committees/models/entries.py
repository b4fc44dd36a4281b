"""Who waits for the word of a second person to belong to the Board (I-16)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.committees.models.calls import Application
from forum.committees.models.committee import Committee, Group
from forum.committees.models.membership import ROLE_LABELS, Role, Seat
from forum.core.db import Model


class BoardEntry(Model):
    """Somebody is to belong to the Board: one of the Stabsstelle says so, and another has to agree (I-16).

    Without a first day the term begins when the other one agrees. Whoever applied reads the ``reason`` then.
    """

    __tablename__ = "board_entry"
    __table_args__ = (UniqueConstraint("committee_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(String(20))
    organisation: Mapped[str] = mapped_column(String(120), default="")
    group: Mapped[Group] = mapped_column("society_group", String(20))
    since: Mapped[date | None]
    until: Mapped[date | None]
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    deputises: Mapped[bool] = mapped_column(default=False, server_default=false())
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"), index=True)
    reason: Mapped[str] = mapped_column(String(500), default="")
    proposed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]

    committee: Mapped[Committee] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    proposer: Mapped[Person] = relationship(foreign_keys=[proposed_by])
    seat: Mapped[Seat | None] = relationship()
    application: Mapped[Application | None] = relationship()

    @property
    def role_label(self) -> Any:
        """The role in the reader's language."""
        return ROLE_LABELS[Role(self.role)]
