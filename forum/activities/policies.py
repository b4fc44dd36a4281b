"""Who may do what with activities."""

from typing import Any

from forum.core.permissions import Actor, allow, is_member, is_staff


def is_owner(actor: Actor, activity: Any) -> bool:
    """May, if the person answers for the activity."""
    return actor.person_id is not None and actor.person_id == activity.owner_id


def is_asked(actor: Actor, activity: Any) -> bool:
    """May, if the person was asked to answer for the activity."""
    return actor.person_id is not None and actor.person_id == activity.asked_id


RULES = [
    # Whoever may start a thread in the space; that is asked for beside this.
    allow("activity.start", [is_member]),
    # The Stabsstelle helps where an owner is gone.
    allow("activity.manage", [is_member, is_owner], [is_staff]),
    # Nobody becomes answerable without having said so (G-27).
    allow("activity.take_over", [is_member, is_asked]),
]
