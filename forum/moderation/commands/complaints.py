"""Changing complaints: filing one about a decision, and answering it as another person (Art. 20 DSA)."""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from forum.core import mail
from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid, NotFound
from forum.core.events import record
from forum.core.i18n import _, language
from forum.core.permissions import Actor, require
from forum.core.text import clean_text
from forum.moderation.commands.cases import lock, open_again
from forum.moderation.commands.following import close_gone, is_gone
from forum.moderation.commands.misuse import refuse_misuse
from forum.moderation.commands.notifiers import address_of
from forum.moderation.commands.reverting import falls_alone, take_back, to_lift
from forum.moderation.events import ComplaintAnswered, ComplaintFiled
from forum.moderation.measures_misuse import MISUSE
from forum.moderation.models import Answer, Case, CaseState, Complaint, MisuseKind, Notice, Outcome, Statement
from forum.moderation.score import count_anew

LENGTH = (20, 5_000)


def open_statement(actor: Actor, statement: Statement) -> None:
    """Note that an author reads a decision of which nobody was written to; the time to object runs from now on (S-24)."""
    require(actor, "statement.open", statement)
    if statement.untold and statement.opened_at is None:
        statement.opened_at = now()
        db.session.flush()


def complain(actor: Actor, statement: Statement, *, text: str) -> Complaint:
    """Object to what the moderation did to one's own content, for at least six months (S-04).

    Of those who wrote it together each may (Art. 20 DSA). What nobody was told is known from this moment at the latest.
    Raises Invalid, and Conflict when it is too late, was done before, or is settled.
    """
    require(actor, "complaint.file", statement)
    if statement.reverted_at is not None:
        raise Conflict(_("Diese Entscheidung ist schon zurückgenommen."))
    open_statement(actor, statement)
    made = Complaint(
        case_id=statement.case_id,
        statement_id=statement.id,
        person_id=actor.person_id,
        against_id=statement.moderator_id,
        informed_at=statement.informed_at,
    )
    return _file(actor, made, text, statement)


def complain_of_inaction(actor: Actor, notice: Notice, *, text: str) -> Complaint:
    """Object to leaving the reported content as it is; whoever has the secret link of the notice may (S-12).

    What counts is the decision that the notifier was told: also where it was only a warning, and where somebody else
    opened the case again since. Raises Invalid, and Conflict when nothing was decided, or it is too late, or was done
    before.
    """
    require(actor, "complaint.file_as_notifier")
    if any(one.informed_at == notice.answered_at for one in notice.complaints):
        raise Conflict(_("Zu dieser Entscheidung gibt es schon eine Beschwerde."))
    if not notice.can_be_objected or notice.answered_at is None:
        raise Conflict(_("Gegen den jetzigen Stand ist keine Beschwerde möglich."))
    made = Complaint(
        case_id=notice.case_id,
        notice_id=notice.id,
        person_id=notice.person_id,
        against_id=notice.answered_by,
        informed_at=notice.answered_at,
    )
    return _file(actor, made, text)


def complain_until(informed_at: datetime) -> datetime:
    """Return until when whoever was told of a decision at this moment may object to it."""
    return informed_at + timedelta(days=current_app.config["COMPLAINT_DAYS"])


def _file(actor: Actor, made: Complaint, text: str, statement: Statement | None = None) -> Complaint:
    about_pause = statement is not None and statement.measure == MISUSE
    # Whoever is shut out of complaints may always complain about that (Art. 20, 23 DSA).
    if made.person_id is not None and not about_pause:
        refuse_misuse(made.person_id, MisuseKind.COMPLAINTS)
    made.text, made.language, made.created_at = _checked(text, "text"), language(), now()
    if now() > complain_until(made.informed_at):
        raise Conflict(
            _("Die Frist für eine Beschwerde ist vorbei. Der Weg zu den Gerichten steht Ihnen weiter offen.")
        )
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError as error:
        raise Conflict(_("Zu dieser Entscheidung gibt es schon eine Beschwerde.")) from error
    record(actor, ComplaintFiled(case_id=made.case_id, complaint_id=made.id), audience="moderator")
    return made


