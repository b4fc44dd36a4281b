"""Who may do what with follows and messages."""

from typing import Any

from forum.core.permissions import Actor, allow, is_member


def has_account(actor: Actor, _thing: Any) -> bool:
    """May, if it is a person with an account, also a suspended one."""
    return actor.person_id is not None


def is_recipient(actor: Actor, message: Any) -> bool:
    """May, if the message was written to this person."""
    return actor.person_id is not None and actor.person_id == message.person_id


RULES = [
    # Everybody with an account follows what they may see.
    allow("follow.set", [is_member]),
    # People say when they want mails, also while they are suspended.
    allow("mails.set", [has_account]),
    # Everybody has an inbox.
    allow("inbox.read", [has_account]),
    # Nobody reads another person's messages.
    allow("message.read", [is_recipient]),
]
