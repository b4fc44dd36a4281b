"""Who may do what in the moderation."""

from typing import Any

from forum.core.permissions import Actor, allow, anyone, is_moderator


def is_about_own_content(actor: Actor, statement: Any) -> bool:
    """May, if the statement is about what the person wrote."""
    return actor.person_id is not None and actor.person_id == statement.author_id


def is_not_involved(actor: Actor, target: Any) -> bool:
    """May, if the person neither wrote the thing nor reported it (M-24)."""
    return actor.person_id is not None and actor.person_id not in target.involved


RULES = [
    # Anybody may report what they can read, also without an account (S-01).
    allow("notice.file", [anyone]),
    # The queue is for moderators.
    allow("case.read", [is_moderator]),
    # Nobody decides about own content or own notices.
    allow("case.decide", [is_moderator, is_not_involved]),
    # Authors read why something of theirs was hidden, and moderators do.
    allow("statement.read", [is_about_own_content], [is_moderator]),
]
