"""Who may do what with accounts."""

from typing import Any

from forum.core.permissions import Actor, allow, anyone, is_admin, is_staff, is_system


def is_self(actor: Actor, person: Any) -> bool:
    """May, if the account is the person's own."""
    return actor.person_id is not None and actor.person_id == person.id


def is_another(actor: Actor, person: Any) -> bool:
    """May, if the account is somebody else's."""
    return actor.person_id is not None and actor.person_id != person.id


RULES = [
    # Anybody may ask for an account.
    allow("account.register", [anyone]),
    # People change their own profile, password and tokens, and nobody else does.
    allow("account.edit", [is_self]),
    # People decide for themselves whose posts they see.
    allow("person.ignore", [is_another]),
    # Roles come from the technical administration, never from account forms (I-16).
    allow("role.grant", [is_admin], [is_system]),
    # The Stabsstelle keeps the list of units and of the people who work in them (G-16).
    allow("unit.manage", [is_staff], [is_system]),
]
