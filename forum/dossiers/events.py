"""What can happen to assessments, dossiers, decisions and projects."""

from dataclasses import dataclass
from typing import ClassVar

from forum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AssessmentGiven(Event):
    """Somebody assessed an idea, or changed an assessment."""

    about: ClassVar[str] = "idea"
    idea_id: int
    assessment_id: int


@dataclass(frozen=True, kw_only=True)
class DossierFrozen(Event):
    """There is a new paper for the Board, or a new version of one; ``digest`` proves its text."""

    about: ClassVar[str] = "dossier"
    dossier_id: int
    idea_id: int
    version: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class DecisionRecorded(Event):
    """The Board decided; ``digest`` proves the record (G-07)."""

    about: ClassVar[str] = "decision"
    decision_id: int
    idea_id: int
    result: str
    digest: str


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
