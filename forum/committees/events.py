"""What can happen to committees."""

from dataclasses import dataclass
from typing import ClassVar

from forum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class CommitteeProposed(Event):
    """Somebody proposed a Fachbeirat."""

    about: ClassVar[str] = "committee"
    committee_id: int


@dataclass(frozen=True, kw_only=True)
class CommitteeFounded(CommitteeProposed):
    """A committee exists from now on."""


@dataclass(frozen=True, kw_only=True)
class CommitteeDeclined(CommitteeProposed):
    """The Stabsstelle did not follow a proposal; the reason stands on its page."""


@dataclass(frozen=True, kw_only=True)
class CommitteeDissolved(CommitteeProposed):
    """A committee came to its end."""


@dataclass(frozen=True, kw_only=True)
class MemberAppointed(CommitteeProposed):
    """Somebody was appointed to a committee."""

    membership_id: int
    person_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class MembershipEnded(MemberAppointed):
    """A term was brought to its end."""


@dataclass(frozen=True, kw_only=True)
class SeatAdded(CommitteeProposed):
    """A committee has one more seat."""

    seat_id: int


@dataclass(frozen=True, kw_only=True)
class SeatRemoved(SeatAdded):
    """A committee has one seat less."""
