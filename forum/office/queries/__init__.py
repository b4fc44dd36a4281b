"""Reading for the staff office. The first argument is always the viewer."""

from forum.office.queries.files import assignment, file_of, notes, readers_of_notes
from forum.office.queries.views import default_view, saved_view, saved_views
from forum.office.queries.workbench import Facets, Wanted, chosen, facets, reachable, rows, wanted_from

__all__ = [
    "Facets",
    "Wanted",
    "assignment",
    "chosen",
    "default_view",
    "facets",
    "file_of",
    "notes",
    "reachable",
    "readers_of_notes",
    "rows",
    "saved_view",
    "saved_views",
    "wanted_from",
]