def answer_complaint(actor: Actor, complaint: Complaint, *, outcome: str, reasons: str, version: int) -> None:
    """Answer a complaint with reasons; a decision that does not hold is taken back in the same transaction (S-04, S-13).

    Raises Invalid, and Conflict when somebody answered meanwhile, or the content cannot be shown again.
    """
    require(actor, "complaint.answer", complaint)
    lock(complaint.case)
    # Whoever had a hand in it until this moment answers nothing.
    require(actor, "complaint.answer", complaint)
    if complaint.answered_at is not None or version != complaint.version:
        raise Conflict(_("Diese Beschwerde ist inzwischen beantwortet. Sie sehen jetzt den neuen Stand."))
    if outcome not in set(Outcome):
        raise Invalid(fields={"outcome": [_("Bitte wählen Sie ein Ergebnis.")]})
    if outcome == Outcome.UPHELD and complaint.statement is not None and complaint.statement.reverted_at is not None:
        raise Invalid(
            fields={"outcome": [_("Diese Entscheidung ist schon zurückgenommen; sie kann nicht bestehen bleiben.")]}
        )
    reasons = _checked(reasons, "reasons")
    # All of it or nothing: what cannot be reversed leaves the complaint as it was, also for the page that says why.
    with db.session.begin_nested():
        complaint.outcome, complaint.reasons = Outcome(outcome), reasons
        complaint.answered_at, complaint.answered_by = now(), actor.person_id
        # A new version of the case: whoever has it open reads the answer before they decide about it (M-03).
        flag_modified(complaint.case, "state")
        db.session.flush()
        if complaint.outcome == Outcome.REVERSED:
            _reverse(actor, complaint, reasons)
    event = ComplaintAnswered(case_id=complaint.case_id, complaint_id=complaint.id, outcome=complaint.outcome)
    record(actor, event, audience="moderator")
    _tell_notifier(complaint)


def _checked(text: str, field: str) -> str:
    text = clean_text(text)
    if not LENGTH[0] <= len(text) <= LENGTH[1]:
        raise Invalid(fields={field: [_("Bitte schreiben Sie zwischen 20 und 5.000 Zeichen.")]})
    return text


def _reverse(actor: Actor, complaint: Complaint, reasons: str) -> None:
    """Show the content again, or open the case again for a decision by somebody else.

    Where the content is there no more, nobody has anything to decide: the case closes at once, and notifiers are told.
    """
    case, statement = complaint.case, complaint.statement
    if statement is None:
        if not any(row.stands and row.measure == "hide" for row in case.statements):
            _let_wait_again(case, complaint)
            if is_gone(case.kind, case.target_id):
                close_gone(case.kind, case.target_id)
        return
    if statement.reverted_at is not None:
        return
    if not falls_alone(statement):
        raise Conflict(_("Zu diesem Inhalt gilt eine neuere Entscheidung. Bitte nehmen Sie zuerst diese zurück."))
    try:
        target = to_lift(actor, case, statement)
    except NotFound as error:
        raise Conflict(_("Der Inhalt ist für Sie nicht da. Wiederherstellen kann nur, wer ihn lesen darf.")) from error
    take_back(actor, case, target, statement, reasons)


def _let_wait_again(case: Case, complaint: Complaint) -> None:
    """Open a case again for all whose notices the wrong decision answered: the next one is about them, too (S-10, S-12).

    Whoever has reported the very same again meanwhile is told by that notice.
    """
    open_again(case)
    there = {(one.person_id, one.evidence_version, one.urgent) for one in case.present_notices if one.person_id}
    for one in case.standing_notices:
        is_meant = one.id == complaint.notice_id or one.answered_at == complaint.informed_at
        if is_meant and (one.person_id, one.evidence_version, one.urgent) not in there:
            one.opening = case.opened_at
    case.notice_count = len(case.present_notices)
    count_anew(case, case.present_notices)
    db.session.flush()


def _tell_notifier(complaint: Complaint) -> None:
    """Tell somebody who reported the thing what became of the complaint; authors have their inbox."""
    notice = complaint.notice
    if notice is None:
        return
    address = address_of(notice)
    if address:
        outcome, is_open = complaint.outcome, complaint.case.state == CaseState.OPEN
        values = {"number": notice.id, "reasons": complaint.reasons, "is_open": is_open}
        values |= {
            "is_gone": notice.answer == Answer.GONE,
            "reversed": outcome == Outcome.REVERSED,
            "partly": outcome == Outcome.PARTLY,
        }
        mail.queue(address, "complaint_answer", language=complaint.language, **values)
