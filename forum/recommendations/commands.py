"""Answering recommendations, and dissenting from them."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import local, now, today
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import SYSTEM, Actor, require
from forum.core.text import clean_text, render
from forum.dossiers.models import Decision
from forum.ideas import commands as ideas
from forum.meetings.models import MotionKind, Resolution
from forum.recommendations.events import (
    FollowUpOwed,
    MinorityVoteBegun,
    MinorityVoteJoined,
    MinorityVotePublished,
    RecommendationAnswered,
    RecommendationDue,
)
from forum.recommendations.models import Dissenter, FollowUp, MinorityVote, last_day_of_dissent
from forum.recommendations.queries import motion_of

TEXT = (20, 8000)
MOST_AT_ONCE = 200
NEAR, BEHIND = 1, 2


def owe_answer(resolution: Resolution) -> None:
    """Note that an answer to a recommendation is owed; saying it twice is saying it once.

    It is due on the day that the committee named, else after the usual time, which begins when the Board can read it. A
    plain motion asks for none (L-16).
    """
    motion = motion_of(resolution)
    if (motion is not None and motion.kind == MotionKind.MOTION) or db.session.get(FollowUp, resolution.id) is not None:
        return
    adopted = local(resolution.announced_at or resolution.adopted_at).date()
    usual = adopted + timedelta(days=current_app.config["RECOMMENDATION_DAYS"])
    due = motion.due_on if motion is not None and motion.due_on is not None and motion.due_on >= adopted else usual
    db.session.add(FollowUp(resolution_id=resolution.id, committee_id=resolution.committee_id, due_on=due))
    db.session.flush()
    event = FollowUpOwed(resolution_id=resolution.id, committee_id=resolution.committee_id)
    record(SYSTEM, event, audience=resolution.audience)


def answer(actor: Actor, resolution: Resolution, *, text: str) -> None:
    """Answer a recommendation in words, with reasons. Raises Conflict when it is answered, Invalid."""
    require(actor, "recommendation.answer", resolution)
    text = _checked(text)
    row = get_or_404(FollowUp, resolution.id, lock=True)
    if row.answered_at is not None:
        raise Conflict(_("Diese Empfehlung ist schon beantwortet."))
    row.source, row.html = text, render(text)
    _answered(actor, row, resolution)


def answer_by_decision(decision: Decision, resolution: Resolution) -> None:
    """Let a decision on its idea answer a recommendation; one that is answered keeps its answer."""
    row = get_or_404(FollowUp, resolution.id, lock=True)
    if row.answered_at is None:
        row.decision_id = decision.id
        _answered(SYSTEM, row, resolution)


def _answered(actor: Actor, row: FollowUp, resolution: Resolution) -> None:
    row.answered_at, row.answered_by = now(), actor.person_id
    db.session.flush()
    event = RecommendationAnswered(
        resolution_id=resolution.id, committee_id=row.committee_id, decision_id=row.decision_id
    )
    record(actor, event, audience=resolution.audience)


def remind_of_answers() -> int:
    """Tell of answers that are due within a week, and of those that are overdue, once each; return how many."""
    near = today() + timedelta(days=current_app.config["RECOMMENDATION_REMIND_DAYS"])
    rows = db.session.scalars(
        select(FollowUp)
        .where(FollowUp.answered_at.is_(None), FollowUp.due_on <= near, FollowUp.told < BEHIND)
        .order_by(FollowUp.due_on, FollowUp.resolution_id)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    told = 0
    for row in rows:
        level = BEHIND if row.due_on < today() else NEAR
        if level > row.told:
            row.told, told = level, told + 1
            event = RecommendationDue(resolution_id=row.resolution_id, committee_id=row.committee_id, level=level)
            record(SYSTEM, event, audience=row.resolution.audience)
    db.session.flush()
    return told


def dissent(actor: Actor, resolution: Resolution, *, text: str) -> MinorityVote:
    """Write a minority vote, or change one's own before it is published. Raises Conflict, Invalid."""
    require(actor, "recommendation.dissent", resolution)
    text = _checked(text)
    person = get_or_404(Person, actor.person_id, lock=True)
    vote = db.session.scalar(
        select(MinorityVote).where(MinorityVote.resolution_id == resolution.id, MinorityVote.author_id == person.id)
    )
    if vote is None:
        vote = MinorityVote(
            resolution_id=resolution.id,
            author_id=person.id,
            source=text,
            html=render(text),
            created_at=now(),
            audience=resolution.audience,
        )
        db.session.add(vote)
        db.session.flush()
        db.session.add(Dissenter(vote_id=vote.id, person_id=person.id, at=now()))
        db.session.flush()
        record(actor, MinorityVoteBegun(**_said(vote, resolution)), audience=resolution.committee.word)
        return vote
    _refuse_published(vote)
    if len(vote.dissenters) > 1:
        raise Conflict(_("Andere haben diesem Text schon zugestimmt; er kann nicht mehr geändert werden."))
    vote.source, vote.html = text, render(text)
    db.session.flush()
    return vote


