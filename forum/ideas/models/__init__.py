"""The tables of ideas: ideas, authors, log, earlier versions, acts that joined ideas, signatures on paper, solutions."""

from forum.ideas.models.auditing import (
    Age,
    SupportRemoval,
)
from forum.ideas.models.beginning import (
    BegunIdea,
)
from forum.ideas.models.claims import (
    IdeaClaim,
)
from forum.ideas.models.council import (
    CouncilPaper,
)
from forum.ideas.models.facts import (
    IdeaDistrict,
    IdeaGoal,
)
from forum.ideas.models.idea import (
    ATTRIBUTIONS,
    TOLD,
    CoAuthor,
    Idea,
    written_by,
    written_by_any,
)
from forum.ideas.models.log import (
    Addendum,
    IdeaRevision,
    IdeaStep,
)
from forum.ideas.models.maturity import (
    Maturity,
    maturities,
)
from forum.ideas.models.merging import (
    IdeaMerge,
    MergedIdea,
)
from forum.ideas.models.paper import (
    PaperBatch,
    PaperFigure,
)
from forum.ideas.models.solution import (
    Reference,
    Solution,
)
from forum.ideas.models.support import (
    Support,
)
from forum.ideas.models.twins import (
    IdeaTwin,
)

__all__ = [
    "ATTRIBUTIONS",
    "TOLD",
    "Addendum",
    "Age",
    "BegunIdea",
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
    "Maturity",
    "MergedIdea",
    "PaperBatch",
    "PaperFigure",
    "Reference",
    "Solution",
    "Support",
    "SupportRemoval",
    "maturities",
    "written_by",
    "written_by_any",
]
