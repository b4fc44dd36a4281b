"""What is written during the session."""

from dataclasses import dataclass

from forum.meetings.events.meeting import MeetingPlanned


@dataclass(frozen=True, kw_only=True)
class WritingRulesSet(MeetingPlanned):
    """Contributions and questions follow these rules from now on."""

    locked: bool
    pause_seconds: int
    questions: bool
    held_first: bool
    anonymous: bool


@dataclass(frozen=True, kw_only=True)
class ContributionAdded(MeetingPlanned):
    """A member wrote a contribution."""

    contribution_id: int
    item_id: int


@dataclass(frozen=True, kw_only=True)
class ContributionMoved(MeetingPlanned):
    """A contribution was held, released, removed or restored; where it is held or removed, its text is gone everywhere."""

    contribution_id: int
    state: str
    reason: str = ""
