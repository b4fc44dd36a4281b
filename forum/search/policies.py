"""Who may do what with saved searches."""

from typing import Any

from forum.core.permissions import Actor, allow, is_member, is_staff


def is_owner(actor: Actor, search: Any) -> bool:
    """May, if the person saved the search."""
    return actor.person_id is not None and actor.person_id == search.person_id


RULES = [
    # Everybody with an account keeps searches, and changes and removes their own.
    allow("search.save", [is_member]),
    allow("search.change", [is_owner]),
    # What people look for and do not find is work for the Stabsstelle.
    allow("search.statistics", [is_staff]),
]
