"""Who may do what in the staff office."""

from typing import Any

from forum.core.permissions import Actor, allow, has_word, is_board, is_staff
from forum.ideas.lifecycle import is_unit
from forum.ideas.policies import is_shown, is_submitted

works_in_a_unit = has_word("unit")


def is_own_view(actor: Actor, view: Any) -> bool:
    """May, if the person saved the view."""
    return bool(actor.person_id == view.person_id)


RULES = [
    # The workbench is for the Stabsstelle, and for units with the ideas that are theirs.
    allow("office.open", [is_staff], [works_in_a_unit]),
    # People keep their own ways of looking at it.
    allow("office.save_view", [is_staff], [works_in_a_unit]),
    allow("office.remove_view", [is_own_view]),
    # The file of an idea is added to by those who read it: Stabsstelle, Board, and the responsible unit (N-26).
    allow("file.note", [is_staff, is_submitted], [is_unit, is_submitted], [is_board, is_submitted]),
    # Stabsstelle and responsible unit take an idea on, and hand it over to another unit or person.
    allow("file.assign", [is_staff, is_submitted, is_shown], [is_unit, is_submitted, is_shown]),
]
