"""What follows from an accepted motion: a resolution with a number, handed over to its idea."""

from collections.abc import Sequence

from sqlalchemy import func, select

from forum.committees.models import Committee, Kind
from forum.core.clock import local, now
from forum.core.db import db, get_or_404
from forum.core.events import record
from forum.core.permissions import SYSTEM
from forum.meetings import handover
from forum.meetings.commands.motions import apply_amendment
from forum.meetings.commands.step import Step
from forum.meetings.events import ResolutionAdopted, ResolutionCirculated
from forum.meetings.models import (
    AgendaItem,
    Circulation,
    Motion,
    MotionKind,
    Poll,
    Resolution,
    ResolutionIdea,
    ResolutionKind,
)
from forum.meetings.queries.entitled import ideas_of


def adopt(step: Step, poll: Poll, motion: Motion) -> None:
    """Adopt an accepted motion as the committee's resolution; an amendment only changes its motion."""
    if motion.kind == MotionKind.AMENDMENT:
        apply_amendment(step, motion)
        return
    # The committee's row is locked, so that two meetings never number a resolution alike.
    committee = get_or_404(Committee, step.meeting.committee_id, lock=True)
    item = db.session.get_one(AgendaItem, poll.item_id)
    kind = ResolutionKind.RESOLUTION if motion.kind == MotionKind.MOTION else ResolutionKind.RECOMMENDATION
    if committee.kind == Kind.BOARD:
        kind = ResolutionKind.DECISION
    about = ideas_of(item)
    resolution = Resolution(
        number=_number(committee, kind),
        kind=kind,
        committee_id=committee.id,
        meeting_id=step.meeting.id,
        item_id=item.id,
        poll_id=poll.id,
        idea_id=about[0] if about else None,
        idea_links=_links(about),
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
        idea_id=resolution.idea_id,
        committee_id=committee.id,
        kind=str(resolution.kind),
    )
    seq = step.record(event, resolution.audience)
    handover.hand_over(resolution, poll, motion, seq)


def adopt_circulated(circulation: Circulation) -> None:
    """Adopt what members accepted in writing; its number is of the same row as those of sessions (B-06)."""
    committee = get_or_404(Committee, circulation.committee_id, lock=True)
    kind = ResolutionKind.DECISION if committee.kind == Kind.BOARD else ResolutionKind.RECOMMENDATION
    resolution = Resolution(
        number=_number(committee, kind),
        kind=kind,
        committee_id=committee.id,
        circulation_id=circulation.id,
        idea_id=circulation.idea_id,
        idea_links=_links([circulation.idea_id] if circulation.idea_id is not None else []),
        text=circulation.source,
        html=circulation.html,
        reasons_html=circulation.reasons_html,
        yes=circulation.yes,
        no=circulation.no,
        abstain=circulation.abstain,
        audience=circulation.adopted_for,
        adopted_at=now(),
    )
    db.session.add(resolution)
    db.session.flush()
    event = ResolutionCirculated(
        circulation_id=circulation.id,
        resolution_id=resolution.id,
        idea_id=resolution.idea_id,
        committee_id=committee.id,
        kind=str(resolution.kind),
    )
    record(SYSTEM, event, audience=resolution.audience)
    handover.hand_over_circulated(resolution, circulation)


def _links(about: Sequence[int]) -> list[ResolutionIdea]:
    return [ResolutionIdea(position=place, idea_id=number) for place, number in enumerate(about, start=1)]


# Each kind has a series of its own: what a Fachbeirat decides for itself is no recommendation to anybody.
_LETTERS = {ResolutionKind.RECOMMENDATION: "FB", ResolutionKind.RESOLUTION: "FBB", ResolutionKind.DECISION: "SCB"}


def _number(committee: Committee, kind: ResolutionKind) -> str:
    """Return the next number of a kind, such as FB-mobilitaet-2026-1."""
    start = f"{_LETTERS[kind]}-{committee.slug}-{local(now()).year}-"
    adopted = select(func.count()).where(Resolution.committee_id == committee.id, Resolution.number.startswith(start))
    return f"{start}{(db.session.scalar(adopted) or 0) + 1}"
