"""Who may do what with projects."""

from typing import Any

from forum.core.permissions import Actor, allow, is_board, is_staff
from forum.ideas.lifecycle import is_unit


def is_assigned(actor: Actor, project: Any) -> bool:
    """May, if the person answers for this project at its unit."""
    return actor.person_id is not None and actor.person_id == project.owner_id


RULES = [
    # The Stabsstelle puts projects on the list.
    allow("project.start", [is_staff]),
    # The Stabsstelle keeps the projects, and so does the person of the responsible unit whom it named (G-16).
    allow("project.manage", [is_staff], [is_unit, is_assigned]),
    # Only the Board stops what it has set in motion.
    allow("project.stop", [is_board]),
]
