"""What can happen to projects."""

from dataclasses import dataclass
from typing import ClassVar

from forum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ProjectStarted(Event):
    """A decided idea became a project."""

    about: ClassVar[str] = "project"
    project_id: int
    idea_id: int


@dataclass(frozen=True, kw_only=True)
class ProjectUpdated(ProjectStarted):
    """A project has news, other milestones or another state; ``has_news`` tells whether people wrote some."""

    state: str
    has_news: bool
