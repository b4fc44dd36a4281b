"""Who may assess ideas, and who may read what others gave."""

from typing import Any

from forum.core.permissions import Actor, allow, is_board, is_staff
from forum.ideas.lifecycle import IdeaState

ASSESSABLE = frozenset({IdeaState.FACHPRUEFUNG, IdeaState.FACHBEIRAT, IdeaState.VERTAGT, IdeaState.BOARD})


def is_under_examination(_actor: Actor, idea: Any) -> bool:
    """May, as long as the idea is examined and not yet decided on."""
    return idea.state in ASSESSABLE


RULES = [
    # Stabsstelle and Board see how an idea was assessed.
    allow("assessment.read", [is_staff], [is_board]),
    # Stabsstelle and Board assess ideas until they are decided on.
    allow("assessment.give", [is_staff, is_under_examination], [is_board, is_under_examination]),
]
