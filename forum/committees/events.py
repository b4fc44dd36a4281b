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
class CommitteeRenamed(CommitteeProposed):
    """A committee has another name; the one before stands with the act."""

    act_id: int


@dataclass(frozen=True, kw_only=True)
class CommitteeSuspended(CommitteeProposed):
    """A committee sleeps: it does not meet, and what it did can be read."""


@dataclass(frozen=True, kw_only=True)
class CommitteeResumed(CommitteeProposed):
    """A sleeping committee works again."""


@dataclass(frozen=True, kw_only=True)
class RulesChanged(CommitteeProposed):
    """A committee has new rules of procedure; ``changed`` names the settings that are others now."""

    number: int
    changed: tuple[str, ...]


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
class BoardEntryProposed(CommitteeProposed):
    """One of the Stabsstelle wants somebody to belong to the Board."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class BoardEntryDropped(BoardEntryProposed):
    """Nothing comes of it."""


@dataclass(frozen=True, kw_only=True)
class TermEnding(MemberAppointed):
    """A term comes to its end soon; said once for each end."""


@dataclass(frozen=True, kw_only=True)
class CallOpened(CommitteeProposed):
    """A committee looks for members."""

    call_id: int


@dataclass(frozen=True, kw_only=True)
class CallEnded(CallOpened):
    """A call for members was ended before its day."""


@dataclass(frozen=True, kw_only=True)
class ApplicationSent(CallOpened):
    """Somebody would like to belong to a committee."""

    application_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class MemberNamed(ApplicationSent):
    """Somebody proposed another person for a committee."""


@dataclass(frozen=True, kw_only=True)
class ApplicationWithdrawn(ApplicationSent):
    """Somebody does not wish to belong to a committee, or no longer."""


@dataclass(frozen=True, kw_only=True)
class ApplicationDecided(ApplicationSent):
    """The Stabsstelle decided on an application; the reason stands on its page."""

    accepted: bool


@dataclass(frozen=True, kw_only=True)
class TieDeclared(CommitteeProposed):
    """A member declared a standing interest, or that it ended."""

    interest_id: int
    person_id: int
    ended: bool


@dataclass(frozen=True, kw_only=True)
class SeatAdded(CommitteeProposed):
    """A committee has one more seat."""

    seat_id: int


@dataclass(frozen=True, kw_only=True)
class SeatRemoved(SeatAdded):
    """A committee has one seat less."""
