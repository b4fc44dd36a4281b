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
class DossierReleased(Event):
    """Everybody may read a paper, since everybody may read its ideas."""

    about: ClassVar[str] = "dossier"
    dossier_id: int
    idea_id: int


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
class DecisionReleased(Event):
    """Everybody may read a decision, since everybody may read what it is about."""

    about: ClassVar[str] = "decision"
    decision_id: int
    idea_id: int | None


@dataclass(frozen=True, kw_only=True)
class DecisionWithheld(DecisionReleased):
    """The words of a decision are not shown any more, because they were removed where it was taken (L-51)."""


@dataclass(frozen=True, kw_only=True)
class DutyFulfilled(Event):
    """A condition of a decision was fulfilled."""

    about: ClassVar[str] = "decision"
    decision_id: int
    position: int
