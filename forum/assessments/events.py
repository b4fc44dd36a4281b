"""What can happen to assessments and to the criteria."""

from dataclasses import dataclass
from typing import ClassVar

from forum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutAnIdea(Event):
    about: ClassVar[str] = "idea"
    idea_id: int


@dataclass(frozen=True, kw_only=True)
class AssessmentGiven(_AboutAnIdea):
    """Somebody assessed an idea, or changed an assessment."""

    assessment_id: int
    round: int


@dataclass(frozen=True, kw_only=True)
class AssessorAssigned(_AboutAnIdea):
    """Somebody is to assess an idea, named by the staff office or by themselves."""

    assessor_id: int
    round: int


@dataclass(frozen=True, kw_only=True)
class AssessorReleased(_AboutAnIdea):
    """Somebody need not assess an idea any more."""

    assessor_id: int
    round: int


@dataclass(frozen=True, kw_only=True)
class AssessmentRoundOpened(_AboutAnIdea):
    """The idea is assessed once more."""

    round: int


@dataclass(frozen=True, kw_only=True)
class InterestDeclared(_AboutAnIdea):
    """Somebody takes no part in assessing and deciding on an idea, because of an interest of their own (B-15)."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class CriteriaPublished(Event):
    """A new version of the criteria applies; like any event about the strategy it lets processes read it anew."""

    about: ClassVar[str] = "strategy"
    # There is one strategy.
    strategy_id: int = 1
    version: int
