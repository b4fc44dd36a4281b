"""Removing a text of a decision in writing: by chair and clerk, as in a session (B-06, L-51)."""

from sqlalchemy import select

from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, Invalid, NotFound
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.meetings import handover
from forum.meetings.commands.redaction import REASONS, take_words
from forum.meetings.events import CirculationRedacted
from forum.meetings.models import Circulation, CirculationReply, CirculationState, Resolution


def redact_circulation(actor: Actor, circulation_id: int, part: str, reason: str, *, mark: str = "") -> Circulation:
    """Remove a text and what was copied from it; votes, outcome and number stay. Raises NotFound, Forbidden, Conflict.

    An opinion is named by its ``mark``, so that whoever removes it need not know who wrote it.
    """
    circulation = get_or_404(Circulation, circulation_id, lock=True)
    if not circulation.is_read_by(actor):
        raise NotFound
    require(actor, "text.redact", circulation)
    if reason not in REASONS:
        raise Invalid(fields={"reason": [_("Diese Angabe fehlt oder passt nicht.")]})
    resolution_id = None
    if part == "matter":
        resolution_id = _remove_matter(circulation, reason)
    elif part == "withdrawal" and circulation.withdrawn_reason:
        circulation.withdrawn_reason, circulation.withdrawal_removed = "", reason
    elif part == "opinion":
        resolution_id = _remove_opinion(actor, circulation, mark, reason)
    else:
        raise NotFound(_("Diesen Text gibt es hier nicht."))
    event = CirculationRedacted(
        circulation_id=circulation.id,
        committee_id=circulation.committee_id,
        part=part,
        reason=reason,
        resolution_id=resolution_id,
    )
    accepted = circulation.state == CirculationState.ACCEPTED
    record(actor, event, audience=circulation.adopted_for if accepted else circulation.audience)
    return circulation


def _remove_matter(circulation: Circulation, reason: str) -> int | None:
    """Remove what is decided on, but never while it is decided on (L-73); return the number of what it became."""
    if circulation.state == CirculationState.OPEN:
        raise Conflict(_("Dieser Umlauf läuft noch. Bitte ziehen Sie ihn zuerst zurück."))
    if circulation.removed:
        raise Conflict(_("Dieser Text ist schon entfernt."))
    circulation.removed = reason
    for name in ("title", "source", "html", "reasons", "reasons_html", "papers", "papers_html"):
        setattr(circulation, name, "")
    circulation.withheld_title = None
    resolution = _became(circulation)
    if resolution is None:
        return None
    take_words(resolution)
    return resolution.id


def _became(circulation: Circulation) -> Resolution | None:
    return db.session.scalar(select(Resolution).where(Resolution.circulation_id == circulation.id))


def _remove_opinion(actor: Actor, circulation: Circulation, mark: str, reason: str) -> int | None:
    """Remove the words of one answer, also where they are quoted; what the actor may not read is not there."""
    replies = select(CirculationReply).where(CirculationReply.circulation_id == circulation.id)
    if circulation.audience not in actor.words:
        replies = replies.where(CirculationReply.against != "")
    found = [one for one in db.session.scalars(replies) if one.words and one.mark == mark]
    if not found:
        raise NotFound(_("Diesen Text gibt es hier nicht."))
    for one in found:
        one.reason, one.against, one.removed = "", "", reason
    db.session.flush()
    resolution = _became(circulation)
    if resolution is None:
        return None
    handover.say_anew(resolution)
    return resolution.id
