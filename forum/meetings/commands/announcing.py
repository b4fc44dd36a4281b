"""Announcing what a committee adopted behind closed doors, so that it can reach the Board and the public (L-16, B-17)."""

from forum.core.clock import now
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, NotFound
from forum.core.events import Event, record
from forum.core.i18n import _
from forum.core.permissions import Actor, can, require
from forum.meetings import handover
from forum.meetings.commands.step import Step
from forum.meetings.events import CirculatedAnnounced, ResolutionAnnounced
from forum.meetings.models import ANNOUNCED, Circulation, Meeting, Resolution
from forum.meetings.queries.entitled import steps_back_from
from forum.meetings.queries.resolutions import ideas_read_by


def announce(actor: Actor, resolution_id: int, *, reasons: bool) -> Resolution:
    """Let everybody read what a Fachbeirat adopted and only its members could read, with its reasons or without them.

    Item, debate and vote stay closed; only the text, the figures of the vote and its number are told. From now on the Board
    owes an answer to a recommendation; to what the Fachbeirat resolved for itself it owes none. Raises NotFound, Forbidden,
    Conflict.
    """
    found = db.session.get(Resolution, resolution_id)
    if found is None or found.kind not in ANNOUNCED:
        raise NotFound
    # Where nobody leads, the Stabsstelle may, which does not belong to the committee.
    if found.audience not in actor.words and not can(actor, "resolution.announce", found):
        raise NotFound
    require(actor, "resolution.announce", found)
    # Sessions are locked before what they adopted, here as in all their commands.
    step = None
    if found.meeting_id is not None:
        step = Step(actor, get_or_404(Meeting, found.meeting_id, lock=True))
    else:
        get_or_404(Circulation, found.circulation_id, lock=True)
    if steps_back_from(actor.person_id, found):
        raise Conflict(_("Wer bei einem Punkt befangen ist, wirkt an ihm nicht mit."))
    found = get_or_404(Resolution, resolution_id, lock=True)
    if found.audience == found.committee.audience:
        raise Conflict(_("Das ist schon öffentlich."))
    if not found.text:
        raise Conflict(_("Der Text ist entfernt; bekannt zu geben ist nichts mehr."))
    if not reasons:
        found.reasons_audience = found.audience
    found.audience, found.announced_at = found.committee.audience, now()
    db.session.flush()
    if step is not None:
        step.record(_told_in_session(found, step.meeting), found.audience)
    else:
        record(actor, _told_in_writing(found), audience=found.audience)
    handover.announced(found)
    return found


def _idea_told(found: Resolution) -> int | None:
    """Return the first of its ideas that those who read the announcement may read as well."""
    return next(iter(ideas_read_by({found.audience}, found.idea_ids)), None)


def _told_in_session(found: Resolution, meeting: Meeting) -> Event:
    return ResolutionAnnounced(
        meeting_id=meeting.id,
        resolution_id=found.id,
        idea_id=_idea_told(found),
        committee_id=found.committee_id,
        kind=str(found.kind),
        yes=found.yes,
        no=found.no,
        abstain=found.abstain,
    )


def _told_in_writing(found: Resolution) -> Event:
    assert found.circulation_id is not None  # noqa: S101  What was adopted in no session was adopted in writing.
    return CirculatedAnnounced(
        circulation_id=found.circulation_id,
        committee_id=found.committee_id,
        resolution_id=found.id,
        idea_id=_idea_told(found),
        kind=str(found.kind),
    )
