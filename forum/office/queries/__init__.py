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
from forum.office.queries.load import Load, load_by_person, load_by_unit, nearly_there, waiting_times
from forum.office.queries.views import default_view, saved_view, saved_views
from forum.office.queries.workbench import Wanted, chosen, days_waited, reachable, rows, wanted_from

__all__ = [
    "Facets",
    "Load",
    "Wanted",
    "answer_draft",
    "answer_drafts",
    "answer_drafts_of",
    "assignment",
    "block",
    "block_versions",
    "blocks",
    "chosen",
    "days_waited",
    "default_view",
    "facets",
    "file_of",
    "house_rules",
    "is_version",
    "load_by_person",
    "load_by_unit",
    "nearly_there",
    "notes",
    "reachable",
    "readers_of_notes",
    "rows",
    "saved_view",
    "saved_views",
    "sponsorship",
    "waiting_times",
    "wanted_from",
]
