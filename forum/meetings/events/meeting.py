"""The session as a whole: planned, begun, ended."""

from dataclasses import dataclass
from typing import ClassVar

from forum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MeetingPlanned(Event):
    """A committee will meet."""

    about: ClassVar[str] = "meeting"
    meeting_id: int


@dataclass(frozen=True, kw_only=True)
class MeetingChanged(MeetingPlanned):
    """The plan of a meeting is another one; ``sequence`` rises with what stands in calendars (L-29)."""

    sequence: int
    changed: tuple[str, ...]
    invited_late: bool
    # For those for whom the session was not before: how many days before it the members were invited.
    invited_days: int | None = None


@dataclass(frozen=True, kw_only=True)
class MeetingInvited(MeetingPlanned):
    """The members were invited, ``days`` before the meeting; ``late`` when the rules of procedure ask for more (L-30).

    A ``timely`` letter leaves all the days from now on, so what came to the agenda before it came in time.
    """

    sequence: int
    days: int
    late: bool
    second: bool
    timely: bool = False


@dataclass(frozen=True, kw_only=True)
class InvitationAnswered(MeetingPlanned):
    """Somebody who was invited said whether they come; ``on_behalf_of`` when the desk noted it for them."""

    person_id: int
    reply: str
    on_behalf_of: int | None = None


@dataclass(frozen=True, kw_only=True)
class InvitedReminded(MeetingPlanned):
    """Who has not answered yet was reminded."""

    people: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class MeetingCancelled(MeetingPlanned):
    """A planned meeting does not take place; the reason stands with it."""

    sequence: int


@dataclass(frozen=True, kw_only=True)
class SessionStarted(MeetingPlanned):
    """The chair opened the session: how many it needs as planned, and how many the rules of procedure ask for (L-06)."""

    quorum: int = 0
    usual_quorum: int = 0


@dataclass(frozen=True, kw_only=True)
class SessionClosed(MeetingPlanned):
    """The chair closed the session, or the Stabsstelle one that nobody led any more."""
