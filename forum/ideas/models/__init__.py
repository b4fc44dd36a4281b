"""The tables of ideas: the idea itself, its log and earlier versions, and the acts that joined ideas."""

from forum.ideas.models.idea import (
    ATTRIBUTIONS,
    Idea,
    IdeaDistrict,
    IdeaGoal,
    Support,
)
from forum.ideas.models.log import (
    IdeaRevision,
    IdeaStep,
)
from forum.ideas.models.merging import (
    IdeaMerge,
    MergedIdea,
)

__all__ = [
    "ATTRIBUTIONS",
    "Idea",
    "IdeaDistrict",
    "IdeaGoal",
    "IdeaMerge",
    "IdeaRevision",
    "IdeaStep",
    "MergedIdea",
    "Support",
]
