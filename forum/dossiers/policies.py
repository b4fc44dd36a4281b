"""Who may do what with dossiers and decisions."""

from forum.core.permissions import allow, is_board, is_staff

RULES = [
    # The Stabsstelle freezes dossiers.
    allow("dossier.freeze", [is_staff]),
    # Only members of the Board record decisions.
    allow("decision.record", [is_board]),
    # The Board's workbench.
    allow("board.open", [is_board]),
]
