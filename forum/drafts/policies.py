"""Who may do what with drafts."""

from typing import Any

from forum.core.permissions import Actor, allow


def is_somebody(actor: Actor, _thing: Any) -> bool:
    """May, if it is a person with an account, whatever its standing: what was typed is theirs."""
    return actor.person_id is not None


def is_owner(actor: Actor, draft: Any) -> bool:
    """May, if the person wrote the draft."""
    return actor.person_id is not None and actor.person_id == draft.person_id


RULES = [
    # Whoever is signed in keeps what they type.
    allow("draft.save", [is_somebody]),
    # Drafts are thrown away by those who wrote them.
    allow("draft.discard", [is_owner]),
]
