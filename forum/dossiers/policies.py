"""Who may do what with dossiers and decisions."""

from forum.assessments.policies import has_no_interest
from forum.core.permissions import allow, is_board, is_staff

RULES = [
    # The Stabsstelle freezes dossiers.
    allow("dossier.freeze", [is_staff]),
    # Only members of the Board record decisions, and none on ideas in which they have an interest of their own (B-15).
    allow("decision.record", [is_board, has_no_interest]),
    # The Board's workbench.
    allow("board.open", [is_board]),
]
