"""What can happen to recommendations after their session."""

from dataclasses import dataclass
from typing import ClassVar

from forum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class FollowUpOwed(Event):
    """The Board owes an answer to a recommendation."""

    about: ClassVar[str] = "resolution"
    resolution_id: int
    committee_id: int


@dataclass(frozen=True, kw_only=True)
class RecommendationAnswered(FollowUpOwed):
    """The Board answered: by a decision, or in words."""

    decision_id: int | None


@dataclass(frozen=True, kw_only=True)
class RecommendationDue(FollowUpOwed):
    """The day of the answer comes near (level 1), or has passed (2)."""

    level: int


@dataclass(frozen=True, kw_only=True)
class MinorityVoteBegun(FollowUpOwed):
    """Somebody who was outvoted wrote what they say instead, for the committee first."""

    vote_id: int


@dataclass(frozen=True, kw_only=True)
class MinorityVoteJoined(MinorityVoteBegun):
    """Somebody else who was outvoted agrees with it, or no longer does."""

    agrees: bool


@dataclass(frozen=True, kw_only=True)
class MinorityVotePublished(MinorityVoteBegun):
    """A minority vote stands in public, with the names of those who agree."""


@dataclass(frozen=True, kw_only=True)
class MinorityVoteHidden(MinorityVoteBegun):
    """The moderation hid a minority vote."""


@dataclass(frozen=True, kw_only=True)
class MinorityVoteRestored(MinorityVoteBegun):
    """It is shown again."""


@dataclass(frozen=True, kw_only=True)
class AnswerHidden(FollowUpOwed):
    """The moderation hid the words in which a recommendation was answered."""


@dataclass(frozen=True, kw_only=True)
class AnswerRestored(FollowUpOwed):
    """They are shown again."""
