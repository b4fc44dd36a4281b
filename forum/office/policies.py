"""Who may do what in the staff office."""

from typing import Any

from forum.core.permissions import Actor, allow, has_word, is_board, is_staff
from forum.ideas.lifecycle import is_unit
from forum.ideas.policies import is_shown, is_submitted

works_in_a_unit = has_word("unit")


def is_own_view(actor: Actor, view: Any) -> bool:
    """May, if the person saved the view."""
    return bool(actor.person_id == view.person_id)


def is_another_person(actor: Actor, answer: Any) -> bool:
    """May, if somebody else wrote the answer, and somebody else changed it last (N-23)."""
    return actor.person_id not in {None, answer.author_id, answer.editor_id}


def is_of_own_unit(actor: Actor, answer: Any) -> bool:
    """May, if the answer is about an idea for which the person's unit is responsible."""
    return is_unit(actor, answer.idea)


RULES = [
    # The workbench is for the Stabsstelle, and for units with the ideas that are theirs.
    allow("office.open", [is_staff], [works_in_a_unit]),
    # The overview of what waits everywhere is for the Stabsstelle (G-12).
    allow("office.overview", [is_staff]),
    # People keep their own ways of looking at it.
    allow("office.save_view", [is_staff], [works_in_a_unit]),
    allow("office.remove_view", [is_own_view]),
    # The file of an idea is added to by those who read it: Stabsstelle, Board, and the responsible unit (N-26).
    allow("file.note", [is_staff, is_submitted], [is_unit, is_submitted], [is_board, is_submitted]),
    # Stabsstelle and responsible unit take an idea on, and hand it over to another unit or person.
    allow("file.assign", [is_staff, is_submitted, is_shown], [is_unit, is_submitted, is_shown]),
    # The Stabsstelle marks an idea that somebody promotes, and notes that it was looked after (G-26).
    allow("file.sponsor", [is_staff, is_submitted, is_shown]),
    # Stabsstelle and responsible unit write answers; what they write is theirs together until it is released (N-23).
    allow("file.answer", [is_staff, is_submitted, is_shown], [is_unit, is_submitted, is_shown]),
    allow("answer.read", [is_staff], [is_of_own_unit]),
    allow("answer.change", [is_staff], [is_of_own_unit]),
    # Only the Stabsstelle releases, and never who wrote the answer or changed it last (N-23).
    allow("answer.release", [is_staff, is_another_person]),
    allow("answer.send_back", [is_staff]),
    # The Stabsstelle keeps the texts that are used again (G-11).
    allow("block.edit", [is_staff]),
]
