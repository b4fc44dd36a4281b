"""The tables of ideas: the idea, its authors, its log and earlier versions, acts that joined ideas, signatures on paper."""

from forum.ideas.models.auditing import (
    Age,
    SupportRemoval,
)
from forum.ideas.models.claims import (
    IdeaClaim,
)
from forum.ideas.models.council import (
    CouncilPaper,
)
from forum.ideas.models.idea import (
    ATTRIBUTIONS,
    TOLD,
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
from forum.ideas.models.paper import (
    PaperBatch,
    PaperFigure,
)
from forum.ideas.models.twins import (
    IdeaTwin,
)

__all__ = [
    "ATTRIBUTIONS",
    "TOLD",
    "Addendum",
    "Age",
    "CoAuthor",
    "CouncilPaper",
    "Idea",
    "IdeaClaim",
    "IdeaDistrict",
    "IdeaGoal",
    "IdeaMerge",
    "IdeaRevision",
    "IdeaStep",
    "IdeaTwin",
    "MergedIdea",
    "PaperBatch",
    "PaperFigure",
    "Support",
    "SupportRemoval",
    "written_by",
]
