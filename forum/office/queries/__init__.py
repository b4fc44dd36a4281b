"""Reading for the staff office. The first argument is always the viewer."""

from forum.office.queries.answers import (
    answer_draft,
    answer_drafts,
    answer_drafts_of,
    block,
    block_versions,
    blocks,
    house_rules,
    is_version,
)
from forum.office.queries.facets import Facets, facets
from forum.office.queries.files import assignment, file_of, notes, readers_of_notes, sponsorship
from forum.office.queries.views import default_view, saved_view, saved_views
from forum.office.queries.workbench import Wanted, chosen, reachable, rows, wanted_from

__all__ = [
    "Facets",
    "Wanted",
    "answer_draft",
    "answer_drafts",
    "answer_drafts_of",
    "assignment",
    "block",
    "block_versions",
    "blocks",
    "chosen",
    "default_view",
    "facets",
    "file_of",
    "house_rules",
    "is_version",
    "notes",
    "reachable",
    "readers_of_notes",
    "rows",
    "saved_view",
    "saved_views",
    "sponsorship",
    "wanted_from",
]
