"""Votes. While nobody may know who voted how, there is no event for a vote (L-76)."""

from dataclasses import dataclass
from datetime import datetime

from forum.meetings.events.meeting import MeetingPlanned


@dataclass(frozen=True, kw_only=True)
class PollPrepared(MeetingPlanned):
    """A secret vote waits for the keys of its two officers."""

    poll_id: int
    item_id: int
    motion_id: int | None
    kind: str
    level: str
    choices: int
    officers: list[int]


@dataclass(frozen=True, kw_only=True)
class OfficerReady(MeetingPlanned):
    """An officer of a secret vote has made a key, opened a half of the envelopes, or reported the outcome."""

    poll_id: int
    person_id: int
    step: str


@dataclass(frozen=True, kw_only=True)
class PollOpened(MeetingPlanned):
    """A vote began; its configuration is frozen with it, and this is its hash (L-73)."""

    poll_id: int
    item_id: int
    motion_id: int | None
    kind: str
    level: str
    rule: str
    choices: int
    straw: bool
    minuted: bool
    present: int
    members: int
    entitled: int
    quorum_state: str
    configuration_hash: str
    ends_at: datetime | None
    # Of a vote that approves minutes: their session, and which version.
    minutes_id: int | None = None
    minutes_version: int | None = None
    # The majority of the rules of procedure, where a motion or minutes are counted by another.
    usual_rule: str | None = None
    # That no quorum had been found, which a vote does not need that binds nobody.
    without_quorum: bool | None = None
    # Of a vote of the Board about ideas: what it decides about them if it is accepted, and until which day it postpones.
    ruling: str | None = None
    next_on: str | None = None
    ideas: list[int] | None = None


@dataclass(frozen=True, kw_only=True)
class VoteCast(MeetingPlanned):
    """A member voted in a poll in which everybody sees how; the actor may have sent it in for them."""

    poll_id: int
    person_id: int
    choice: str
    marks: list[int]
    ranking: list[int]


@dataclass(frozen=True, kw_only=True)
class VoteNoted(MeetingPlanned):
    """A member wants the own vote in the minutes (L-84)."""

    poll_id: int
    person_id: int
    choice: str
    marks: list[int]
    ranking: list[int]


@dataclass(frozen=True, kw_only=True)
class TurnoutTold(MeetingPlanned):
    """About so many have voted, where nobody may know who: rounded down, and told late on purpose (L-76)."""

    poll_id: int
    given: int


@dataclass(frozen=True, kw_only=True)
class PollEnding(MeetingPlanned):
    """The vote ends at this moment; what arrives so many seconds later still counts (L-82)."""

    poll_id: int
    ends_at: datetime
    grace: int


@dataclass(frozen=True, kw_only=True)
class PollCounting(MeetingPlanned):
    """No more votes: two officers open and count what came in, or what lies on paper."""

    poll_id: int
    given: int


@dataclass(frozen=True, kw_only=True)
class PollClosed(MeetingPlanned):
    """A vote ended with these figures and this verdict; ``marks`` and ``elected`` name options by their place."""

    poll_id: int
    item_id: int
    motion_id: int | None
    kind: str
    level: str
    rule: str
    given: int
    yes: int
    no: int
    abstain: int
    blank: int
    invalid: int
    marks: list[int]
    elected: list[int]
    verdict: str
    present: int
    members: int
    entitled: int
    # The numbers of the objections in consent, whose words stand beside the log.
    objections: list[int]


@dataclass(frozen=True, kw_only=True)
class PollVoided(MeetingPlanned):
    """A vote does not count, for a stated reason; everything that was cast is kept (L-79)."""

    poll_id: int
    motion_id: int | None
    motion_state: str
    objections: list[int]