def agree(actor: Actor, vote: MinorityVote, *, agrees: bool) -> None:
    """Agree with a minority vote, or no longer; its author always does. Raises Conflict."""
    resolution = vote.resolution
    require(actor, "recommendation.dissent", resolution)
    vote = get_or_404(MinorityVote, vote.id, lock=True)
    _refuse_published(vote)
    if actor.person_id == vote.author_id:
        raise Conflict(_("Sie haben dieses Minderheitsvotum selbst geschrieben."))
    own = db.session.get(Dissenter, (vote.id, actor.person_id))
    if (own is not None) == agrees:
        return
    if own is not None:
        db.session.delete(own)
    else:
        db.session.add(Dissenter(vote_id=vote.id, person_id=actor.person_id, at=now()))
    db.session.flush()
    event = MinorityVoteJoined(**_said(vote, resolution), agrees=agrees)
    record(actor, event, audience=resolution.committee.word)


def publish_minority_vote(actor: Actor, vote: MinorityVote) -> None:
    """Publish a minority vote with the names of those who agree, on the page and on the log of the idea (B-16)."""
    require(actor, "vote.publish", vote)
    vote = get_or_404(MinorityVote, vote.id, lock=True)
    _refuse_published(vote)
    resolution = vote.resolution
    vote.published_at = now()
    vote.names = [one.person.handle for one in vote.dissenters if one.person.handle]
    db.session.flush()
    _put_beside(resolution, vote)
    record(actor, MinorityVotePublished(**_said(vote, resolution)), audience=resolution.audience)


def announce_votes(resolution: Resolution) -> None:
    """Let minority votes be read by whom the recommendation was announced to; what is published stands beside it (B-16).

    Their authors wrote them to stand beside it, with their names, so that nobody hears one side only.
    """
    rows = select(MinorityVote).where(
        MinorityVote.resolution_id == resolution.id, MinorityVote.audience != resolution.audience
    )
    for vote in db.session.scalars(rows.order_by(MinorityVote.id).with_for_update()).all():
        vote.audience = resolution.audience
        db.session.flush()
        if vote.published_at is not None:
            _put_beside(resolution, vote)
            record(SYSTEM, MinorityVotePublished(**_said(vote, resolution)), audience=resolution.audience)


def _put_beside(resolution: Resolution, vote: MinorityVote) -> None:
    """Put a published vote on the logs of the ideas, if everybody may read what it is about."""
    for idea_id in sorted(resolution.idea_ids) if resolution.audience == "public" else ():
        ideas.add_minority_vote(
            SYSTEM,
            idea_id,
            committee_title=resolution.committee.title,
            text=vote.source,
            url=vote.url,
            names=vote.names,
        )


def publish_waiting_votes() -> int:
    """Publish what was written in time and not published by its author: nothing is silently lost; return how many."""
    rows = db.session.scalars(
        select(MinorityVote)
        .where(MinorityVote.published_at.is_(None))
        .order_by(MinorityVote.id)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    over = [vote for vote in rows if last_day_of_dissent(vote.resolution) < today()]
    for vote in over:
        publish_minority_vote(SYSTEM, vote)
    return len(over)


def _refuse_published(vote: MinorityVote) -> None:
    if vote.published_at is not None:
        raise Conflict(_("Dieses Minderheitsvotum ist schon veröffentlicht."))


def _checked(text: str) -> str:
    text = clean_text(text)
    if not TEXT[0] <= len(text) <= TEXT[1]:
        raise Invalid(fields={"text": [_("Bitte schreiben Sie zwischen 20 und 8.000 Zeichen.")]})
    return text


def _said(vote: MinorityVote, resolution: Resolution) -> dict[str, int]:
    return {"resolution_id": resolution.id, "committee_id": resolution.committee_id, "vote_id": vote.id}
