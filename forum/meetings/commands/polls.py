"""Motions and votes, and what follows from an accepted motion."""

from sqlalchemy import func, select

from forum.committees.models import Committee, Kind
from forum.core.clock import local, now
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, Invalid, NotFound
from forum.core.i18n import _
from forum.core.text import clean_line, clean_text, excerpt, plain, render
from forum.meetings import handover
from forum.meetings.commands import shapes
from forum.meetings.commands.step import Step
from forum.meetings.events import MotionAdded, PollClosed, PollOpened, ResolutionAdopted, VoteCast
from forum.meetings.models import AgendaItem, Ballot, Choice, Motion, Poll, Presence, Resolution
from forum.meetings.verdict import count, verdict


def add_motion(step: Step, data: shapes.NewMotion) -> None:
    """Put the text of a recommendation on the table, under the current item."""
    step.require_running()
    item = step.current_item()
    source, reasons = clean_text(data.text), clean_text(data.reasons)
    if len(source) < 10:
        raise Invalid(fields={"text": [_("Bitte schreiben Sie mindestens 10 Zeichen.")]})
    motion = Motion(
        meeting_id=step.meeting.id,
        item_id=item.id,
        person_id=step.person_id,
        source=source,
        html=render(source),
        reasons=reasons,
        reasons_html=render(reasons) if reasons else "",
        audience=item.audience,
    )
    db.session.add(motion)
    db.session.flush()
    step.record(MotionAdded(meeting_id=step.meeting.id, motion_id=motion.id, item_id=item.id), item.audience)


def open_poll(step: Step, data: shapes.NewPoll) -> None:
    """Open a vote on a motion or a question; question, rule and presence are frozen (L-73).

    A motion needs a quorum (NKomVG § 65). Raises Conflict without one, Invalid, NotFound.
    """
    step.require_running()
    item = step.current_item()
    motion = _motion(step, item, data.motion_id)
    if db.session.scalar(select(Poll.id).where(Poll.meeting_id == step.meeting.id, Poll.state == "open").limit(1)):
        raise Conflict(_("Es läuft schon eine Abstimmung."))
    question = clean_line(data.question) or (excerpt(plain(motion.source), 200) if motion else "")
    if len(question) < 5:
        raise Invalid(fields={"question": [_("Bitte schreiben Sie mindestens 5 Zeichen.")]})
    present = _present(step)
    if motion is not None and present < step.meeting.quorum:
        raise Conflict(
            _(
                "Das Gremium ist nicht beschlussfähig: Anwesend sind %(present)s, nötig sind %(quorum)s.",
                present=present,
                quorum=step.meeting.quorum,
            )
        )
    poll = Poll(
        meeting_id=step.meeting.id,
        item_id=item.id,
        motion_id=motion.id if motion else None,
        question=question,
        rule="simple",
        audience=item.audience,
        present=present,
        opened_at=now(),
    )
    db.session.add(poll)
    db.session.flush()
    event = PollOpened(
        meeting_id=step.meeting.id,
        poll_id=poll.id,
        item_id=item.id,
        motion_id=poll.motion_id,
        rule=poll.rule,
        present=poll.present,
    )
    step.record(event, poll.audience)


def _motion(step: Step, item: AgendaItem, motion_id: int | None) -> Motion | None:
    if motion_id is None:
        return None
    motion = db.session.get(Motion, motion_id)
    if motion is None or motion.item_id != item.id:
        raise NotFound(_("Diesen Antrag gibt es beim aufgerufenen Punkt nicht."))
    if motion.state != "submitted":
        raise Conflict(_("Über diesen Antrag ist schon abgestimmt."))
    return motion


def _present(step: Step) -> int:
    present = select(func.count()).where(Presence.meeting_id == step.meeting.id, Presence.until.is_(None))
    return db.session.scalar(present) or 0


