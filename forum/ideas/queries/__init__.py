"""Reading ideas. The first argument is always the viewer."""

from forum.ideas.queries.figures import Statistics, statistics
from forum.ideas.queries.lists import (
    IDEAS_PER_PAGE,
    LISTED_COLUMNS,
    ORDERS,
    Filter,
    counts,
    filter_from,
    ideas,
    ideas_by_goal,
    listed,
    newest,
)
from forum.ideas.queries.merging import Joinable, MergedHere, joinable, living_on, merged_by, merged_here
from forum.ideas.queries.single import drafts, has_revisions, idea, revisions, supporters, supports, timeline

__all__ = [
    "IDEAS_PER_PAGE",
    "LISTED_COLUMNS",
    "ORDERS",
    "Filter",
    "Joinable",
    "MergedHere",
    "Statistics",
    "counts",
    "drafts",
    "filter_from",
    "has_revisions",
    "idea",
    "ideas",
    "ideas_by_goal",
    "joinable",
    "listed",
    "living_on",
    "merged_by",
    "merged_here",
    "newest",
    "revisions",
    "statistics",
    "supporters",
    "supports",
    "timeline",
]
