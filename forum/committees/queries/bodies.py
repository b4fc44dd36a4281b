"""Reading committees, their acts and their rules of procedure."""

from collections.abc import Sequence

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload, load_only

from forum.accounts.models import AS_NAMED
from forum.committees.models import (
    READABLE,
    Committee,
    CommitteeAct,
    Kind,
    Membership,
    Rules,
    State,
    in_term,
)
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor


def committees(viewer: Actor, *states: State) -> Sequence[Committee]:
    """Return the committees in these states that the viewer may see, the board first, then by title."""
    return db.session.scalars(
        select(Committee)
        .where(Committee.state.in_(states or [State.ACTIVE]), Committee.audience.in_(viewer.words))
        .options(load_only(Committee.kind, Committee.slug, Committee.title, Committee.theme, Committee.state))
        .order_by(case((Committee.kind == Kind.BOARD, 0), else_=1), func.lower(Committee.title))
    ).all()


def committee(viewer: Actor, slug: str) -> Committee:
    """Return the committee with this slug. Raises NotFound, also when the viewer may not know of it."""
    found = db.session.scalar(
        select(Committee)
        .where(Committee.slug == slug, Committee.audience.in_(viewer.words))
        .options(joinedload(Committee.proposer).load_only(*AS_NAMED))
    )
    if found is None:
        raise NotFound
    return found


def committees_at_work(kind: Kind) -> Sequence[Committee]:
    """Return the committees of a kind that are at work, by title; for choosing the one to which something goes."""
    return db.session.scalars(
        select(Committee)
        .where(Committee.kind == kind, Committee.state == State.ACTIVE)
        .options(load_only(Committee.slug, Committee.title))
        .order_by(func.lower(Committee.title), Committee.id)
    ).all()


def audiences() -> list[tuple[str, str]]:
    """Return the audience word and the title of every committee that works or sleeps."""
    rows = db.session.execute(
        select(Committee.id, Committee.title).where(Committee.state.in_(READABLE)).order_by(Committee.title)
    )
    return [(f"committee:{row.id}", row.title) for row in rows]


def own_committees(viewer: Actor) -> Sequence[Committee]:
    """Return the committees the viewer belongs to today."""
    if viewer.person_id is None:
        return []
    return db.session.scalars(
        select(Committee)
        .join(Membership)
        .where(Membership.person_id == viewer.person_id, Committee.state == State.ACTIVE, in_term())
        .order_by(Committee.id)
    ).all()


def acts(_viewer: Actor, of: Committee) -> Sequence[CommitteeAct]:
    """Return what was done with a committee as a whole, the latest first (G-03)."""
    return db.session.scalars(
        select(CommitteeAct).where(CommitteeAct.committee_id == of.id).order_by(CommitteeAct.id.desc())
    ).all()


def rules_of(committee_id: int) -> Rules:
    """Return the rules of procedure by which a committee goes today."""
    newest = select(Rules).where(Rules.committee_id == committee_id).order_by(Rules.number.desc()).limit(1)
    return db.session.scalar(newest) or Rules.standard()


def versions_of_rules(_viewer: Actor, of: Committee) -> Sequence[Rules]:
    """Return all rules of procedure that a committee has had, the newest first."""
    return db.session.scalars(
        select(Rules)
        .where(Rules.committee_id == of.id)
        .options(joinedload(Rules.actor).load_only(*AS_NAMED))
        .order_by(Rules.number.desc())
    ).all()
