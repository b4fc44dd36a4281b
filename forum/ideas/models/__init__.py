"""The tables of ideas: the idea itself, its log and earlier versions, acts that joined ideas, signatures on paper."""

from forum.ideas.models.claims import (
    IdeaClaim,
)
from forum.ideas.models.idea import (
    ATTRIBUTIONS,
    TOLD,
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
from forum.ideas.models.paper import (
    PaperBatch,
    PaperFigure,
)

__all__ = [
    "ATTRIBUTIONS",
    "TOLD",
    "Idea",
    "IdeaClaim",
    "IdeaDistrict",
    "IdeaGoal",
    "IdeaMerge",
    "IdeaRevision",
    "IdeaStep",
    "MergedIdea",
    "PaperBatch",
    "PaperFigure",
    "Support",
]
