"""What can happen to activities; what is written about them are posts, and their events are the discussions' own."""

from dataclasses import dataclass
from typing import ClassVar

from forum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _ActivityEvent(Event):
    """The parent of what happens to an activity; its thread is named because its followers hear of it."""

    about: ClassVar[str] = "activity"
    activity_id: int
    thread_id: int


@dataclass(frozen=True, kw_only=True)
class ActivityStarted(_ActivityEvent):
    """Somebody began an activity."""


@dataclass(frozen=True, kw_only=True)
class ActivityChanged(_ActivityEvent):
    """What stands about an activity says something else."""


@dataclass(frozen=True, kw_only=True)
class ActivityUpdated(_ActivityEvent):
    """The owner said how it stands, in a post."""

    post_id: int
    status: str


@dataclass(frozen=True, kw_only=True)
class ActivityOffered(_ActivityEvent):
    """Somebody was asked to answer for an activity."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class ActivityHandedOver(_ActivityEvent):
    """Somebody else answers for an activity."""

    owner_id: int


@dataclass(frozen=True, kw_only=True)
class ActivityReminded(_ActivityEvent):
    """The day of the next update comes near, or has passed (``overdue``) (G-34)."""

    overdue: bool
