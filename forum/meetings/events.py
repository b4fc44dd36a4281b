"""What can happen in a meeting. Every event belongs to the stream of its meeting and carries a seq there."""

from dataclasses import dataclass
from typing import ClassVar

from forum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MeetingPlanned(Event):
    """A committee will meet."""

    about: ClassVar[str] = "meeting"
    meeting_id: int


@dataclass(frozen=True, kw_only=True)
class MeetingCancelled(MeetingPlanned):
    """A planned meeting does not take place."""


@dataclass(frozen=True, kw_only=True)
class SessionStarted(MeetingPlanned):
    """The chair opened the session."""


@dataclass(frozen=True, kw_only=True)
class SessionClosed(MeetingPlanned):
    """The chair closed the session, or the Stabsstelle one that nobody led any more."""


@dataclass(frozen=True, kw_only=True)
class ItemAdded(MeetingPlanned):
    """The agenda has one more item."""

    item_id: int
    number: int
    idea_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ItemOpened(MeetingPlanned):
    """The chair called an item."""

    item_id: int


@dataclass(frozen=True, kw_only=True)
class ItemClosed(ItemOpened):
    """The committee is done with an item; ``outcome`` is resolved, postponed or closed."""

    outcome: str


@dataclass(frozen=True, kw_only=True)
class MemberCheckedIn(MeetingPlanned):
    """A member is present from now on."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class MemberCheckedOut(MemberCheckedIn):
    """A member is no longer present."""


@dataclass(frozen=True, kw_only=True)
class ContributionAdded(MeetingPlanned):
    """A member wrote a contribution."""

    contribution_id: int
    item_id: int


@dataclass(frozen=True, kw_only=True)
class ContributionHidden(MeetingPlanned):
    """A contribution was hidden; its text is gone from every surface."""

    contribution_id: int


@dataclass(frozen=True, kw_only=True)
class SpeechRequested(MeetingPlanned):
    """A member wants to speak."""

    speaker_id: int
    item_id: int
    person_id: int
    stance: str = ""


@dataclass(frozen=True, kw_only=True)
class SpeechWithdrawn(MeetingPlanned):
    """A member no longer wants to speak."""

    speaker_id: int


@dataclass(frozen=True, kw_only=True)
class SpeechLapsed(SpeechWithdrawn):
    """A wish to speak ended with its item, unheard."""


@dataclass(frozen=True, kw_only=True)
class SpeechStarted(SpeechWithdrawn):
    """A member has the floor."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class SpeechEnded(SpeechWithdrawn):
    """A member is done speaking."""


@dataclass(frozen=True, kw_only=True)
class MotionAdded(MeetingPlanned):
    """There is a text to vote on."""

    motion_id: int
    item_id: int


@dataclass(frozen=True, kw_only=True)
class PollOpened(MeetingPlanned):
    """A vote began; the number of present members is frozen with it."""

    poll_id: int
    item_id: int
    motion_id: int | None
    rule: str
    present: int


@dataclass(frozen=True, kw_only=True)
class VoteCast(MeetingPlanned):
    """A member voted in an open poll, where everybody sees how."""

    poll_id: int
    choice: str


@dataclass(frozen=True, kw_only=True)
class PollClosed(MeetingPlanned):
    """A vote ended with these figures and this verdict; it is void when the session ended before."""

    poll_id: int
    yes: int
    no: int
    abstain: int
    verdict: str


@dataclass(frozen=True, kw_only=True)
class ResolutionAdopted(MeetingPlanned):
    """A recommendation or decision was adopted."""

    resolution_id: int
    poll_id: int
    item_id: int
    idea_id: int | None
    committee_id: int
    kind: str
