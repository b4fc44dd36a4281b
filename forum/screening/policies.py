"""Who may do what with texts that wait."""

from typing import Any

from forum.core.permissions import Actor, allow, is_moderator, is_system


def wrote_it(actor: Actor, held: Any) -> bool:
    """May, if the person sent the text."""
    return actor.person_id is not None and actor.person_id == held.person_id


def did_not_write_it(actor: Actor, held: Any) -> bool:
    """May, if somebody else sent the text (M-24)."""
    return actor.person_id is not None and actor.person_id != held.person_id


def moderates_its_space(actor: Actor, held: Any) -> bool:
    """May, if the person moderates the space in which the text would stand (M-25)."""
    return held.space_id is not None and f"space:{held.space_id}:moderator" in actor.words


RULES = [
    # A text that waits is read by its author and by moderators, and by nobody else (M-12, M-36).
    allow("held.read", [wrote_it], [is_moderator], [moderates_its_space]),
    # Authors take it back while it waits.
    allow("held.withdraw", [wrote_it]),
    # Moderators decide, never about their own; the package moderation brings the case and the statement.
    allow("held.decide", [is_moderator, did_not_write_it], [moderates_its_space, did_not_write_it], [is_system]),
    # The moderation keeps the lists of watched words (M-09).
    allow("watched_word.manage", [is_moderator]),
]
