"""Who may do what in the register of authorities."""

from typing import Any

from forum.core.permissions import Actor, allow, has_word, is_moderator

is_legal = has_word("legal")


def did_not_set_it(actor: Actor, hold: Any) -> bool:
    """May, if somebody else set the hold (M-23)."""
    return actor.person_id is not None and actor.person_id != hold.set_by


RULES = [
    # The register is read and kept by the few who look after the law, and by nobody else (S-18).
    allow("authority.keep", [is_legal]),
    # Whoever moderates reports a suspicion at once; reading the register afterwards is another matter (S-16).
    allow("authority.report_suspicion", [is_legal], [is_moderator]),
    # A hold is lifted by a second person.
    allow("hold.lift", [is_legal, did_not_set_it]),
]
