"""Texts that are put to the vote: written, moved along their course, and amended."""

from forum.meetings.commands.motions import moving, writing
from forum.meetings.commands.motions.moving import let_amendments_lapse, put_to_vote, require_settled
from forum.meetings.commands.motions.writing import apply_amendment

__all__ = ["ACTIONS", "apply_amendment", "let_amendments_lapse", "put_to_vote", "require_settled"]

ACTIONS = writing.ACTIONS | moving.ACTIONS
