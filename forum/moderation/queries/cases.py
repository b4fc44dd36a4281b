"""Reading cases, notices and statements."""

from collections.abc import Sequence

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor, can, require
from forum.core.tokens import digest
from forum.moderation.authorship import is_by, written_together
from forum.moderation.models import (
    ON_PERSON,
    CannedReason,
    Case,
    CaseNote,
    CaseState,
    Complaint,
    Notice,
    Statement,
    SweptEvidence,
)
from forum.moderation.queries.queue import visible_to
from forum.moderation.target import READ_BY_ALL
from forum.web.paging import Order, Page, number

PER_PAGE = 30
MOST_NOTES = 200
MOST_SHOWN = 20
OLDEST_COMPLAINT = Order(((Complaint.id, False),), (number,))
NEWEST_NOTICE = Order(((Notice.id, True),), (number,))
NEWEST_POST = Order(((SweptEvidence.post_id, True),), (number,))
NEWEST_COMPLAINT = Order(((Complaint.id, True),), (number,))


def case(viewer: Actor, case_id: int) -> Case:
    """Return a case with its notices and statements. Raises NotFound, also for those who do not moderate there."""
    found = db.session.scalar(
        select(Case)
        .where(Case.id == case_id)
        .options(
            selectinload(Case.notices).joinedload(Notice.person),
            selectinload(Case.statements),
            selectinload(Case.complaints),
            joinedload(Case.claimer),
            joinedload(Case.decider),
        )
    )
    if found is None or not can(viewer, "case.work_on", found):
        raise NotFound
    return found


def notes_of(viewer: Actor, case: Case) -> Sequence[CaseNote]:
    """Return what moderators said to each other about a case, the oldest first (M-29)."""
    require(viewer, "case.work_on", case)
    wanted = select(CaseNote).where(CaseNote.case_id == case.id).options(joinedload(CaseNote.author))
    return db.session.scalars(wanted.order_by(CaseNote.id).limit(MOST_NOTES)).all()


def history_of(viewer: Actor, author_id: int | None, *, but: int = 0) -> Sequence[Statement]:
    """Return the earlier statements about what an author wrote, as far as the viewer moderates there, newest first."""
    require(viewer, "case.read")
    if author_id is None:
        return []
    wanted = (
        select(Statement)
        .join(Statement.case)
        .where(Statement.author_id == author_id, Statement.case_id != but, visible_to(viewer))
        .options(contains_eager(Statement.case))
    )
    return db.session.scalars(wanted.order_by(Statement.id.desc()).limit(MOST_SHOWN)).all()


def canned_reasons(viewer: Actor) -> Sequence[CannedReason]:
    """Return the reasons that moderators share today, by name."""
    require(viewer, "case.read")
    wanted = select(CannedReason).where(CannedReason.replaced_at.is_(None)).order_by(CannedReason.name, CannedReason.id)
    return db.session.scalars(wanted).all()


def canned_reason(viewer: Actor, number: int) -> CannedReason:
    """Return a canned reason, also one of an earlier version. Raises NotFound."""
    found = db.session.get(CannedReason, number)
    if found is None or not can(viewer, "case.read"):
        raise NotFound
    return found


def notice_by_token(token: str) -> Notice:
    """Return the notice whose secret link this is. Raises NotFound."""
    found = db.session.scalar(
        select(Notice)
        .where(Notice.token_digest == digest(token))
        .options(joinedload(Notice.case), selectinload(Notice.complaints))
    )
    if found is None:
        raise NotFound
    return found


def own_notices(viewer: Actor, after: str | None = None) -> Page[Notice]:
    """Return a page of what the viewer reported with the account, the newest first (M-05)."""
    own = (
        select(Notice)
        .where(Notice.person_id == (viewer.person_id or 0))
        .options(joinedload(Notice.case).selectinload(Case.statements))
    )
    return NEWEST_NOTICE.page(db.session.scalars(NEWEST_NOTICE.apply(own, after, PER_PAGE)).all(), PER_PAGE)


def own_notice(viewer: Actor, notice_id: int) -> Notice:
    """Return a notice that the viewer sent. Raises NotFound."""
    found = db.session.get(Notice, notice_id)
    if found is None or viewer.person_id is None or found.person_id != viewer.person_id:
        raise NotFound
    return found


def statement(viewer: Actor, puid: str) -> Statement:
    """Return a statement for the author of the content or a moderator. Raises NotFound for everybody else."""
    found = db.session.scalar(
        select(Statement)
        .where(Statement.puid == puid)
        .options(joinedload(Statement.case), selectinload(Statement.complaints))
    )
    if found is None or not can(viewer, "statement.read", found):
        raise NotFound
    return found


def swept_evidence(viewer: Actor, found: Statement, after: str | None = None) -> Page[SweptEvidence]:
    """Return a page of what a decision about an account hid, as it was; who decides reads rooms that are for them (M-20)."""
    require(viewer, "statement.read", found)
    kept = select(SweptEvidence).where(SweptEvidence.statement_id == found.id)
    if found.author_id != viewer.person_id:
        kept = kept.where(SweptEvidence.audience.in_(READ_BY_ALL | viewer.words))
    return NEWEST_POST.page(db.session.scalars(NEWEST_POST.apply(kept, after, PER_PAGE)).all(), PER_PAGE)


def complaints(viewer: Actor, *, answered: bool = False, after: str | None = None) -> Page[Complaint]:
    """Return a page of complaints: waiting ones oldest first, answered ones newest first (M-01)."""
    require(viewer, "case.read")
    condition = Complaint.answered_at.is_not(None) if answered else Complaint.answered_at.is_(None)
    found = select(Complaint).join(Complaint.case).where(condition, visible_to(viewer))
    found = found.options(contains_eager(Complaint.case))
    order = NEWEST_COMPLAINT if answered else OLDEST_COMPLAINT
    return order.page(db.session.scalars(order.apply(found, after, PER_PAGE)).all(), PER_PAGE)


def complaint(viewer: Actor, complaint_id: int) -> Complaint:
    """Return a complaint for those who moderate there. Raises NotFound for everybody else."""
    found = db.session.get(
        Complaint,
        complaint_id,
        options=[
            joinedload(Complaint.case).selectinload(Case.notices),
            joinedload(Complaint.statement),
            joinedload(Complaint.notice),
        ],
    )
    if found is None or not can(viewer, "case.work_on", found.case):
        raise NotFound
    return found


def own_statements(viewer: Actor) -> Sequence[Statement]:
    """Return the statements about what the viewer wrote, newest first (M-32)."""
    own = viewer.person_id or 0
    joined = select(Case.id).where(is_by(own))
    return db.session.scalars(
        select(Statement)
        .where(
            or_(Statement.author_id == own, and_(Statement.case_id.in_(joined), Statement.measure.not_in(ON_PERSON)))
        )
        .order_by(Statement.id.desc())
        .limit(100)
    ).all()


def authors_of(statement: Statement) -> frozenset[int]:
    """Return whom a statement is for: the author of what was hidden, or all who wrote it together (N-06)."""
    first = frozenset({statement.author_id} if statement.author_id is not None else ())
    return first if statement.is_on_person else first | written_together(statement.case)


def open_cases() -> int:
    """Return how many cases wait for a decision; the number is for the Stabsstelle too, the cases are not (G-12)."""
    return db.session.scalar(select(func.count()).where(Case.state == CaseState.OPEN)) or 0
