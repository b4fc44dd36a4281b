"""Committees, and the acts by which they begin, change and end (G-03)."""

import enum
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.clock import now, today
from forum.core.db import Model
from forum.core.i18n import lazy
from forum.core.rendered import StoredHtml


class Kind(enum.StrEnum):
    """What sort of committee it is."""

    BOARD = "board"
    ADVISORY_COUNCIL = "advisory_council"


KIND_LABELS = {Kind.BOARD: lazy("Smart City-Board"), Kind.ADVISORY_COUNCIL: lazy("Fachbeirat")}


class State(enum.StrEnum):
    """Where a committee stands between proposal and end."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    DECLINED = "declined"
    DISSOLVED = "dissolved"


STATE_LABELS = {
    State.PROPOSED: lazy("vorgeschlagen"),
    State.ACTIVE: lazy("tätig"),
    State.SUSPENDED: lazy("ruht"),
    State.DECLINED: lazy("abgelehnt"),
    State.DISSOLVED: lazy("aufgelöst"),
}


# The members' parts of what a sleeping committee left can still be read by them.
READABLE = (State.ACTIVE, State.SUSPENDED)


class Group(enum.StrEnum):
    """The part of urban society a member comes from."""

    BUSINESS = "business"
    RESEARCH = "research"
    CIVIL_SOCIETY = "civil_society"
    ADMINISTRATION = "administration"


GROUP_LABELS = {
    Group.BUSINESS: lazy("Wirtschaft"),
    Group.RESEARCH: lazy("Wissenschaft"),
    Group.CIVIL_SOCIETY: lazy("Zivilgesellschaft"),
    Group.ADMINISTRATION: lazy("Verwaltung"),
}


class Committee(StoredHtml, Model):
    """A body with members and meetings; ``decision_reason`` says why it is in the state in which it is."""

    __tablename__ = "committee"
    __table_args__ = (Index("ix_committee_state", "state", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(String(20))
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    theme: Mapped[str] = mapped_column(String(120))
    mandate: Mapped[str] = mapped_column(Text)
    mandate_html: Mapped[str] = mapped_column(Text)
    # Why the proposer thinks the city needs it.
    reason: Mapped[str] = mapped_column(Text, default="")
    # Who founded it, and whom one asks about it.
    founded_by: Mapped[str] = mapped_column(String(120), default="", server_default="")
    contact: Mapped[str] = mapped_column(String(200), default="", server_default="")
    # Until when its mandate runs; without a day until further notice.
    term_until: Mapped[date | None]
    # How many members each part of urban society is to have; a part that is not named has no number.
    places: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, server_default="{}")
    state: Mapped[State] = mapped_column(String(20))
    audience: Mapped[str] = mapped_column(String(60), default="public")
    proposer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    founded_at: Mapped[date | None]
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str | None] = mapped_column(String(500))
    version: Mapped[int] = mapped_column(default=1)

    proposer: Mapped[Person | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def url(self) -> str:
        """The address of the committee's page."""
        return url_for("committee.show", name=self.slug, _external=False)

    @property
    def mandate_is_over(self) -> bool:
        """Whether its mandate has run out while it works or sleeps still; whether it ends, the Stabsstelle decides."""
        return self.term_until is not None and self.term_until < today() and self.state in READABLE

    @property
    def word(self) -> str:
        """The audience word of its members."""
        return f"committee:{self.id}"

    @property
    def kind_label(self) -> Any:
        """The kind in the reader's language."""
        return KIND_LABELS[Kind(self.kind)]

    @property
    def state_label(self) -> Any:
        """The state in the reader's language."""
        return STATE_LABELS[State(self.state)]


class Act(enum.StrEnum):
    """What can be done with a committee as a whole."""

    FOUNDED = "founded"
    DECLINED = "declined"
    RENAMED = "renamed"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    DISSOLVED = "dissolved"


ACT_LABELS = {
    Act.FOUNDED: lazy("gegründet"),
    Act.DECLINED: lazy("abgelehnt"),
    Act.RENAMED: lazy("umbenannt"),
    Act.SUSPENDED: lazy("ruht"),
    Act.RESUMED: lazy("wieder aufgenommen"),
    Act.DISSOLVED: lazy("aufgelöst"),
}


class CommitteeAct(Model):
    """A recorded act: what was done, when, by whom and why; a renaming keeps the name before (G-03)."""

    __tablename__ = "committee_act"

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id"), index=True)
    act: Mapped[Act] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(default=now)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(500), default="")
    former_title: Mapped[str] = mapped_column(String(120), default="")

    @property
    def label(self) -> Any:
        """The act in the reader's language."""
        return ACT_LABELS[Act(self.act)]
