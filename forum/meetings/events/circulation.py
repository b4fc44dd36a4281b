"""Deciding in writing between sessions. These events belong to no session, so they have no stream and no seq."""

from dataclasses import dataclass
from typing import ClassVar

from forum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class CirculationStarted(Event):
    """Members are asked to decide in writing."""

    about: ClassVar[str] = "circulation"
    circulation_id: int
    committee_id: int


@dataclass(frozen=True, kw_only=True)
class CirculationReminded(CirculationStarted):
    """The deadline comes near, and somebody has not answered."""


@dataclass(frozen=True, kw_only=True)
class CirculationAnswered(CirculationStarted):
    """A member voted, or objected to deciding in writing."""

    choice: str


@dataclass(frozen=True, kw_only=True)
class CirculationClosed(CirculationStarted):
    """It is over, with this outcome."""

    outcome: str
    yes: int
    no: int
    abstain: int


@dataclass(frozen=True, kw_only=True)
class CirculationRedacted(CirculationStarted):
    """A text of it was removed: the motion with all that belongs to it, the reason of its withdrawal, or an opinion.

    With the motion go the words of the resolution that it became.
    """

    part: str
    reason: str
    resolution_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class CirculatedAnnounced(CirculationStarted):
    """What the members decided in writing among themselves was announced to everybody."""

    resolution_id: int
    idea_id: int | None
    kind: str


@dataclass(frozen=True, kw_only=True)
class ResolutionCirculated(CirculationStarted):
    """What was decided in writing is a resolution with a number."""

    resolution_id: int
    idea_id: int | None
    kind: str
