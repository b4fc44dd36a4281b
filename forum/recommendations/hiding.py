"""Hiding what was said after a session, and showing it again; the statement of reasons is the moderation's own (S-02)."""

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import SYSTEM, Actor, require
from forum.core.text import clean_line
from forum.ideas import commands as ideas
from forum.recommendations.events import AnswerHidden, AnswerRestored, MinorityVoteHidden, MinorityVoteRestored
from forum.recommendations.models import FollowUp, MinorityVote, Moderated


def hide_minority_vote(actor: Actor, vote: MinorityVote, *, ground: str) -> None:
    """Take the words of a minority vote from every surface; that there is one, and whose, stays. Raises Conflict."""
    require(actor, "recommendation.hide", vote.resolution)
    _hide(vote, ground)
    for idea_id in sorted(vote.resolution.idea_ids):
        ideas.blank_minority_vote(SYSTEM, idea_id, url=vote.url)
    record(actor, MinorityVoteHidden(**_about(vote)), audience=vote.audience)


def restore_minority_vote(actor: Actor, vote: MinorityVote) -> None:
    """Show a minority vote again. Raises Conflict."""
    require(actor, "recommendation.hide", vote.resolution)
    _restore(vote)
    for idea_id in sorted(vote.resolution.idea_ids):
        ideas.show_minority_vote(SYSTEM, idea_id, url=vote.url, text=vote.source)
    record(actor, MinorityVoteRestored(**_about(vote)), audience=vote.audience)


def hide_answer(actor: Actor, owed: FollowUp, *, ground: str) -> None:
    """Hide the words in which a recommendation was answered; it stays answered. Raises Conflict."""
    require(actor, "recommendation.hide", owed.resolution)
    _hide(owed, ground)
    event = AnswerHidden(resolution_id=owed.resolution_id, committee_id=owed.committee_id)
    record(actor, event, audience=owed.resolution.audience)


def restore_answer(actor: Actor, owed: FollowUp) -> None:
    """Show the answer to a recommendation again. Raises Conflict."""
    require(actor, "recommendation.hide", owed.resolution)
    _restore(owed)
    event = AnswerRestored(resolution_id=owed.resolution_id, committee_id=owed.committee_id)
    record(actor, event, audience=owed.resolution.audience)


def _hide(row: Moderated, ground: str) -> None:
    if row.hidden_at is not None:
        raise Conflict(_("Das ist schon verborgen."))
    row.hidden_at, row.hidden_ground = now(), clean_line(ground)[:120]
    db.session.flush()


def _restore(row: Moderated) -> None:
    if row.hidden_at is None:
        raise Conflict(_("Das ist nicht verborgen."))
    row.hidden_at = row.hidden_ground = None
    db.session.flush()


def _about(vote: MinorityVote) -> dict[str, int]:
    return {"resolution_id": vote.resolution_id, "committee_id": vote.resolution.committee_id, "vote_id": vote.id}
