"""What goes by itself after some time, as the page about privacy says it (P-10)."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app, url_for
from sqlalchemy import ColumnElement, Update, and_, delete, exists, literal, null, or_, select, update

from forum.accounts.events import NamesSwept
from forum.accounts.models import Erasure, Grant, Person, Standing
from forum.accounts.naming import outdated_handle
from forum.committees.models import Membership
from forum.core import mail
from forum.core.clock import now, today
from forum.core.db import db, transaction
from forum.core.events import record
from forum.core.permissions import SYSTEM
from forum.files import storage
from forum.files.models import File
from forum.holds.queries import free_of_holds, held_people, thing_is_held
from forum.ideas.lifecycle import FINAL, IdeaState
from forum.ideas.models import IdeaStep, PaperBatch
from forum.moderation.authorship import written_by_any
from forum.moderation.measures import ERASED
from forum.moderation.models import (
    Case,
    CaseNote,
    CaseState,
    Complaint,
    Dispute,
    Notice,
    PublishedReport,
    Statement,
    SweptEvidence,
)
from forum.privacy.erasing import NO_PASSWORD, erase, remove_account
from forum.privacy.sweeping import swept
from forum.privacy.ties import must_wait, ties
from forum.privacy.traces import Traces
from forum.screening.commands import forget_words
from forum.screening.models import HeldState, HeldText

AT_ONCE = 100
# Once an idea is here, it is decided on whether the signatures moved anything.
DECIDED = FINAL | {IdeaState.BESCHLOSSEN, IdeaState.UMSETZUNG}
# Who was told hears it so long before the account goes, however late the mail went out.
LEAST_NOTICE = timedelta(days=60)


def months_ago(day: date, months: int) -> date:
    """Return the day so many months before another, or the last one of a shorter month."""
    number = day.year * 12 + day.month - 1 - months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _moment_ago(months: int) -> datetime:
    """Return the moment so many months before this one."""
    return now() - (today() - months_ago(today(), months))


def forget_unconfirmed() -> None:
    """Remove accounts that nobody confirmed; they wrote nothing, so no placeholder is needed."""
    with transaction():
        oldest = now() - timedelta(days=current_app.config["UNCONFIRMED_KEEP_DAYS"])
        late = select(Person).where(
            Person.standing == Standing.UNCONFIRMED, Person.created_at < oldest, free_of_holds(Person.id)
        )
        for person in db.session.scalars(late.order_by(Person.id).limit(AT_ONCE)).all():
            remove_account(SYSTEM, person)


def forget_former_handles() -> None:
    """Let go of names that were given up long enough ago: texts that say one behind an @ say the present one from then on.

    So an erasure finds the person there later, and whoever takes the name is not meant by older texts (P-06, I-15).
    """
    while True:
        with transaction():
            if (row := outdated_handle()) is None:
                return
            person = db.session.get_one(Person, row.person_id)
            former = row.handle
            db.session.delete(row)
            db.session.flush()
            if former != person.handle:
                found = swept(Traces((former,), (), instead=person.handle))
                record(SYSTEM, NamesSwept(person_id=person.id, **found), audience="admin")


def tell_the_idle() -> None:
    """Write to everybody who was not here for long that the account will go."""
    config = current_app.config
    with transaction():
        notice = config["INACTIVE_ERASE_MONTHS"] - config["INACTIVE_TELL_MONTHS"]
        day = months_ago(today(), -notice)
        idle = select(Person).where(_unused_since(config["INACTIVE_TELL_MONTHS"]), Person.idle_told_on.is_(None))
        for person in db.session.scalars(idle.order_by(Person.id).limit(AT_ONCE)).all():
            person.idle_told_on = today()
            mail.queue(
                person.email,
                "account_idle",
                language=person.language,
                handle=person.handle,
                day=max(day, today() + LEAST_NOTICE),
                url=mail.absolute(url_for("accounts.sign_in", _external=False)),
            )


def erase_the_idle() -> None:
    """Erase accounts of which nobody answered to that mail; their texts stay without a name (P-06 a)."""
    config = current_app.config
    told = and_(Person.idle_told_on.is_not(None), Person.idle_told_on <= today() - LEAST_NOTICE)
    late = select(Person.id).where(_unused_since(config["INACTIVE_ERASE_MONTHS"]), told).order_by(Person.id)
    for number in db.session.scalars(late.limit(AT_ONCE)).all():
        with transaction():
            person = db.session.get_one(Person, number, with_for_update=True)
            if person.idle_told_on is not None and not must_wait(person) and not ties(person):
                erase(SYSTEM, person, with_texts=False)


def _unused_since(months: int) -> ColumnElement[bool]:
    """Return the condition that somebody did not sign in for so long and holds nothing; imported authors are left."""
    limit = months_ago(today(), months)
    holds_role = exists().where(Grant.person_id == Person.id, or_(Grant.until.is_(None), Grant.until >= today()))
    sits = exists().where(
        Membership.person_id == Person.id, or_(Membership.until.is_(None), Membership.until >= today())
    )
    return and_(
        Person.standing.in_([Standing.ACTIVE, Standing.SUSPENDED]),
        Person.password_hash != NO_PASSWORD,
        Person.created_at < _moment_ago(months),
        or_(Person.seen_on.is_(None), Person.seen_on < limit),
        ~exists().where(Erasure.person_id == Person.id),
        ~holds_role,
        ~sits,
    )


def forget_scans() -> None:
    """Remove the scans of lists of signatures some time after the idea was decided on; the figures stay (P-10)."""
    before = _moment_ago(current_app.config["SCAN_KEEP_MONTHS"])
    decided = select(IdeaStep.idea_id).where(IdeaStep.to_state.in_(DECIDED), IdeaStep.at < before)
    batches = select(PaperBatch.id).where(PaperBatch.idea_id.in_(decided))
    old = (File.purpose == "paper", File.thing_id.in_(batches), free_of_holds(File.owner_id))
    with transaction():
        keys = list(
            db.session.scalars(select(File.key).where(*old).order_by(File.id).with_for_update(skip_locked=True))
        )
        db.session.execute(delete(File).where(File.key.in_(keys)))
        storage.remove_after_commit(keys)


def forget_old_reports() -> None:
    """Remove yearly reports of the moderation some years after they were published."""
    old = PublishedReport.published_at < _moment_ago(12 * current_app.config["REPORT_KEEP_YEARS"])
    with transaction():
        db.session.execute(delete(PublishedReport).where(old))


def forget_refused_texts() -> None:
    """Remove the words of texts that were refused or given back, once nobody can object to that any more (M-14, P-10).

    Its author had that long to take them along. A complaint that waits keeps them: if it is right, they are published.
    """
    before = now() - timedelta(days=current_app.config["COMPLAINT_DAYS"])
    waits = exists().where(
        Case.kind == "held",
        Case.target_id == HeldText.id,
        Complaint.case_id == Case.id,
        or_(Complaint.answered_at.is_(None), Complaint.answered_at >= before),
    )
    old = select(HeldText).where(
        HeldText.state.in_([HeldState.REFUSED, HeldState.RETURNED]),
        HeldText.decided_at < before,
        HeldText.source != "",
        ~waits,
        ~thing_is_held(literal("held"), HeldText.id),
        free_of_holds(HeldText.person_id),
    )
    with transaction():
        for held in db.session.scalars(old.order_by(HeldText.id).limit(AT_ONCE)).all():
            forget_words(held)


def forget_closed_cases() -> None:
    """Remove the words of cases that were closed years ago; measures, rules, days and figures stay (P-10)."""
    before = _moment_ago(12 * current_app.config["MODERATION_KEEP_YEARS"])
    open_complaint = exists().where(
        Complaint.case_id == Case.id, or_(Complaint.answered_at.is_(None), Complaint.answered_at >= before)
    )
    old = select(Case.id).where(
        Case.state != CaseState.OPEN,
        Case.decided_at < before,
        ~open_complaint,
        ~exists().where(Dispute.case_id == Case.id, Dispute.closed_on.is_(None)),
        # What was taken back by a slip and held again is told anew, and can be objected to from then on.
        ~exists().where(Statement.case_id == Case.id, Statement.again_at >= before),
        # A case that was dismissed has no statement, and its notices are evidence all the same (P-09).
        ~thing_is_held(Case.kind, Case.target_id),
        ~exists().where(Statement.case_id == Case.id, ~free_of_holds(Statement.author_id)),
        ~exists().where(Notice.case_id == Case.id, ~free_of_holds(Notice.person_id)),
        ~written_by_any(held_people()),
    )
    swept_evidence = select(Statement.id).where(Statement.case_id.in_(old))
    with transaction():
        for step in (
            *(_blanked(model, key.in_(old), blank) for model, (key, blank) in _WORDS_OF_CASES.items()),
            _without_details(Statement.case_id.in_(old)),
            delete(SweptEvidence).where(SweptEvidence.statement_id.in_(swept_evidence)),
            delete(CaseNote).where(CaseNote.case_id.in_(old)),
        ):
            db.session.execute(step.execution_options(synchronize_session=False))
        # What still holds can still end, so what that needs stays, but for words.
        has_words = or_(*(Statement.detail[name].as_string().is_not(None) for name in _WORDS_IN_DETAILS))
        held = select(Statement).where(Statement.case_id.in_(old), has_words)
        for statement in db.session.scalars(held.execution_options(populate_existing=True)).all():
            detail = statement.detail or {}
            statement.detail = {name: value for name, value in detail.items() if name not in _WORDS_IN_DETAILS}


# Words in the details of a statement: what was blackened, and what a session erased for good.
_WORDS_IN_DETAILS = ("passages", ERASED)
# Of each row of a case: how it belongs to it, and what its words are once they went.
_WORDS_OF_CASES: dict[Any, tuple[Any, dict[str, Any]]] = {
    Notice: (
        Notice.case_id,
        {
            **dict.fromkeys(("name", "email", "evidence_files", "answer_reason")),
            **dict.fromkeys(("explanation", "legal_ground", "evidence", "address", "named_because"), ""),
        },
    ),
    Statement: (
        Statement.case_id,
        {
            **dict.fromkeys(("revert_reason", "evidence_files")),
            **dict.fromkeys(("facts", "legal_ground", "evidence"), ""),
        },
    ),
    Complaint: (Complaint.case_id, dict.fromkeys(("text", "reasons"), "")),
    Case: (Case.id, {"reason": None}),
}


def _blanked(model: Any, wanted: ColumnElement[bool], blank: dict[str, Any]) -> Update:
    """Return the step that takes the words of rows; what has none any more is not written anew each night."""
    columns = {name: getattr(model, name) for name in blank}
    left = [columns[name].is_not(null()) if empty is None else columns[name] != empty for name, empty in blank.items()]
    values = {name: null() if empty is None else empty for name, empty in blank.items()}
    return update(model).where(wanted, or_(*left)).values(values)


def _without_details(wanted: ColumnElement[bool]) -> Update:
    """Return the step that takes what reversing a measure would need, once it holds no longer (M-15).

    Of an account that was hidden that is only the number of its posts, which the public log says (M-18).
    """
    over = or_(Statement.reverted_at.is_not(None), Statement.ended_at.is_not(None))
    accounts = select(Case.id).where(Case.kind == "account")
    of_account = (Statement.measure == "hide") & Statement.case_id.in_(accounts)
    return update(Statement).where(wanted, over, Statement.detail.is_not(null()), ~of_account).values(detail=null())
