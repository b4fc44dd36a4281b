"""Reading disputes, and warnings of those who often report or complain without ground."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor, can, require
from forum.moderation.models import Case, Dispute, MisuseCase, Notice

MOST = 200


def disputes(viewer: Actor) -> Sequence[Dispute]:
    """Return the disputes before bodies outside, those that run first (S-14)."""
    require(viewer, "dispute.keep")
    found = select(Dispute).order_by(Dispute.closed_on.is_not(None), Dispute.opened_on.desc(), Dispute.id.desc())
    return db.session.scalars(found.limit(MOST)).all()


def dispute(viewer: Actor, dispute_id: int) -> Dispute:
    """Return a dispute. Raises NotFound, also for those who do not keep them."""
    found = db.session.get(Dispute, dispute_id)
    if found is None or not can(viewer, "dispute.keep"):
        raise NotFound
    return found


def misuse_of(viewer: Actor, person_id: int) -> Sequence[MisuseCase]:
    """Return the warnings and pauses of a person, for the moderation; the newest first (S-17)."""
    require(viewer, "case.read")
    found = select(MisuseCase).where(MisuseCase.person_id == person_id).order_by(MisuseCase.id.desc())
    return db.session.scalars(found.limit(MOST)).all()


def own_misuse(viewer: Actor) -> Sequence[MisuseCase]:
    """Return what the viewer was warned of or shut out from; suspensions of the account have a statement of their own."""
    found = select(MisuseCase).where(MisuseCase.person_id == (viewer.person_id or 0), MisuseCase.kind != "content")
    return db.session.scalars(found.order_by(MisuseCase.id.desc()).limit(MOST)).all()


def misuse(viewer: Actor, misuse_id: int) -> MisuseCase:
    """Return a warning for those who decide about it. Raises NotFound."""
    found = db.session.get(MisuseCase, misuse_id, options=[joinedload(MisuseCase.person)])
    if found is None or not can(viewer, "misuse.decide", found.person):
        raise NotFound
    return found


def notice_of(case: Case, notice_id: int) -> Notice:
    """Return a notice of a case. Raises NotFound."""
    found = next((one for one in case.notices if one.id == notice_id), None)
    if found is None:
        raise NotFound
    return found
