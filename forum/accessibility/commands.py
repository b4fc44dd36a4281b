"""Reporting barriers, answering, reminding, forgetting, and entering reviews (A-24, A-26)."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import current_app, url_for
from sqlalchemy import select, update

from forum.accessibility.events import AccessibilityReviewed, BarrierAnswered, BarrierDue, BarrierReported
from forum.accessibility.models import WAITS, AccessibilityReview, BarrierReport, ReviewKind
from forum.accounts.checks import email_problems
from forum.accounts.models import Person
from forum.core import mail
from forum.core.clock import now, today
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _, language
from forum.core.numbers import next_number
from forum.core.permissions import SYSTEM, Actor, require
from forum.core.text import clean_line, clean_text
from forum.core.tokens import digest, secret_token
from forum.holds.queries import free_of_holds
from forum.ideas.workdays import after_working_days

TEXT = (10, 5_000)
LONGEST_PAGE = 300
# So many days before an answer is due the office is reminded, once.
REMIND_DAYS = 3


@dataclass(frozen=True)
class Receipt:
    """What whoever reports gets: number, day of the answer, and the secret of the link to its state."""

    number: str
    due_on: date
    token: str


def report_barrier(actor: Actor, *, page: str, text: str, email: str = "") -> Receipt:
    """Take a report in, number it and say until when it is answered; a receipt goes out by mail (A-24).

    Who has an account is answered at its address. Raises Invalid.
    """
    require(actor, "barrier.report")
    text, email, page = clean_text(text), clean_line(email), clean_line(page)[:LONGEST_PAGE]
    problems: dict[str, list[str]] = {}
    if not TEXT[0] <= len(text) <= TEXT[1]:
        problems["text"] = [
            _("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=TEXT[0], most=TEXT[1])
        ]
    if email and (wrong := email_problems(email)):
        problems["email"] = wrong
    if problems:
        raise Invalid(fields=problems)
    token, year = secret_token(), today().year
    report = BarrierReport(
        number=f"BF-{year}-{next_number(f'BF-{year}'):04}",
        page=page,
        text=text,
        email=email,
        person_id=actor.person_id,
        language=language(),
        token_digest=digest(token),
        created_at=now(),
        due_on=after_working_days(today(), current_app.config["BARRIER_ANSWER_DAYS"]),
        answer="",
    )
    db.session.add(report)
    db.session.flush()
    record(actor, BarrierReported(barrier_report_id=report.id), audience="staff")
    if address := _address(report):
        url = mail.absolute(url_for("accessibility.state", token=token, _external=False))
        values = {"number": report.number, "due_on": report.due_on, "url": url}
        mail.queue(address, "barrier_receipt", language=report.language, **values)
    return Receipt(report.number, report.due_on, token)


def _address(report: BarrierReport) -> str:
    """Return where the answer goes: what was named, else the account's address, else nowhere."""
    if report.email or report.person_id is None:
        return report.email
    return db.session.get_one(Person, report.person_id).email


def answer_report(actor: Actor, report: BarrierReport, *, text: str, version: int) -> None:
    """Answer a report, once; the answer goes out by mail and stands behind the secret link. Raises Invalid, Conflict."""
    require(actor, "barrier.answer", report)
    text = clean_text(text)
    if not report.is_open or report.version != version:
        raise Conflict(_("Das hat inzwischen jemand anderes beantwortet. Bitte laden Sie die Seite neu."))
    if not TEXT[0] <= len(text) <= TEXT[1]:
        message = _("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=TEXT[0], most=TEXT[1])
        raise Invalid(fields={"answer": [message]})
    report.answer, report.answered_at, report.answered_by = text, now(), actor.person_id
    db.session.flush()
    record(actor, BarrierAnswered(barrier_report_id=report.id), audience="staff")
    if address := _address(report):
        url = mail.absolute(url_for("accessibility.statement_page", _external=False))
        mail.queue(
            address, "barrier_answer", language=report.language, number=report.number, answer=text, statement_url=url
        )


def remind_of_reports() -> None:
    """Remind the office, once for each report, that an answer is due soon or late; opens a transaction."""
    with transaction():
        soon = today() + timedelta(days=REMIND_DAYS)
        due = select(BarrierReport).where(WAITS, BarrierReport.due_on <= soon, BarrierReport.reminded_on.is_(None))
        for report in db.session.scalars(due.order_by(BarrierReport.id)):
            report.reminded_on = today()
            record(SYSTEM, BarrierDue(barrier_report_id=report.id), audience="staff")


def forget_old_reports() -> None:
    """Remove the words of reports that were answered long ago; opens a transaction (P-10)."""
    with transaction():
        oldest = now() - timedelta(days=current_app.config["BARRIER_KEEP_DAYS"])
        old = update(BarrierReport).where(
            BarrierReport.answered_at < oldest,
            BarrierReport.text != "",
            free_of_holds(BarrierReport.person_id),
        )
        emptied = old.values(text="", email="", page="", answer="", person_id=None)
        db.session.execute(emptied.execution_options(synchronize_session=False))


def add_review(
    actor: Actor, kind: ReviewKind, *, reviewed_on: date, pages: str, tools: str, results: str
) -> AccessibilityReview:
    """Enter a review that took place; it stays as it is. Raises Invalid."""
    require(actor, "accessibility.review")
    texts = {"pages": clean_text(pages), "tools": clean_text(tools), "results": clean_text(results)}
    problems = {
        name: [_("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=3, most=TEXT[1])]
        for name, text in texts.items()
        if not 3 <= len(text) <= TEXT[1]
    }
    if reviewed_on > today():
        problems["reviewed_on"] = [_("Dieser Tag liegt in der Zukunft.")]
    if problems:
        raise Invalid(fields=problems)
    review = AccessibilityReview(
        kind=kind, reviewed_on=reviewed_on, entered_by=actor.person_id, entered_at=now(), **texts
    )
    db.session.add(review)
    db.session.flush()
    record(actor, AccessibilityReviewed(accessibility_review_id=review.id, kind=kind.value), audience="staff")
    return review
