"""Who may do what with the rules, the terms of use and the words of legal pages."""

from typing import Any

from forum.core.permissions import Actor, allow, is_admin, is_staff


def did_not_propose_it(actor: Actor, terms: Any) -> bool:
    """May, if somebody else proposed the version (M-23)."""
    return actor.person_id is not None and actor.person_id != terms.proposed_by


RULES = [
    # The Stabsstelle proposes new versions, and takes a proposal back.
    allow("terms.propose", [is_staff]),
    # Another person of the Stabsstelle confirms them.
    allow("terms.confirm", [is_staff, did_not_propose_it]),
    # The administration words the pages that the law asks for: imprint, contact, and what the city adds to others.
    allow("page_text.write", [is_admin]),
    # Stabsstelle and administration say in Leichte Sprache and sign language what a goal, a room or a decision is about.
    allow("easy_text.write", [is_staff], [is_admin]),
]
