"""Who may do what with dossiers and decisions."""

from forum.core.permissions import allow, is_board, is_staff, is_system

RULES = [
    # The Stabsstelle writes papers; nobody else reads what is not frozen.
    allow("dossier.draft", [is_staff]),
    # The Stabsstelle freezes dossiers.
    allow("dossier.freeze", [is_staff]),
    # Only members of the Board record decisions; after a live vote it is the forum that writes down what was adopted.
    allow("decision.record", [is_board], [is_system]),
    # Stabsstelle and Board say that a condition was fulfilled.
    allow("decision.fulfil_duty", [is_staff], [is_board]),
    # The Board's workbench.
    allow("board.open", [is_board]),
]
