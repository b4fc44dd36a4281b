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
