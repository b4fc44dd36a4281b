"""The speakers' list. Each event that changes it carries the whole order after it, so that nobody needs to work it out.

``order`` holds for each place the number of the wish and the reason. No event holds anybody's group (L-11).
"""

from dataclasses import dataclass
from datetime import datetime

from forum.meetings.events.meeting import MeetingPlanned


@dataclass(frozen=True, kw_only=True)
class SpeakingRulesSet(MeetingPlanned):
    """The meeting gives the floor by these rules from now on."""

    alternate: bool
    balanced: bool
    present_only: bool
    limit_seconds: int | None


@dataclass(frozen=True, kw_only=True)
class ListClosed(MeetingPlanned):
    """Nobody can join the list of an item any more; the chair's reason stands beside the log."""

    item_id: int


@dataclass(frozen=True, kw_only=True)
class ListOpened(ListClosed):
    """The list of an item can be joined again."""


@dataclass(frozen=True, kw_only=True)
class SpeechLimitSet(ListClosed):
    """Speeches under this item may last so long from now on; nothing means the usual limit."""

    limit_seconds: int | None


@dataclass(frozen=True, kw_only=True)
class SpeakersOrdered(ListClosed):
    """The order changed: the rules did, or the chair moved somebody (``speaker_id``) by hand."""

    order: tuple[tuple[int, str], ...] = ()
    speaker_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class SpeechRequested(MeetingPlanned):
    """A member wants to speak; the actor is somebody else when the desk put the member on the list."""

    speaker_id: int
    item_id: int
    person_id: int
    kind: str = "speech"
    stance: str = ""
    point: str = ""
    speech_id: int | None = None
    on_behalf_of: int | None = None
    order: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class SpeechWithdrawn(MeetingPlanned):
    """A member no longer wants to speak."""

    speaker_id: int
    item_id: int
    order: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class SpeechRemoved(SpeechWithdrawn):
    """The chair took somebody off the list; the note is blank from now on."""


@dataclass(frozen=True, kw_only=True)
class SpeechLapsed(SpeechWithdrawn):
    """A wish to speak ended unheard: with its item, with the speech it asked about, or with its author's term."""


@dataclass(frozen=True, kw_only=True)
class SpeechStarted(SpeechWithdrawn):
    """A member has the floor; ``override`` says that the chair passed somebody who was before them."""

    person_id: int
    started_at: datetime
    limit_seconds: int | None = None
    override: bool = False


@dataclass(frozen=True, kw_only=True)
class SpeechHalted(MeetingPlanned):
    """The time of a speech stands still."""

    speaker_id: int
    halted_at: datetime


@dataclass(frozen=True, kw_only=True)
class SpeechResumed(MeetingPlanned):
    """The time of a speech goes on; so many milliseconds of it stood still so far."""

    speaker_id: int
    stood_still: int


@dataclass(frozen=True, kw_only=True)
class SpeechEnded(SpeechWithdrawn):
    """A member is done speaking after so many seconds."""

    seconds: int
    ended_at: datetime
    stood_still: int


@dataclass(frozen=True, kw_only=True)
class SpeechUndone(SpeechWithdrawn):
    """The last step was taken back: who got the floor waits again, or who was done speaks again."""

    state: str
