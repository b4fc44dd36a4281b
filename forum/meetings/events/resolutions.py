"""What the committee adopted."""

from dataclasses import dataclass

from forum.meetings.events.meeting import MeetingPlanned


@dataclass(frozen=True, kw_only=True)
class ResolutionAdopted(MeetingPlanned):
    """A recommendation or decision was adopted."""

    resolution_id: int
    poll_id: int
    item_id: int
    idea_id: int | None
    committee_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class ResolutionAnnounced(MeetingPlanned):
    """What was adopted in a closed part was announced to everybody; the item and its vote stay closed (L-03)."""

    resolution_id: int
    idea_id: int | None
    committee_id: int
    kind: str
    yes: int
    no: int
    abstain: int
