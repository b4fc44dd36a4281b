"""The tables of the administration: who looked up whose address, roles that wait for a second person, checks of the log."""

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.db import BigId, Model


class AddressLook(Model):
    """Somebody of the administration read a person's mail address, when and why (P-14)."""

    __tablename__ = "address_look"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    viewer_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str] = mapped_column(String(250))
    at: Mapped[datetime] = mapped_column(index=True)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    viewer: Mapped[Person] = relationship(foreign_keys=[viewer_id])


class Step(enum.StrEnum):
    """Whether a person is to get a role or to lose it."""

    GIVE = "give"
    END = "end"


class RoleProposal(Model):
    """A role that somebody is to get or lose, from whom, why, and who decided (I-16).

    The row stays as the record of why a role began or ended; the grant itself lies in ``forum.accounts``.
    """

    __tablename__ = "role_proposal"
    __table_args__ = (
        CheckConstraint("(decided_at IS NULL) = (outcome IS NULL)", name="decided"),
        CheckConstraint("outcome IS NULL OR outcome <> 'confirmed' OR decided_by <> proposed_by", name="second_person"),
        Index("ix_role_proposal_open", "decided_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(60))
    kind: Mapped[Step] = mapped_column(String(10))
    since: Mapped[date | None]
    until: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(250))
    proposed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    # ``confirmed`` or ``dropped``.
    outcome: Mapped[str | None] = mapped_column(String(10))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    proposer: Mapped[Person] = relationship(foreign_keys=[proposed_by])
    decider: Mapped[Person | None] = relationship(foreign_keys=[decided_by])

    @property
    def is_end(self) -> bool:
        """Tell whether the role is to end."""
        return self.kind == Step.END


class LogCheck(Model):
    """One look at the seals of the event log and at all that was frozen: what it found, if anything (E-38)."""

    __tablename__ = "log_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    # The newest sealed event at that moment and its seal; both must be there at each check to come.
    position: Mapped[int] = mapped_column(BigId)
    seal: Mapped[str | None] = mapped_column(String(64))
    first_broken: Mapped[int | None] = mapped_column(BigId)
    # Where the first broken event stands, in words for operators; kept, since the row may be gone tomorrow.
    place: Mapped[str] = mapped_column(String(120))
    # Kind and name of what no longer fits its digest.
    changed: Mapped[list[str]]

    @property
    def is_whole(self) -> bool:
        """Tell whether everything was as it was sealed."""
        return self.first_broken is None and not self.changed
