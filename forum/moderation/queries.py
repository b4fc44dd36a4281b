"""Reading cases, notices and statements."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor, can, require
from forum.core.tokens import digest
from forum.moderation.models import Case, CaseState, Notice, Statement
from forum.web.paging import Order, Page, number

PER_PAGE = 30
OLDEST_FIRST = Order(((Case.id, False),), (number,))
NEWEST_FIRST = Order(((Case.id, True),), (number,))


def queue(viewer: Actor, *, state: CaseState = CaseState.OPEN, kind: str = "", after: str | None = None) -> Page[Case]:
    """Return a page of cases with their notices: open ones oldest first, decided ones newest first."""
    require(viewer, "case.read")
    statement = select(Case).where(Case.state == state).options(selectinload(Case.notices))
    if kind:
        statement = statement.where(Case.kind == kind)
    order = OLDEST_FIRST if state == CaseState.OPEN else NEWEST_FIRST
    return order.page(db.session.scalars(order.apply(statement, after, PER_PAGE)).all(), PER_PAGE)


def case(viewer: Actor, case_id: int) -> Case:
    """Return a case with its notices and statements. Raises NotFound, also for those who are no moderators."""
    if not can(viewer, "case.read"):
        raise NotFound
    found = db.session.scalar(
        select(Case)
        .where(Case.id == case_id)
        .options(selectinload(Case.notices).joinedload(Notice.person), selectinload(Case.statements))
    )
    if found is None:
        raise NotFound
    return found


def notice_by_token(token: str) -> Notice:
    """Return the notice whose secret link this is. Raises NotFound."""
    found = db.session.scalar(
        select(Notice).where(Notice.token_digest == digest(token)).options(joinedload(Notice.case))
    )
    if found is None:
        raise NotFound
    return found


def statement(viewer: Actor, puid: str) -> Statement:
    """Return a statement for the author of the content or a moderator. Raises NotFound for everybody else."""
    found = db.session.scalar(select(Statement).where(Statement.puid == puid).options(joinedload(Statement.case)))
    if found is None or not can(viewer, "statement.read", found):
        raise NotFound
    return found


def own_statements(viewer: Actor) -> Sequence[Statement]:
    """Return the statements about what the viewer wrote, newest first (M-32)."""
    return db.session.scalars(
        select(Statement).where(Statement.author_id == viewer.person_id).order_by(Statement.id.desc()).limit(100)
    ).all()


def open_cases() -> int:
    """Return how many cases wait for a decision; the number is for the Stabsstelle too, the cases are not (G-12)."""
    return db.session.scalar(select(func.count()).where(Case.state == CaseState.OPEN)) or 0
