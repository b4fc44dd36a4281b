"""Who may do what with surveys."""

from typing import Any

from forum.core.permissions import Actor, allow, is_member, is_moderator, is_staff, is_system


def may_read_there(actor: Actor, space: Any) -> bool:
    """May, if the space is for people with a word the person holds."""
    return space.audience in actor.words


def may_read(actor: Actor, survey: Any) -> bool:
    """May, if the space of the survey is for people with a word the person holds."""
    return survey.space.audience in actor.words


def may_write_there(actor: Actor, survey: Any) -> bool:
    """May, if the person holds the word that it takes to write in the space of the survey."""
    return survey.space.writers in actor.words


RULES = [
    # The Stabsstelle sees which surveys there are, and writes new ones where it may read.
    allow("survey.arrange", [is_staff]),
    allow("survey.draft", [is_staff, may_read_there], [is_system]),
    allow("survey.manage", [is_staff, may_read], [is_system]),
    # Whoever may write in the process may answer.
    allow("survey.answer", [is_member, may_read, may_write_there]),
    # Moderation and Stabsstelle read what was typed before others do, once the survey is closed.
    allow("survey.check", [is_moderator, may_read], [is_staff, may_read]),
]
