"""What can happen to reports of barriers and reviews."""

from dataclasses import dataclass
from typing import ClassVar

from forum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class BarrierReported(Event):
    """Somebody met a barrier."""

    about: ClassVar[str] = "barrier_report"
    barrier_report_id: int


@dataclass(frozen=True, kw_only=True)
class BarrierDue(BarrierReported):
    """The answer to a report is due soon, or late."""


@dataclass(frozen=True, kw_only=True)
class BarrierAnswered(BarrierReported):
    """The office answered a report."""


@dataclass(frozen=True, kw_only=True)
class AccessibilityReviewed(Event):
    """A review was entered."""

    about: ClassVar[str] = "accessibility_review"
    accessibility_review_id: int
    kind: str
