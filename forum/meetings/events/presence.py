"""Members come and go, others stand in for them, and the chair establishes that they are enough.

Who acts is the actor of the event; ``on_behalf_of`` names for whom, when it is not for oneself (L-31).
"""

from dataclasses import dataclass

from forum.meetings.events.meeting import MeetingPlanned


@dataclass(frozen=True, kw_only=True)
class MemberCheckedIn(MeetingPlanned):
    """A member is present from now on, in the room, online or by telephone."""

    person_id: int
    kind: str = "room"
    on_behalf_of: int | None = None


@dataclass(frozen=True, kw_only=True)
class MemberCheckedOut(MeetingPlanned):
    """A member is no longer present."""

    person_id: int
    on_behalf_of: int | None = None


@dataclass(frozen=True, kw_only=True)
class SubstituteNamed(MeetingPlanned):
    """Somebody stands in for a member as long as the member is not there (L-21)."""

    person_id: int
    substitute_id: int
    on_behalf_of: int | None = None


@dataclass(frozen=True, kw_only=True)
class SubstituteEnded(MeetingPlanned):
    """Nobody stands in for a member any more; whoever did has no vote from now on."""

    person_id: int
    substitute_id: int


@dataclass(frozen=True, kw_only=True)
class QuorumEstablished(MeetingPlanned):
    """The chair found that enough members with a vote are there; ``again`` after a doubt (L-06)."""

    present: int
    needed: int
    entitled: int
    again: bool


@dataclass(frozen=True, kw_only=True)
class QuorumDoubted(MeetingPlanned):
    """A member doubts that enough are there; no vote begins before the chair has found it anew."""


@dataclass(frozen=True, kw_only=True)
class MemberRecused(MeetingPlanned):
    """A member takes no part in an item because of an interest of their own, and is not counted there (B-15)."""

    item_id: int
    person_id: int
    on_behalf_of: int | None = None
    recusal_id: int


@dataclass(frozen=True, kw_only=True)
class RecusalTakenBack(MeetingPlanned):
    """A member was recused by mistake and takes part in the item again (B-15); ``mistake`` says which one it was."""

    item_id: int
    person_id: int
    on_behalf_of: int | None = None
    mistake: str = "click"
