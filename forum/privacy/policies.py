"""Who may have whose data."""

from typing import Any

from forum.core.permissions import Actor, allow


def is_theirs(actor: Actor, person: Any) -> bool:
    """May, if the data are the person's own."""
    return actor.person_id is not None and actor.person_id == person.id


RULES = [
    # Everybody may have their own data, also while suspended, and nobody else's (DSGVO Art. 15).
    allow("data.export", [is_theirs]),
]
