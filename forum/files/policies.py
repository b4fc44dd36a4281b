"""Who may do what with files."""

from typing import Any

from forum.core.permissions import Actor, allow, is_admin, is_member, is_moderator, is_system


def is_owner(actor: Actor, file: Any) -> bool:
    """May, if the person sent the file in."""
    return actor.person_id is not None and actor.person_id == file.owner_id


def is_held(_actor: Actor, file: Any) -> bool:
    """May, if the file is not attached to anything yet."""
    return file.purpose is None


RULES = [
    # People with an account in good standing send files in.
    allow("file.upload", [is_member]),
    # The administration sends videos in, which are larger than all else, and stand in a page.
    allow("file.upload_video", [is_admin]),
    # What is not attached yet belongs to its owner alone.
    allow("file.discard", [is_owner, is_held]),
    # The moderation hides and restores; a statement of reasons goes with it (package moderation).
    allow("file.hide", [is_moderator], [is_system]),
    # What was hidden is evidence for those who decide, and for its owner, who may complain (P-09).
    allow("file.see_evidence", [is_moderator], [is_owner]),
]
