"""What people write about a project, part by part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from forum.projects.models import CostKind, Protection


@dataclass(frozen=True, kw_only=True)
class GoalLine:
    """A goal, how the project is compatible with it and what it contributes."""

    goal: str
    compatibility: str
    contribution: str


@dataclass(frozen=True, kw_only=True)
class Basics:
    """What a project is, who answers for it, and where and when it happens."""

    title: str
    summary: str
    unit: str
    goals: Sequence[GoalLine]
    districts: Sequence[int] = ()
    area: str = ""
    contact: str = ""
    started_by: str = ""
    owner_id: int | None = None
    begins_on: date | None = None
    ends_on: date | None = None
    first_reading_on: date | None = None
    participation: bool | None = None
    participation_form: str = ""
    sponsor: str = ""
    sponsor_review_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A milestone; an empty one does not count, one without a unit belongs to the unit of the project."""

    title: str
    text: str = ""
    unit: str = ""
    due_on: date | None = None
    done_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class CostLine:
    """A line of the costs; an empty one does not count."""

    kind: CostKind
    year: int | None = None
    planned: int | None = None
    spent: int | None = None
    as_of: date | None = None
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Resources:
    """The costs, and what else is needed."""

    costs: Sequence[CostLine] = ()
    running_cost: int | None = None
    staff_need: str = ""
    resource_use: str = ""


@dataclass(frozen=True, kw_only=True)
class IndicatorLine:
    """An indicator; an empty one does not count. ``id`` tells which one it was before."""

    name: str
    id: int | None = None
    baseline: float | None = None
    target: float | None = None
    unit: str = ""
    source: str = ""
    dates: Sequence[date] = ()


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What comes of a project, and by what one sees it."""

    benefit: str = ""
    budget_effect: str = ""
    next_step: str = ""
    progress: int = 0
    indicators: Sequence[IndicatorLine] = ()


@dataclass(frozen=True, kw_only=True)
class DataLine:
    """Data of the city; an empty line does not count."""

    name: str
    purpose: str = ""
    is_produced: bool = False
    protection: Protection = Protection.INTERN
    legal_basis: str = ""
    is_open: bool = False
    catalogue_url: str = ""
