"""Who may do what with projects."""

from typing import Any

from forum.core.permissions import Actor, allow, is_board, is_staff
from forum.ideas.lifecycle import is_unit


def is_responsible(actor: Actor, project: Any) -> bool:
    """May, if the person works in the unit that answers for the idea of the project."""
    return is_unit(actor, project.idea)


RULES = [
    # The Stabsstelle puts projects on the list.
    allow("project.start", [is_staff]),
    # The Stabsstelle keeps the projects, and so does the unit that answers for the idea (G-16).
    allow("project.manage", [is_staff], [is_responsible]),
    # Only the Board stops what it has set in motion.
    allow("project.stop", [is_board]),
]
