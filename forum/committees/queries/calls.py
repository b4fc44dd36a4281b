"""Reading calls for members and applications. The first argument is always the viewer."""

from collections.abc import Sequence

from sqlalchemy import case, func, select
from sqlalchemy.orm import contains_eager, joinedload

from forum.accounts.models import AS_NAMED
from forum.committees.models import Application, ApplicationState, BoardEntry, Call, Committee, State
from forum.core.clock import today
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor, can


def open_call_of(_viewer: Actor, of: Committee) -> Call | None:
    """Return the call for members of a committee that is open today, if any; one that rests or ended calls nobody."""
    if of.state != State.ACTIVE:
        return None
    return db.session.scalar(
        select(Call).where(Call.committee_id == of.id, Call.ended_at.is_(None), Call.closes_on >= today())
    )


def open_calls(viewer: Actor) -> Sequence[Call]:
    """Return the calls for members that are open today, the next to close first."""
    return db.session.scalars(
        select(Call)
        .join(Call.committee)
        .where(
            Call.ended_at.is_(None),
            Call.closes_on >= today(),
            Committee.state == State.ACTIVE,
            Committee.audience.in_(viewer.words),
        )
        .options(contains_eager(Call.committee).load_only(Committee.slug, Committee.title))
        .order_by(Call.closes_on, Call.id)
    ).all()


def applications(_viewer: Actor, of: Committee) -> Sequence[Application]:
    """Return who would like to belong to a committee, those who wait first; for the Stabsstelle."""
    unsent = Application.state.in_([ApplicationState.NAMED, ApplicationState.WITHDRAWN]) & (Application.text == "")
    waits = case((Application.state == ApplicationState.WAITING, 0), else_=1)
    return db.session.scalars(
        select(Application)
        .where(Application.committee_id == of.id, ~unsent)
        .options(joinedload(Application.person).load_only(*AS_NAMED))
        .order_by(waits, Application.id.desc())
        .limit(200)
    ).all()


def own_application(viewer: Actor, call: Call) -> Application | None:
    """Return what the viewer answered to a call."""
    return db.session.scalar(
        select(Application).where(Application.call_id == call.id, Application.person_id == viewer.person_id)
    )


def application(viewer: Actor, of: Committee, number: int) -> Application:
    """Return an application. Raises NotFound, also for whoever may not know of it."""
    found = db.session.scalar(
        select(Application)
        .where(Application.id == number, Application.committee_id == of.id)
        .options(
            joinedload(Application.person).load_only(*AS_NAMED),
            joinedload(Application.namer).load_only(*AS_NAMED),
            joinedload(Application.call),
        )
    )
    if found is None or not can(viewer, "application.read", found):
        raise NotFound
    return found


def is_proposed(_viewer: Actor, of: Application) -> bool:
    """Tell whether who applied waits for a second person to belong to the Board; who decides on it was asked before."""
    return db.session.scalar(select(BoardEntry.id).where(BoardEntry.application_id == of.id)) is not None


def waiting_applications() -> int:
    """Count the applications that wait for a decision, for the workbench."""
    statement = (
        select(func.count())
        .select_from(Application)
        .join(Committee, Committee.id == Application.committee_id)
        .where(Application.state == ApplicationState.WAITING, Committee.state == State.ACTIVE)
    )
    return db.session.scalar(statement) or 0


def is_from_application(membership_id: int) -> bool:
    """Tell whether somebody was appointed because they applied."""
    applied = select(Application.id).where(Application.membership_id == membership_id)
    return db.session.scalar(applied.limit(1)) is not None
