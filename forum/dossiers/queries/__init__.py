"""Reading dossiers and decisions. The first argument is always the viewer."""

from forum.dossiers.queries.board import BoardItem, board_items, is_ready, paper_number
from forum.dossiers.queries.decisions import (
    RegisterFilter,
    bodies,
    decision,
    decisions,
    decisions_about,
    decisions_by_goal,
    decisions_since,
    decisions_with_ids,
    every_decision,
    filter_from,
    replacing,
    whole_decisions,
    years,
)
from forum.dossiers.queries.drafts import changes_since, draft, drafts
from forum.dossiers.queries.duties import duty, open_duties
from forum.dossiers.queries.papers import comparison, dossier, dossier_versions, dossiers_about, readable
from forum.dossiers.queries.proving import changed_decisions, changed_dossiers

__all__ = [
    "BoardItem",
    "RegisterFilter",
    "board_items",
    "bodies",
    "changed_decisions",
    "changed_dossiers",
    "changes_since",
    "comparison",
    "decision",
    "decisions",
    "decisions_about",
    "decisions_by_goal",
    "decisions_since",
    "decisions_with_ids",
    "dossier",
    "dossier_versions",
    "dossiers_about",
    "draft",
    "drafts",
    "duty",
    "every_decision",
    "filter_from",
    "is_ready",
    "open_duties",
    "paper_number",
    "readable",
    "replacing",
    "whole_decisions",
    "years",
]
