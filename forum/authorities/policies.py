"""Who may do what in the register of authorities."""

from typing import Any

from forum.core.permissions import Actor, allow, has_word, is_moderator
from forum.moderation.authorship import authors_of

is_legal = has_word("legal")


def did_not_set_it(actor: Actor, hold: Any) -> bool:
    """May, if somebody else set the hold (M-23)."""
    return actor.person_id is not None and actor.person_id != hold.set_by


def is_not_theirs(actor: Actor, hold: Any) -> bool:
    """May, if nothing that the person wrote is held, nor their data (M-24)."""
    return actor.person_id not in {hold.person_id, *authors_of(hold.kind, hold.target_id)}


RULES = [
    # The register is read and kept by the few who look after the law, and by nobody else (S-18).
    allow("authority.keep", [is_legal]),
    # Whoever moderates reports a suspicion at once; reading the register afterwards is another matter (S-16).
    allow("authority.report_suspicion", [is_legal], [is_moderator]),
    # A hold is lifted by a second person, and never by whoever would gain by it.
    allow("hold.lift", [is_legal, did_not_set_it, is_not_theirs]),
]
