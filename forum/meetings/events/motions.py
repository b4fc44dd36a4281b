"""Texts that are put to the vote."""

from dataclasses import dataclass

from forum.meetings.events.meeting import MeetingPlanned


@dataclass(frozen=True, kw_only=True)
class MotionDrafted(MeetingPlanned):
    """A member shows the committee a draft, for instance to find supporters."""

    motion_id: int
    item_id: int


@dataclass(frozen=True, kw_only=True)
class MotionAdded(MotionDrafted):
    """There is a text to vote on, with so many supporters; an amendment names its motion."""

    state: str = "submitted"
    kind: str = "motion"
    version: int = 1
    supporters: int = 0
    parent_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class MotionMoved(MeetingPlanned):
    """A motion was admitted, debated, put to the vote, referred or withdrawn; what a vote said of it, its poll tells."""

    motion_id: int
    state: str
    # Of a referral: the committee that it went to; without one it went to the administration.
    committee_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class MotionChanged(MeetingPlanned):
    """A motion has a new text: written anew, or with an adopted amendment."""

    motion_id: int
    version: int
    amendment_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class MotionSupported(MeetingPlanned):
    """A member supports a motion, or no longer; so many do."""

    motion_id: int
    supporters: int


@dataclass(frozen=True, kw_only=True)
class MotionOpposed(MeetingPlanned):
    """The opinions that differ from a motion were written down."""

    motion_id: int
