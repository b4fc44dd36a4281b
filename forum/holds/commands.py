"""Setting and lifting holds; the package authorities asks for the permission, because it knows why."""

from datetime import date

from sqlalchemy import update

from forum.core.clock import now
from forum.core.db import changed, db
from forum.core.errors import Conflict
from forum.core.i18n import _
from forum.core.permissions import Actor
from forum.holds.models import LegalHold


def set_hold(
    actor: Actor,
    kind: str,
    target_id: int,
    *,
    person_id: int | None,
    reason: str,
    review_on: date,
    ordered: bool = False,
) -> LegalHold:
    """Keep a thing and its author's data from being removed until the hold is lifted.

    ``ordered`` says that an authority wants it taken from the public, so that what the moderation does is not its own idea.
    """
    hold = LegalHold(
        kind=kind,
        target_id=target_id,
        person_id=person_id,
        reason=reason,
        review_on=review_on,
        ordered=ordered,
        set_by=actor.person_id,
        set_at=now(),
    )
    db.session.add(hold)
    db.session.flush()
    return hold


def lift_hold(actor: Actor, hold: LegalHold, *, reason: str) -> None:
    """Let a thing go; what waited for that is removed by the ordinary jobs. Raises Conflict."""
    stands = update(LegalHold).where(LegalHold.id == hold.id, LegalHold.lifted_at.is_(None))
    if not changed(stands.values(lifted_by=actor.person_id, lifted_at=now(), lift_reason=reason)):
        raise Conflict(_("Diese Sperre ist schon aufgehoben."))
    db.session.refresh(hold)
