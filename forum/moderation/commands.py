"""Changing cases: filing a notice, hiding with a statement, dismissing, restoring."""

from dataclasses import dataclass, replace

from flask import url_for
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from forum.accounts.checks import email_problems
from forum.core import mail
from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _, german, language
from forum.core.permissions import Actor, require
from forum.core.text import clean_line, clean_text
from forum.core.tokens import digest, random_key, secret_token
from forum.moderation.events import CaseDismissed, NoticeFiled, StatementIssued, StatementReverted
from forum.moderation.models import Case, CaseState, Notice, Statement
from forum.moderation.rules import RULES
from forum.moderation.targets import KINDS, Target, load

EXPLANATION = (20, 5_000)
FACTS = (20, 5_000)


@dataclass(frozen=True)
class Receipt:
    """What the notifier gets: the notice's number and the secret link to its state."""

    notice_id: int
    token: str


def file_notice(
    actor: Actor,
    target: Target,
    *,
    rule: str,
    explanation: str,
    good_faith: bool,
    name: str = "",
    email: str = "",
) -> Receipt:
    """Report something, with or without an account; a further notice joins the open case (S-01, M-02).

    Raises Invalid, and Conflict when the person reported the same thing before.
    """
    require(actor, "notice.file", target)
    explanation, email = clean_text(explanation), clean_line(email)
    _check_notice(actor, rule, explanation, email, good_faith=good_faith)
    case = _open_case(target)
    token = secret_token()
    notice = Notice(
        case_id=case.id,
        person_id=actor.person_id,
        name=clean_line(name)[:120] or None,
        email=email or None,
        rule=rule,
        explanation=explanation,
        good_faith=good_faith,
        evidence=target.evidence,
        evidence_version=target.version,
        language=language(),
        token_digest=digest(token),
        created_at=now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(notice)
    except IntegrityError as error:
        raise Conflict(_("Sie haben das schon gemeldet. Die Moderation kümmert sich darum.")) from error
    record(actor, NoticeFiled(case_id=case.id, notice_id=notice.id), audience="moderator")
    _send_receipt(notice, token)
    return Receipt(notice.id, token)


def _check_notice(actor: Actor, rule: str, explanation: str, email: str, *, good_faith: bool) -> None:
    problems: dict[str, list[str]] = {}
    if rule not in RULES:
        problems["rule"] = [_("Bitte wählen Sie einen Grund.")]
    if not EXPLANATION[0] <= len(explanation) <= EXPLANATION[1]:
        problems["explanation"] = [_("Bitte schreiben Sie zwischen 20 und 5.000 Zeichen.")]
    if not good_faith:
        problems["good_faith"] = [_("Bitte bestätigen Sie, dass Ihre Angaben nach bestem Wissen stimmen.")]
    if email and (wrong := email_problems(email)):
        problems["email"] = wrong
    if problems:
        raise Invalid(fields=problems)


def _open_case(target: Target) -> Case:
    """Return the case of the thing, opened again if it was closed; two notices at once make one case."""
    try:
        with db.session.begin_nested():
            db.session.add(Case(kind=target.kind, target_id=target.id, opened_at=now(), state=CaseState.OPEN))
    except IntegrityError:
        pass  # There is a case already; the statement below finds and locks it.
    db.session.execute(
        update(Case)
        .where(Case.kind == target.kind, Case.target_id == target.id)
        .values(notice_count=Case.notice_count + 1)
    )
    case = db.session.scalars(
        select(Case)
        .where(Case.kind == target.kind, Case.target_id == target.id)
        .execution_options(populate_existing=True)
    ).one()
    if case.state != CaseState.OPEN:
        case.state, case.opened_at, case.decided_at = CaseState.OPEN, now(), None
        db.session.flush()
    return case


def _send_receipt(notice: Notice, token: str) -> None:
    address = notice.email or (notice.person.email if notice.person else None)
    if address:
        link = mail.absolute(url_for("moderation.state", token=token, _external=False))
        mail.queue(address, "notice_receipt", language=notice.language, number=notice.id, url=link)


def hide(actor: Actor, case: Case, *, rule: str, facts: str, version: int, legal_ground: str = "") -> Statement:
    """Hide the thing of a case, and write the statement of reasons in the same transaction (S-02).

    Raises Invalid, and Conflict when somebody else decided meanwhile (M-03).
    """
    target = _decidable(actor, case, version)
    facts, legal_ground = clean_text(facts), clean_line(legal_ground)
    problems: dict[str, list[str]] = {}
    if rule not in RULES:
        problems["rule"] = [_("Bitte wählen Sie einen Grund.")]
    if not FACTS[0] <= len(facts) <= FACTS[1]:
        problems["facts"] = [_("Bitte schreiben Sie zwischen 20 und 5.000 Zeichen.")]
    if rule in RULES and RULES[rule].illegal and len(legal_ground) < 3:
        problems["legal_ground"] = [_("Bitte nennen Sie das Gesetz und die Vorschrift.")]
    if problems:
        raise Invalid(fields=problems)
    statement = Statement(
        puid=random_key(),
        case_id=case.id,
        author_id=target.author_id,
        moderator_id=actor.person_id,
        measure="hide",
        rule=rule,
        legal_ground=legal_ground[:250],
        facts=facts,
        after_notice=case.notice_count > 0,
        evidence=target.evidence,
        created_at=now(),
    )
    db.session.add(statement)
    KINDS[case.kind].hide(actor, target.thing, ground=german(RULES[rule].label))
    _decide(actor, case, CaseState.ACTED, facts)
    event = StatementIssued(case_id=case.id, statement_id=statement.id, rule=rule, author_id=target.author_id)
    record(actor, event, audience=f"person:{target.author_id}")
    _tell_notifiers(case)
    return statement


def dismiss(actor: Actor, case: Case, *, reason: str, version: int) -> None:
    """Close a case without a measure; the notifiers are told why (S-10). Raises Invalid, Conflict."""
    _decidable(actor, case, version)
    reason = clean_text(reason)
    if not FACTS[0] <= len(reason) <= FACTS[1]:
        raise Invalid(fields={"facts": [_("Bitte schreiben Sie zwischen 20 und 5.000 Zeichen.")]})
    _decide(actor, case, CaseState.DISMISSED, reason)
    record(actor, CaseDismissed(case_id=case.id), audience="moderator")
    _tell_notifiers(case)


def restore(actor: Actor, case: Case, *, reason: str, version: int) -> None:
    """Show the thing again and mark its statement as reverted, with a reason (M-15). Raises Invalid, Conflict."""
    target = load(actor, case.kind, case.target_id)
    require(actor, "case.decide", with_notifiers(case, target))
    _check_version(case, version)
    reason = clean_text(reason)
    if not FACTS[0] <= len(reason) <= FACTS[1]:
        raise Invalid(fields={"facts": [_("Bitte schreiben Sie zwischen 20 und 5.000 Zeichen.")]})
    statement = next((row for row in reversed(case.statements) if row.reverted_at is None), None)
    if statement is None:
        raise Conflict(_("In diesem Fall ist nichts verborgen."))
    KINDS[case.kind].restore(actor, target.thing)
    statement.reverted_at, statement.reverted_by, statement.revert_reason = now(), actor.person_id, reason
    # An account can be hidden more than once; each decision is taken back by itself, the newest first.
    stands = any(row.reverted_at is None for row in case.statements)
    _decide(actor, case, CaseState.ACTED if stands else CaseState.DISMISSED, reason)
    event = StatementReverted(case_id=case.id, statement_id=statement.id, author_id=statement.author_id)
    record(actor, event, audience=f"person:{statement.author_id}")


def open_case_for(actor: Actor, target: Target) -> Case:
    """Return the case of a thing so that a moderator can act without a notice (M-08).

    A case in which something was hidden is open again when there is more to hide, as at an account that goes on (T-33).
    """
    require(actor, "case.read")
    case = db.session.scalar(select(Case).where(Case.kind == target.kind, Case.target_id == target.id))
    if case is None:
        case = Case(kind=target.kind, target_id=target.id, opened_at=now())
        db.session.add(case)
        db.session.flush()
    elif case.state == CaseState.ACTED and not target.is_hidden:
        case.state, case.opened_at, case.decided_at = CaseState.OPEN, now(), None
        db.session.flush()
    return case


def _decidable(actor: Actor, case: Case, version: int) -> Target:
    target = load(actor, case.kind, case.target_id)
    require(actor, "case.decide", with_notifiers(case, target))
    _check_version(case, version)
    if case.state != CaseState.OPEN:
        raise Conflict(_("Dieser Fall ist schon entschieden."))
    return target


def _check_version(case: Case, version: int) -> None:
    if version != case.version:
        raise Conflict(_("Inzwischen hat jemand anderes an diesem Fall gearbeitet. Sie sehen jetzt den neuen Stand."))


def with_notifiers(case: Case, target: Target) -> Target:
    """Return the thing with the people who reported it, who must not decide about it (M-24)."""
    return replace(target, notifiers=frozenset(n.person_id for n in case.notices if n.person_id is not None))


def _decide(actor: Actor, case: Case, state: CaseState, reason: str) -> None:
    case.state, case.decided_at, case.decided_by, case.reason = state, now(), actor.person_id, reason
    db.session.flush()


def _tell_notifiers(case: Case) -> None:
    """Tell everybody who reported the thing what was decided and why (S-10)."""
    for notice in case.notices:
        address = notice.email or (notice.person.email if notice.person else None)
        if address:
            acted = case.state == CaseState.ACTED
            mail.queue(
                address, "notice_decision", language=notice.language, number=notice.id, acted=acted, reason=case.reason
            )