def vote(step: Step, data: shapes.Vote) -> None:
    """Cast the actor's vote; there is no second one (L-74)."""
    step.require_running()
    poll = _poll(step, data.poll_id)
    if poll.state != "open":
        raise Conflict(_("Die Abstimmung ist schon geschlossen."))
    step.require_present()
    if db.session.get(Ballot, (poll.id, step.person_id)) is not None:
        raise Conflict(_("Sie haben schon abgestimmt. Ihre Stimme zählt."))
    db.session.add(Ballot(poll_id=poll.id, person_id=step.person_id, choice=Choice(data.choice)))
    step.record(VoteCast(meeting_id=step.meeting.id, poll_id=poll.id, choice=data.choice), poll.audience)


def close_poll(step: Step, data: shapes.PollRef) -> None:
    """Close a vote, count it, and adopt the motion if it was accepted."""
    step.require_running()
    poll = _poll(step, data.poll_id)
    if poll.state != "open":
        raise Conflict(_("Die Abstimmung ist schon geschlossen."))
    motion = _end(step, poll)
    if motion is not None and poll.verdict == "accepted":
        _adopt(step, poll, motion)


def abandon(step: Step) -> None:
    """End an open vote without a result, when the session ends and nobody leads it any more."""
    poll = db.session.scalar(select(Poll).where(Poll.meeting_id == step.meeting.id, Poll.state == "open"))
    if poll is not None:
        _end(step, poll, result="void")


def _end(step: Step, poll: Poll, *, result: str | None = None) -> Motion | None:
    """Count the votes and note the verdict; return the motion that was voted on."""
    tally = count(db.session.scalars(select(Ballot.choice).where(Ballot.poll_id == poll.id)))
    poll.state, poll.closed_at = "closed", now()
    poll.yes, poll.no, poll.abstain = tally.yes, tally.no, tally.abstain
    poll.verdict = result or verdict(tally, poll.rule)
    event = PollClosed(
        meeting_id=step.meeting.id,
        poll_id=poll.id,
        yes=tally.yes,
        no=tally.no,
        abstain=tally.abstain,
        verdict=poll.verdict,
    )
    step.record(event, poll.audience)
    if poll.motion_id is None:
        return None
    motion = db.session.get_one(Motion, poll.motion_id)
    motion.state = poll.verdict
    return motion


def _poll(step: Step, poll_id: int) -> Poll:
    found = db.session.get(Poll, poll_id)
    if found is None or found.meeting_id != step.meeting.id or found.audience not in step.actor.words:
        raise NotFound(_("Diese Abstimmung gibt es hier nicht."))
    return found


def _adopt(step: Step, poll: Poll, motion: Motion) -> None:
    # The committee's row is locked, so that two meetings never number a resolution alike.
    committee = get_or_404(Committee, step.meeting.committee_id, lock=True)
    item = db.session.get_one(AgendaItem, poll.item_id)
    board = committee.kind == Kind.BOARD
    resolution = Resolution(
        number=_number(committee, "SCB" if board else "FB"),
        kind="decision" if board else "recommendation",
        committee_id=committee.id,
        meeting_id=step.meeting.id,
        item_id=item.id,
        poll_id=poll.id,
        idea_id=item.idea_id,
        text=motion.source,
        html=motion.html,
        reasons_html=motion.reasons_html,
        yes=poll.yes,
        no=poll.no,
        abstain=poll.abstain,
        audience=poll.audience,
        adopted_at=now(),
    )
    db.session.add(resolution)
    db.session.flush()
    event = ResolutionAdopted(
        meeting_id=step.meeting.id,
        resolution_id=resolution.id,
        poll_id=poll.id,
        item_id=item.id,
        idea_id=item.idea_id,
        committee_id=committee.id,
        kind=resolution.kind,
    )
    seq = step.record(event, resolution.audience)
    handover.hand_over(resolution, poll, motion, seq)


def _number(committee: Committee, letters: str) -> str:
    """Return the next number, such as FB-mobilitaet-2026-1."""
    start = f"{letters}-{committee.slug}-{local(now()).year}-"
    adopted = select(func.count()).where(Resolution.committee_id == committee.id, Resolution.number.startswith(start))
    return f"{start}{(db.session.scalar(adopted) or 0) + 1}"
