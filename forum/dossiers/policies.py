"""Who may do what with dossiers and decisions."""

from typing import Any

from forum.assessments.policies import has_no_interest
from forum.core.permissions import Actor, allow, is_board, is_staff, is_system


def declared_no_interest(actor: Actor, subjects: Any) -> bool:
    """May, if the person declared no interest of their own in any of the ideas that it touches."""
    return all(has_no_interest(actor, idea) for idea in subjects.touched)


RULES = [
    # The Stabsstelle writes papers; nobody else reads what is not frozen.
    allow("dossier.draft", [is_staff]),
    # The Stabsstelle freezes dossiers.
    allow("dossier.freeze", [is_staff]),
    # Only members of the Board record decisions, and none on ideas in which they have an interest of their own (B-15).
    # After a live vote it is the forum that writes down what was adopted.
    allow("decision.record", [is_board, declared_no_interest], [is_system]),
    # Stabsstelle and Board say that a condition was fulfilled.
    allow("decision.fulfil_duty", [is_staff], [is_board]),
    # It is the forum, too, that takes words out of the register which were removed where the Board met.
    allow("decision.withhold", [is_system]),
    # The Board's workbench.
    allow("board.open", [is_board]),
]
