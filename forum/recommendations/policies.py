"""Who may answer recommendations, and who may dissent."""

from typing import Any

from sqlalchemy import select

from forum.committees.models import Committee
from forum.committees.queries import recused
from forum.core.clock import today
from forum.core.db import db
from forum.core.permissions import Actor, allow, is_board, is_moderator, is_staff, is_system
from forum.meetings.models import Choice, CirculationReply, NamedVote, Poll, Presence, Resolution, ResolutionKind
from forum.meetings.policies import has_a_vote, has_account
from forum.meetings.queries.entitled import steps_back
from forum.recommendations.models import last_day_of_dissent


def was_outvoted(actor: Actor, resolution: Any) -> bool:
    """May, if the person voted against it; where nobody's vote is known, if they were there and did not step back."""
    if resolution.circulation_id is not None:
        reply = db.session.get(CirculationReply, (resolution.circulation_id, actor.person_id))
        biased = recused(actor.person_id, idea_id=resolution.idea_id) if resolution.idea_id is not None else False
        return reply is not None and reply.choice == Choice.NO and not biased
    own = db.session.get(NamedVote, (resolution.poll_id, actor.person_id))
    if own is not None:
        return bool(own.payload.get("choice") == Choice.NO)
    known = db.session.scalar(select(NamedVote.voter_id).where(NamedVote.poll_id == resolution.poll_id).limit(1))
    if known is not None or actor.person_id is None:
        return False
    # Who had a vote is frozen with it, whatever was declared or taken back since (L-73).
    entitled = db.session.get_one(Poll, resolution.poll_id).configuration.get("entitled")
    if actor.person_id not in entitled if entitled is not None else steps_back(actor.person_id, resolution.item_id):
        return False
    there = select(Presence.id).where(
        Presence.meeting_id == resolution.meeting_id, Presence.person_id == actor.person_id
    )
    return db.session.scalar(there.limit(1)) is not None


def is_recommendation(_actor: Actor, resolution: Any) -> bool:
    """May, if it is for others: what a Fachbeirat resolved for itself has the dissenting opinions of its motion."""
    return bool(resolution.kind == ResolutionKind.RECOMMENDATION)


def can_still_dissent(_actor: Actor, resolution: Any) -> bool:
    """May, until the end of the last day after the session."""
    return today() <= last_day_of_dissent(resolution)


def is_its_author(actor: Actor, vote: Any) -> bool:
    """May, if the person wrote it."""
    return actor.person_id == vote.author_id


def reads_drafts_of(viewer: Actor, resolution: Resolution) -> bool:
    """Tell whether the viewer belongs to the committee, which reads minority votes before they are published."""
    of: Committee = resolution.committee
    return of.word in viewer.words


RULES = [
    # The Board answers what was recommended to it; the Stabsstelle writes it down for the Board, the forum from decisions.
    allow("recommendation.answer", [is_board], [is_staff], [is_system]),
    # Whoever was outvoted writes a minority vote, or agrees with one, within some days (B-16).
    allow("recommendation.dissent", [has_account, has_a_vote, is_recommendation, was_outvoted, can_still_dissent]),
    # Its author publishes it before the last day; then the forum does.
    allow("vote.publish", [is_its_author], [is_system]),
    # The moderation hides what was published of them, with a statement of reasons; chair and clerk belong to the majority.
    allow("recommendation.hide", [is_moderator]),
]
