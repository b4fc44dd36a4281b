"""Reading what became of recommendations. The first argument is always the viewer."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from forum.accounts.models import AS_NAMED
from forum.committees.models import Committee
from forum.core.clock import local, today
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor, can
from forum.dossiers.models import Decision
from forum.meetings.models import ANNOUNCED, Circulation, CirculationReply, Meeting, Motion, Poll, Resolution
from forum.meetings.queries import dissenting_opinions
from forum.meetings.queries.entitled import steps_back_from
from forum.recommendations.models import Dissenter, FollowUp, MinorityVote
from forum.recommendations.policies import reads_drafts_of

MOST = 100


def recommendation(viewer: Actor, resolution_id: int) -> Resolution:
    """Return what a Fachbeirat adopted, with its committee. Raises NotFound, also when the viewer may not know of it."""
    found = db.session.scalar(
        select(Resolution)
        .where(
            Resolution.id == resolution_id,
            Resolution.kind.in_(ANNOUNCED),
        )
        .options(joinedload(Resolution.committee))
    )
    # Where nobody leads the committee, the Stabsstelle announces what it adopted, and reads it for that.
    if found is None or (found.audience not in viewer.words and not can(viewer, "resolution.announce", found)):
        raise NotFound
    return found


def motion_of(resolution: Resolution) -> Motion | None:
    """Return the motion that was adopted; what was decided in writing has none."""
    return db.session.scalar(
        select(Motion).join(Poll, Poll.motion_id == Motion.id).where(Poll.id == resolution.poll_id)
    )


def can_be_announced(viewer: Actor, resolution: Resolution) -> bool:
    """Tell whether somebody can announce what was adopted now: it has its words, and they do not step back from it."""
    if resolution.audience == resolution.committee.audience or not resolution.text:
        return False
    return can(viewer, "resolution.announce", resolution) and not steps_back_from(viewer.person_id, resolution)


def place_of(viewer: Actor, resolution: Resolution) -> str | None:
    """Return the address of where it was adopted; none for those who may not see that session or circulation."""
    if resolution.circulation_id is not None:
        is_seen = db.session.get_one(Circulation, resolution.circulation_id).is_read_by(viewer)
    else:
        is_seen = db.session.get_one(Meeting, resolution.meeting_id).audience in viewer.words
    return resolution.place if is_seen else None


def opinions_in_writing(viewer: Actor, resolution: Resolution) -> Sequence[CirculationReply]:
    """Return what was said against what was decided in writing; a session's motion holds its own."""
    if resolution.circulation_id is None:
        return []
    return dissenting_opinions(viewer, db.session.get_one(Circulation, resolution.circulation_id))


def _follow_ups(viewer: Actor) -> Any:
    return (
        select(FollowUp)
        .join(FollowUp.resolution)
        .where(Resolution.audience.in_(viewer.words))
        .options(
            contains_eager(FollowUp.resolution)
            .joinedload(Resolution.committee)
            .load_only(Committee.slug, Committee.title),
            joinedload(FollowUp.decision).load_only(Decision.number),
        )
    )


def follow_up(viewer: Actor, of: Resolution) -> FollowUp | None:
    """Return the answer that is owed to a recommendation; none for one that no process has seen yet."""
    found: FollowUp | None = db.session.scalar(_follow_ups(viewer).where(FollowUp.resolution_id == of.id))
    return found


def follow_ups(viewer: Actor, resolution_ids: Sequence[int]) -> dict[int, FollowUp]:
    """Return what is owed to these recommendations, by their numbers."""
    rows = db.session.scalars(_follow_ups(viewer).where(FollowUp.resolution_id.in_(resolution_ids)))
    return {row.resolution_id: row for row in rows}


def open_recommendations(viewer: Actor, committee_id: int | None = None) -> Sequence[FollowUp]:
    """Return the recommendations that have no answer yet, the longest overdue first (B-17)."""
    statement = _follow_ups(viewer).where(FollowUp.answered_at.is_(None))
    if committee_id is not None:
        statement = statement.where(FollowUp.committee_id == committee_id)
    rows: Sequence[FollowUp] = db.session.scalars(
        statement.order_by(FollowUp.due_on, FollowUp.resolution_id).limit(MOST)
    ).all()
    return rows


def count_open(viewer: Actor) -> tuple[int, int]:
    """Count the recommendations without an answer, and those of them that are overdue."""
    mine = (FollowUp.answered_at.is_(None), Resolution.audience.in_(viewer.words))
    counted = select(func.count()).select_from(FollowUp).join(Resolution, Resolution.id == FollowUp.resolution_id)
    total = db.session.scalar(counted.where(*mine)) or 0
    return total, db.session.scalar(counted.where(*mine, FollowUp.due_on < today())) or 0


def answering(viewer: Actor, committee_id: int) -> dict[str, int]:
    """Count the recommendations of a committee by whether they were answered in time, late, or not yet, and overdue."""
    rows = db.session.execute(
        select(FollowUp.due_on, FollowUp.answered_at)
        .join(Resolution, Resolution.id == FollowUp.resolution_id)
        .where(FollowUp.committee_id == committee_id, Resolution.audience.in_(viewer.words))
    )
    found = Counter(
        ("in_time" if local(answered).date() <= due_on else "late")
        if answered is not None
        else ("overdue" if due_on < today() else "open")
        for due_on, answered in rows
    )
    return dict(found)


def minority_votes(viewer: Actor, of: Resolution) -> Sequence[MinorityVote]:
    """Return the minority votes on a recommendation: the published ones, and for its committee the others too."""
    statement = select(MinorityVote).where(MinorityVote.resolution_id == of.id)
    if not reads_drafts_of(viewer, of):
        statement = statement.where(MinorityVote.published_at.is_not(None))
    return db.session.scalars(
        statement.options(
            selectinload(MinorityVote.dissenters).joinedload(Dissenter.person).load_only(*AS_NAMED)
        ).order_by(MinorityVote.id)
    ).all()


def with_minority_vote(viewer: Actor, resolution_ids: Sequence[int]) -> set[int]:
    """Return which of these recommendations have a published minority vote."""
    return set(
        db.session.scalars(
            select(MinorityVote.resolution_id).where(
                MinorityVote.resolution_id.in_(resolution_ids),
                MinorityVote.published_at.is_not(None),
                MinorityVote.audience.in_(viewer.words),
            )
        )
    )


def minority_vote(viewer: Actor, of: Resolution, vote_id: int) -> MinorityVote:
    """Return one of the minority votes on a recommendation. Raises NotFound."""
    found = next((one for one in minority_votes(viewer, of) if one.id == vote_id), None)
    if found is None:
        raise NotFound
    return found


def published_vote(viewer: Actor, vote_id: int) -> MinorityVote:
    """Return a minority vote that stands in public. Raises NotFound, also when the viewer may not know of it."""
    found = db.session.get(MinorityVote, vote_id)
    if found is None or found.published_at is None or found.audience not in viewer.words:
        raise NotFound
    return found


def answer_in_words(viewer: Actor, resolution_id: int) -> FollowUp:
    """Return the answer to a recommendation that was given in words. Raises NotFound."""
    found = follow_up(viewer, recommendation(viewer, resolution_id))
    if found is None or not found.source:
        raise NotFound
    return found
