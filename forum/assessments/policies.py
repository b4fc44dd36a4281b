"""Who may assess ideas, and who may read what others gave."""

from typing import Any

from forum.committees.queries import recused
from forum.core.permissions import Actor, allow, is_board, is_staff
from forum.ideas.lifecycle import IdeaState

ASSESSABLE = frozenset({IdeaState.FACHPRUEFUNG, IdeaState.FACHBEIRAT, IdeaState.VERTAGT, IdeaState.BOARD})


def is_under_examination(_actor: Actor, idea: Any) -> bool:
    """May, as long as the idea is examined and not yet decided on."""
    return idea.state in ASSESSABLE


def has_no_interest(actor: Actor, idea: Any) -> bool:
    """May, if the person did not declare an interest of their own in the idea."""
    return not recused(actor.person_id, idea_id=idea.id)


def sits_on_a_committee(actor: Actor, _idea: Any) -> bool:
    """May, if the person belongs to any committee today."""
    return any(word.startswith("committee:") for word in actor.words)


RULES = [
    # Stabsstelle and Board see how an idea was assessed, once the round is complete (B-14).
    allow("assessment.read", [is_staff], [is_board]),
    # Stabsstelle and Board assess ideas until they are decided on, unless they have an interest of their own (B-15).
    allow(
        "assessment.give",
        [is_staff, is_under_examination, has_no_interest],
        [is_board, is_under_examination, has_no_interest],
    ),
    # The Stabsstelle says who assesses an idea, and opens further rounds.
    allow("assessment.arrange", [is_staff, is_under_examination]),
    # Whoever assesses, gives advice or decides declares an interest of their own.
    allow(
        "assessment.recuse",
        [is_staff, is_under_examination],
        [is_board, is_under_examination],
        [sits_on_a_committee, is_under_examination],
    ),
    # The Stabsstelle keeps the criteria.
    allow("criteria.edit", [is_staff]),
    # Board and Stabsstelle compare what waits for a decision.
    allow("assessment.compare", [is_staff], [is_board]),
]
