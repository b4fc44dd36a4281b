"""Reading dossiers and decisions. The first argument is always the viewer."""

from forum.dossiers.queries.board import BoardItem, board_items
from forum.dossiers.queries.decisions import (
    RegisterFilter,
    changed_decisions,
    decision,
    decisions,
    decisions_by_goal,
    filter_from,
    years,
)
from forum.dossiers.queries.papers import dossier, dossier_versions

__all__ = [
    "BoardItem",
    "RegisterFilter",
    "board_items",
    "changed_decisions",
    "decision",
    "decisions",
    "decisions_by_goal",
    "dossier",
    "dossier_versions",
    "filter_from",
    "years",
]
