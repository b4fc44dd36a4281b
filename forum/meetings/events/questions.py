"""Questions from the public."""

from dataclasses import dataclass

from forum.meetings.events.meeting import MeetingPlanned


@dataclass(frozen=True, kw_only=True)
class QuestionAsked(MeetingPlanned):
    """Somebody asked; an anonymous question has no actor, here and anywhere."""

    question_id: int
    anonymous: bool
    state: str


@dataclass(frozen=True, kw_only=True)
class QuestionMoved(MeetingPlanned):
    """A question was held, released, removed, restored, answered or archived."""

    question_id: int
    state: str
    answered: bool
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class QuestionPinned(MeetingPlanned):
    """A question stands on top from now on, or no longer."""

    question_id: int
    pinned: bool


@dataclass(frozen=True, kw_only=True)
class QuestionVoted(MeetingPlanned):
    """So many people want to hear the answer; who they are is not said."""

    question_id: int
    votes: int
