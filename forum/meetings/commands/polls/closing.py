"""Closing a vote: announced, counted once, and never reset (L-77, L-79, L-82)."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import structlog
from flask import current_app
from sqlalchemy import delete, func, select

from forum.core.clock import now
from forum.core.db import db, get_or_404, transaction
from forum.core.errors import Conflict, ForumError, Invalid
from forum.core.i18n import _
from forum.core.permissions import SYSTEM
from forum.core.text import clean_line
from forum.core.tokens import random_key
from forum.meetings.commands.adoption import adopt
from forum.meetings.commands.motions import let_amendments_lapse
from forum.meetings.commands.polls.shapes import PollRef, Void, poll_of, require_state
from forum.meetings.commands.step import Step
from forum.meetings.counting import canonical, count, digest, figures, verdict_of
from forum.meetings.course import Course
from forum.meetings.events import PollClosed, PollCounting, PollEnding, PollVoided, TurnoutTold
from forum.meetings.models import (
    NAMED,
    NAMELESS,
    REPORTED,
    Ballot,
    Level,
    Meeting,
    Minutes,
    Motion,
    NamedVote,
    Poll,
    PollObjection,
    PollState,
    Turnout,
)
from forum.meetings.queries.procedure import DECIDED

log = structlog.get_logger()


def close_poll(step: Step, data: PollRef) -> None:
    """Announce the end of a vote, or count it when it is over or everybody has voted. Raises Conflict."""
    step.require_running()
    # Also a chair who takes no part in the item may end a vote: counting favours nobody, and somebody has to.
    poll = poll_of(step, data.poll_id)
    require_state(poll, PollState.OPEN)
    notice = int(current_app.config["POLL_NOTICE"])
    if _nobody_is_cut_off(poll) or not notice:
        finish(step, poll)
    elif poll.ends_at is None:
        poll.ends_at = now() + timedelta(seconds=notice)
        grace = poll.configuration["grace"]
        event = PollEnding(meeting_id=step.meeting.id, poll_id=poll.id, ends_at=poll.ends_at, grace=grace)
        step.record(event, poll.audience)
    else:
        raise Conflict(_("Das Ende ist angesagt. Bis dahin zählt noch jede Stimme; danach wird von selbst gezählt."))


def _nobody_is_cut_off(poll: Poll) -> bool:
    over = poll.ends_at is not None and now() > poll.ends_at + timedelta(seconds=poll.configuration["grace"])
    return over or poll.level == Level.PAPER or given(poll) >= len(poll.configuration["entitled"])


def given(poll: Poll) -> int:
    """Count who has voted."""
    table = NamedVote if poll.level in NAMED else Turnout
    return db.session.scalar(select(func.count()).select_from(table).where(table.poll_id == poll.id)) or 0


def finish(step: Step, poll: Poll) -> None:
    """End the voting and count, or hand over to those who open the envelopes. Raises Conflict when votes do not match."""
    if poll.level in NAMED:
        conclude(step, poll, db.session.scalars(select(NamedVote.payload).where(NamedVote.poll_id == poll.id)))
        return
    ballots = db.session.scalars(select(Ballot.payload).where(Ballot.poll_id == poll.id)).all()
    if given(poll) != len(ballots):
        raise Conflict(
            _(
                "Die Zahl der Stimmzettel stimmt nicht mit der Zahl derer überein, die abgestimmt haben. "
                "Die Abstimmung bleibt offen und wird nicht ausgezählt. "
                "Erklären Sie sie mit einem Grund für ungültig und stimmen Sie neu ab."
            )
        )
    if poll.level in REPORTED:
        _rewrite(poll, ballots)
        poll.state = PollState.COUNTING
        poll.envelopes = sorted(ballot["envelope"] for ballot in ballots)
        poll.receipts = sorted(digest(envelope) for envelope in poll.envelopes)
        step.record(PollCounting(meeting_id=step.meeting.id, poll_id=poll.id, given=len(ballots)), poll.audience)
        return
    poll.receipts = sorted(db.session.scalars(select(Turnout.key_hash).where(Turnout.poll_id == poll.id)))
    conclude(step, poll, ballots)


def conclude(step: Step, poll: Poll, ballots: Iterable[dict[str, Any]]) -> None:
    """Count the ballots, freeze result and verdict, and adopt the motion if it was accepted."""
    ballots = sorted(ballots, key=canonical)
    if poll.level not in NAMED:
        _rewrite(poll, ballots)
    result = count(poll.configuration, ballots)
    poll.state, poll.closed_at, poll.result = PollState.CLOSED, now(), result
    poll.yes, poll.no, poll.abstain = result["yes"], result["no"], result["abstain"]
    poll.verdict = verdict_of(poll.configuration, result)
    objections = _keep_objections(poll, ballots)
    event = PollClosed(
        meeting_id=step.meeting.id,
        poll_id=poll.id,
        item_id=poll.item_id,
        motion_id=poll.motion_id,
        kind=poll.kind,
        level=str(poll.level),
        rule=poll.rule,
        given=len(ballots),
        yes=poll.yes,
        no=poll.no,
        abstain=poll.abstain,
        blank=result["blank"],
        invalid=result["invalid"],
        marks=result["options"],
        elected=result.get("elected", []),
        verdict=poll.verdict,
        present=poll.present,
        members=poll.configuration["members"],
        entitled=len(poll.configuration["entitled"]),
        objections=objections,
    )
    step.record(event, poll.audience)
    if poll.motion_id is None:
        return
    motion = db.session.get_one(Motion, poll.motion_id)
    motion.state = Course(poll.verdict)
    let_amendments_lapse(step, motion)
    if poll.verdict == "accepted":
        adopt(step, poll, motion)


def _keep_objections(poll: Poll, ballots: Iterable[dict[str, Any]]) -> list[int]:
    """Give every objection in consent a number of its own, in the order of the words, so that it can be removed (L-51)."""
    texts = sorted(ballot["reason"] for ballot in ballots if ballot.get("reason"))
    kept = [
        PollObjection(meeting_id=poll.meeting_id, poll_id=poll.id, audience=poll.audience, text=text) for text in texts
    ]
    for one in kept:
        db.session.add(one)
        db.session.flush()
    return [one.id for one in kept]


def _rewrite(poll: Poll, ballots: Iterable[dict[str, Any]]) -> None:
    """Write the ballots anew in the order of their content, so that no order of arrival is left in the table (L-77)."""
    db.session.execute(delete(Ballot).where(Ballot.poll_id == poll.id))
    for ballot in sorted(ballots, key=canonical):
        db.session.add(Ballot(poll_id=poll.id, id=random_key(), payload=ballot))
        db.session.flush()


def void_poll(step: Step, data: Void) -> None:
    """Declare a vote void, with a reason; what was cast is kept, and a new vote may follow (L-79). Raises Conflict."""
    step.require_running()
    poll = poll_of(step, data.poll_id)
    if poll.state == PollState.CLOSED or poll.level in NAMED:
        # Who knows how a vote stands, and has an interest in it, does not declare it void (B-15).
        step.require_taking_part(step.item(poll.item_id))
    reason = clean_line(data.reason)
    if len(reason) < 10:
        raise Invalid(fields={"reason": [_("Bitte nennen Sie den Grund mit mindestens 10 Zeichen.")]})
    if poll.verdict == "void":
        raise Conflict(_("Diese Abstimmung ist schon für ungültig erklärt."))
    if poll.motion_id is not None and poll.verdict in DECIDED:
        # A no stands like a yes: nobody has a vote repeated until it ends as they like.
        raise Conflict(
            _("Daraus ist schon ein Beschluss geworden. Ändern kann ihn nur ein neuer Beschluss.")
            if poll.verdict == "accepted"
            else _("Der Antrag ist abgelehnt, und dabei bleibt es. Wer es anders will, stellt einen neuen Antrag.")
        )
    if db.session.scalar(select(Minutes.meeting_id).where(Minutes.approved_poll_id == poll.id)) is not None:
        raise Conflict(_("Mit dieser Abstimmung ist eine Niederschrift genehmigt worden; sie gilt."))
    _void(step, poll, reason, Course.DEBATED)


def abandon(step: Step) -> None:
    """End votes without a result, when the session ends and nobody leads it any more."""
    unfinished = (
        select(Poll).where(Poll.meeting_id == step.meeting.id, Poll.state != PollState.CLOSED).order_by(Poll.id)
    )
    for poll in db.session.scalars(unfinished.with_for_update()).all():
        _void(step, poll, _("Die Sitzung endete, ohne dass jemand sie leitete."), Course.VOID)


def _void(step: Step, poll: Poll, reason: str, motion_state: Course) -> None:
    objections: list[int] = []
    if poll.state != PollState.CLOSED:
        if poll.level in NAMED:
            # Everybody saw these votes come in, so their figures stay, too.
            votes = db.session.scalars(select(NamedVote.payload).where(NamedVote.poll_id == poll.id)).all()
            objections = _keep_objections(poll, votes)
            poll.result = figures(len(poll.options), votes)
            poll.yes, poll.no, poll.abstain = poll.result["yes"], poll.result["no"], poll.result["abstain"]
        else:
            # Beside the turnout, the order of arrival would tell who voted how, for good and in every backup (L-77).
            _rewrite(poll, db.session.scalars(select(Ballot.payload).where(Ballot.poll_id == poll.id)).all())
        poll.closed_at = now()
    poll.state, poll.verdict, poll.void_reason = PollState.CLOSED, "void", reason
    if poll.motion_id is not None:
        db.session.get_one(Motion, poll.motion_id).state = motion_state
    event = PollVoided(
        meeting_id=step.meeting.id,
        poll_id=poll.id,
        motion_id=poll.motion_id,
        motion_state=str(motion_state),
        objections=objections,
    )
    step.record(event, poll.audience)


def coarse(votes: int, voters: int) -> int:
    """Return how many votes are told while nobody may know who voted: rounded down to a fifth, at least to two (L-76)."""
    part = max(2, -(-voters // 5))
    return votes if votes == voters else votes // part * part


def go_on() -> None:
    """Count votes whose announced end is over, and tell how many have voted where that is told late; every 5 s."""
    under_way = Poll.ends_at.is_not(None) | Poll.level.in_(NAMELESS)
    due = db.session.execute(select(Poll.id, Poll.meeting_id).where(Poll.state == PollState.OPEN, under_way)).all()
    for row in due:
        try:
            with transaction():
                step = Step(SYSTEM, get_or_404(Meeting, row.meeting_id, lock=True))
                _go_on(step, get_or_404(Poll, row.id, lock=True))
        except ForumError as error:
            log.warning("poll.stays_open", poll=row.id, reason=error.message)


def _go_on(step: Step, poll: Poll) -> None:
    if poll.state != PollState.OPEN:
        return
    voters, votes = len(poll.configuration["entitled"]), given(poll)
    if poll.ends_at is not None and (votes >= voters or _nobody_is_cut_off(poll)):
        finish(step, poll)
    elif poll.level in NAMELESS and (about := coarse(votes, voters)) != poll.told:
        poll.told = about
        step.record(TurnoutTold(meeting_id=step.meeting.id, poll_id=poll.id, given=about), poll.audience)
