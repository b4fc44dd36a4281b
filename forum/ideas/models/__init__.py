"""The tables of ideas: the idea itself, its authors, its log and earlier versions, and the acts that joined ideas."""

from forum.ideas.models.idea import (
    ATTRIBUTIONS,
    CoAuthor,
    Idea,
    IdeaDistrict,
    IdeaGoal,
    Support,
    written_by,
)
from forum.ideas.models.log import (
    Addendum,
    IdeaRevision,
    IdeaStep,
)
from forum.ideas.models.merging import (
    IdeaMerge,
    MergedIdea,
)

__all__ = [
    "ATTRIBUTIONS",
    "Addendum",
    "CoAuthor",
    "Idea",
    "IdeaDistrict",
    "IdeaGoal",
    "IdeaMerge",
    "IdeaRevision",
    "IdeaStep",
    "MergedIdea",
    "Support",
    "written_by",
]
