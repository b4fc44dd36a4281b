"""The tables of discussions: spaces, threads, and posts with what belongs to them."""

from forum.discussions.models.posts import (
    DEEPEST,
    MARKS,
    OFFICIAL,
    ClosedBranch,
    Mention,
    Post,
    PostQuote,
    PostRevision,
    PostState,
    Reaction,
    ReactionKind,
    Stance,
)
from forum.discussions.models.processes import Begin, CallKind, Course, Influence, Phase
from forum.discussions.models.reading import SpaceRead, ThreadRead
from forum.discussions.models.spaces import Space, SpaceApplication, SpaceKind, SpaceMember, space_words
from forum.discussions.models.sweeps import PostSweep, SweptPost
from forum.discussions.models.threads import (
    Move,
    MovedBranch,
    MoveKind,
    StepKind,
    SummaryCorrection,
    Thread,
    ThreadKind,
    ThreadStep,
    ThreadSummary,
)

__all__ = [
    "DEEPEST",
    "MARKS",
    "OFFICIAL",
    "Begin",
    "CallKind",
    "ClosedBranch",
    "Course",
    "Influence",
    "Mention",
    "Move",
    "MoveKind",
    "MovedBranch",
    "Phase",
    "Post",
    "PostQuote",
    "PostRevision",
    "PostState",
    "PostSweep",
    "Reaction",
    "ReactionKind",
    "Space",
    "SpaceApplication",
    "SpaceKind",
    "SpaceMember",
    "SpaceRead",
    "Stance",
    "StepKind",
    "SummaryCorrection",
    "SweptPost",
    "Thread",
    "ThreadKind",
    "ThreadRead",
    "ThreadStep",
    "ThreadSummary",
    "space_words",
]
