"""Who somebody is to an idea, and for whom ideas of the administration are."""

from typing import Any

from forum.committees.queries import is_led
from forum.core.permissions import Actor

# For whom ideas are that the administration keeps to itself at first (G-25).
INSIDE = "staff"


def is_author(actor: Actor, idea: Any) -> bool:
    """May, if the person is one of the authors of the idea (N-06)."""
    return actor.person_id is not None and actor.person_id in idea.author_ids


def is_chair(actor: Actor, idea: Any) -> bool:
    """May, if the person chairs the committee that deliberates on the idea."""
    return idea.committee_id is not None and f"committee:{idea.committee_id}:chair" in actor.words


def is_staff_without_chair(actor: Actor, idea: Any) -> bool:
    """May, if the person is of the Stabsstelle, and nobody leads the committee with which the idea is any more."""
    return "staff" in actor.words and (idea.committee_id is None or not is_led(idea.committee_id))


def is_unit(actor: Actor, idea: Any) -> bool:
    """May, if the person works in the unit that is responsible for the idea."""
    return idea.unit_id is not None and f"unit:{idea.unit_id}" in actor.words
