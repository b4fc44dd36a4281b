"""What can happen to assessments."""

from dataclasses import dataclass
from typing import ClassVar

from forum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AssessmentGiven(Event):
    """Somebody assessed an idea, or changed an assessment."""

    about: ClassVar[str] = "idea"
    idea_id: int
    assessment_id: int
