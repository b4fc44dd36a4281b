"""Papers of items and motions."""

from dataclasses import dataclass

from forum.meetings.events.meeting import MeetingPlanned


@dataclass(frozen=True, kw_only=True)
class PaperAdded(MeetingPlanned):
    """An item or a motion has a paper."""

    paper_id: int
    item_id: int
    motion_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class PaperRemoved(MeetingPlanned):
    """A paper is gone, and its files with it."""

    paper_id: int
