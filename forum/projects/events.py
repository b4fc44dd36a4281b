"""What can happen to projects."""

from dataclasses import dataclass
from typing import ClassVar

from forum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _ProjectEvent(Event):
    """The parent of what happens to a project; the idea is named because its followers hear of it too."""

    about: ClassVar[str] = "project"
    project_id: int
    idea_id: int


@dataclass(frozen=True, kw_only=True)
class ProjectStarted(_ProjectEvent):
    """An idea became a project and stands on the list."""


@dataclass(frozen=True, kw_only=True)
class ProjectReleased(_ProjectEvent):
    """Everybody may read a project, since everybody may read its idea."""


@dataclass(frozen=True, kw_only=True)
class ProjectUpdated(_ProjectEvent):
    """A part of a project says something else; ``topic`` names the part."""

    topic: str


@dataclass(frozen=True, kw_only=True)
class ProjectAdvanced(_ProjectEvent):
    """A project went into another state; ``idea_moved`` tells whether its idea took a step at the same time."""

    source: str
    target: str
    idea_moved: bool


@dataclass(frozen=True, kw_only=True)
class ProjectNewsPublished(_ProjectEvent):
    """A project has news; they are a line on the log of its idea."""

    step_id: int


@dataclass(frozen=True, kw_only=True)
class MilestoneMissed(_ProjectEvent):
    """The days of milestones have passed without them; ``positions`` are their places in the project."""

    positions: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ProjectMeasured(_ProjectEvent):
    """A value was entered for an indicator, or one was corrected."""

    indicator_id: int
    value_id: int
    corrects_id: int | None


@dataclass(frozen=True, kw_only=True)
class ProjectReminded(_ProjectEvent):
    """The day of the next news comes near, or has passed (``overdue``) (N-28, G-34)."""

    overdue: bool
