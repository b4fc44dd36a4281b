"""What can happen in the register of authorities; every effect is a line of the log (S-18)."""

from dataclasses import dataclass
from typing import ClassVar

from forum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AuthorityRecordAdded(Event):
    """An order came in, or a suspicion was reported."""

    about: ClassVar[str] = "authority_record"
    authority_record_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class OrderAcknowledged(AuthorityRecordAdded):
    """The authority heard that its order arrived."""


@dataclass(frozen=True, kw_only=True)
class EffectNoted(AuthorityRecordAdded):
    """Something was done about an order or a suspicion."""


@dataclass(frozen=True, kw_only=True)
class PeopleInformed(AuthorityRecordAdded):
    """The people concerned were told, or it was noted why not."""


@dataclass(frozen=True, kw_only=True)
class EvidenceFrozen(AuthorityRecordAdded):
    """A thing was copied and its original held."""

    evidence_id: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class HoldLifted(Event):
    """A second person found that a hold is needed no longer."""

    about: ClassVar[str] = "hold"
    hold_id: int


@dataclass(frozen=True, kw_only=True)
class HoldReviewDue(HoldLifted):
    """The day has come on which somebody asks whether a hold is needed still."""
