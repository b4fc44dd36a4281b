"""Reading ideas. The first argument is always the viewer."""

from forum.ideas.queries.around import Around, around, support_parts
from forum.ideas.queries.auditing import Audit, audit
from forum.ideas.queries.authors import asked, invitation, invitations
from forum.ideas.queries.beginning import begun_idea
from forum.ideas.queries.council import station, stations
from forum.ideas.queries.figures import Statistics, statistics
from forum.ideas.queries.goals import (
    IsekRow,
    ideas_by_framework,
    ideas_by_goal,
    ideas_by_isek_field,
    ideas_by_isek_goal,
    ideas_on_version,
)
from forum.ideas.queries.lineage import NO_LINEAGE, Lineage, addenda, lineage, shown_supporters
from forum.ideas.queries.lists import (
    IDEAS_PER_PAGE,
    LISTED_COLUMNS,
    ORDERS,
    Filter,
    counts,
    filter_from,
    ideas,
    ideas_before,
    ideas_by_district,
    ideas_since,
    listed,
    newest,
)
from forum.ideas.queries.merging import Joinable, MergedHere, joinable, living_on, merged_by, merged_here
from forum.ideas.queries.single import drafts, has_revisions, idea, revisions, timeline
from forum.ideas.queries.support import (
    Brought,
    Parts,
    brought_support,
    paper_batches,
    support_of,
    supporters,
    supporters_since,
)
from forum.ideas.queries.twins import Cluster, Pair, clusters, twins

__all__ = [
    "IDEAS_PER_PAGE",
    "LISTED_COLUMNS",
    "NO_LINEAGE",
    "ORDERS",
    "Around",
    "Audit",
    "Brought",
    "Cluster",
    "Filter",
    "IsekRow",
    "Joinable",
    "Lineage",
    "MergedHere",
    "Pair",
    "Parts",
    "Statistics",
    "addenda",
    "around",
    "asked",
    "audit",
    "begun_idea",
    "brought_support",
    "clusters",
    "counts",
    "drafts",
    "filter_from",
    "has_revisions",
    "idea",
    "ideas",
    "ideas_before",
    "ideas_by_district",
    "ideas_by_framework",
    "ideas_by_goal",
    "ideas_by_isek_field",
    "ideas_by_isek_goal",
    "ideas_on_version",
    "ideas_since",
    "invitation",
    "invitations",
    "joinable",
    "lineage",
    "listed",
    "living_on",
    "merged_by",
    "merged_here",
    "newest",
    "paper_batches",
    "revisions",
    "shown_supporters",
    "station",
    "stations",
    "statistics",
    "support_of",
    "support_parts",
    "supporters",
    "supporters_since",
    "timeline",
    "twins",
]
