"""Who was invited, who may stand in, and what an item can be about."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, load_only

from forum.accounts.models import AS_NAMED
from forum.committees.models import Membership, in_term
from forum.core.db import db
from forum.core.permissions import Actor, can
from forum.dossiers.models import Dossier
from forum.dossiers.queries import readable
from forum.meetings.models import Invitation, Meeting

MOST_DOSSIERS = 50


def own_invitation(viewer: Actor, of: Meeting) -> Invitation | None:
    """Return the viewer's invitation to a meeting, if there is one that the viewer may still answer."""
    if not can(viewer, "meeting.contribute", of):
        return None
    return db.session.get(Invitation, (of.id, viewer.person_id))


def deputies(of: Meeting) -> Sequence[Membership]:
    """Return who is appointed to deputise in the committee today."""
    return db.session.scalars(
        select(Membership)
        .where(Membership.committee_id == of.committee_id, Membership.deputises.is_(True), in_term())
        .options(joinedload(Membership.person).load_only(*AS_NAMED))
        .order_by(Membership.id)
    ).all()


def dossiers_to_choose(viewer: Actor, chosen: int | None) -> list[tuple[int, str]]:
    """Return the newest papers that an item can be about, and the one that was chosen."""
    statement = (
        select(Dossier).where(readable(viewer)).options(load_only(Dossier.number, Dossier.version, Dossier.title))
    )
    rows = list(db.session.scalars(statement.order_by(Dossier.id.desc()).limit(MOST_DOSSIERS)))
    if chosen is not None and chosen not in {row.id for row in rows}:
        rows += db.session.scalars(statement.where(Dossier.id == chosen))
    return [(row.id, f"{row.number}, {row.version}: {row.title}") for row in rows]
