"""What can happen to dossiers and decisions."""

from dataclasses import dataclass
from typing import ClassVar

from forum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class DossierFrozen(Event):
    """There is a new paper for the Board, or a new version of one; ``digest`` proves its text."""

    about: ClassVar[str] = "dossier"
    dossier_id: int
    idea_id: int
    version: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class DossierDraftSaved(Event):
    """The Stabsstelle wrote on a paper that is not frozen yet."""

    about: ClassVar[str] = "draft"
    draft_id: int


@dataclass(frozen=True, kw_only=True)
class DecisionRecorded(Event):
    """The Board decided; ``digest`` proves the record (G-07)."""

    about: ClassVar[str] = "decision"
    decision_id: int
    idea_id: int | None
    result: str
    digest: str
    replaces_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class DutyFulfilled(Event):
    """A condition of a decision was fulfilled."""

    about: ClassVar[str] = "decision"
    decision_id: int
    position: int
