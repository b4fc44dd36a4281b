"""Minutes on their way from draft to publication, and texts that were removed from a session."""

from dataclasses import dataclass
from datetime import datetime

from forum.meetings.events.meeting import MeetingPlanned


@dataclass(frozen=True, kw_only=True)
class MinutesDrafted(MeetingPlanned):
    """The minutes were begun: the log is sealed up to ``seal_seq``, its texts by ``texts``, the digest of their digests."""

    seal: str
    seal_seq: int
    texts: str


@dataclass(frozen=True, kw_only=True)
class ParagraphSaved(MeetingPlanned):
    """A paragraph of the minutes has new words."""

    paragraph_id: int
    version: int
    minutes_version: int


@dataclass(frozen=True, kw_only=True)
class MinutesSubmitted(MeetingPlanned):
    """Members may object to the minutes until this moment."""

    objections_until: datetime


@dataclass(frozen=True, kw_only=True)
class ObjectionRaised(MeetingPlanned):
    """A member objects to the minutes."""

    objection_id: int


@dataclass(frozen=True, kw_only=True)
class ObjectionAnswered(ObjectionRaised):
    """The objection has its answer; ``accepted`` says whether the minutes were changed."""

    accepted: bool


@dataclass(frozen=True, kw_only=True)
class MinutesApproved(MeetingPlanned):
    """The committee approved this version of the minutes by this vote of a later session, or in writing."""

    poll_id: int | None = None
    circulation_id: int | None = None
    version: int


@dataclass(frozen=True, kw_only=True)
class MinutesPublished(MeetingPlanned):
    """Everybody may read the minutes; ``texts`` is the digest of the digests of what the clerk wrote."""

    texts: str


@dataclass(frozen=True, kw_only=True)
class TextRedacted(MeetingPlanned):
    """A text was removed for a reason out of a list; it is blank on every surface (L-51)."""

    kind: str
    text_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class TextGivenBack(MeetingPlanned):
    """A text that was removed says again what it said: the moderation found that it should have stayed (S-04)."""

    kind: str
    text_id: int
