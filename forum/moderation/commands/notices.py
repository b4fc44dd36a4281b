"""Taking notices in: one open case for each thing, however many report it (S-01, M-02)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app, url_for
from sqlalchemy import case as case_when
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from forum.accounts.appointing import TRUSTED_FLAGGER
from forum.accounts.checks import email_problems
from forum.accounts.models import Person
from forum.core import mail
from forum.core.clock import now
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, Gone, Invalid, TooOften
from forum.core.events import record
from forum.core.i18n import _, language
from forum.core.permissions import Actor, require
from forum.core.text import clean_line, clean_text
from forum.core.tokens import digest, secret_token
from forum.moderation.commands.duty import call_at_once
from forum.moderation.commands.holding import hold_if_many, may_be_held
from forum.moderation.commands.locking import lock_around
from forum.moderation.commands.misuse import refuse_misuse
from forum.moderation.commands.notifiers import address_of
from forum.moderation.events import NoticeFiled
from forum.moderation.models import Case, CaseState, MisuseKind, Notice
from forum.moderation.rules import GROUNDS, RULES
from forum.moderation.score import add_notice, set_points
from forum.moderation.target import Target
from forum.moderation.targets import load

EXPLANATION = (20, 5_000)
DAY = timedelta(days=1)


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
    legal_ground: str = "",
) -> Receipt:
    """Report something, with or without an account; a further notice joins the open case (S-01, M-02).

    Raises Invalid, Conflict when the person reported the same thing before or is shut out (S-17), and TooOften beyond ten
    a day (M-05). A thing that was decided about, or whose text changed, can be reported anew, and danger always.
    """
    require(actor, "notice.file", target)
    explanation, email, name = clean_text(explanation), clean_line(email), clean_line(name)[:120]
    _check_notice(actor, rule, explanation, name, email, good_faith=good_faith)
    if actor.person_id is not None and TRUSTED_FLAGGER not in actor.words and not RULES[rule].urgent:
        refuse_misuse(actor.person_id, MisuseKind.NOTICES)
        _check_cap(actor.person_id)
    if may_be_held(target):
        lock_around([(target.kind, target.id)])
    case, moment = _open_case(actor, target)
    token = secret_token()
    said: dict[str, Any] = {"rule": rule, "explanation": explanation, "good_faith": good_faith}
    said |= {"name": name or None, "email": email or None, "legal_ground": clean_line(legal_ground)[:250]}
    notice = _take_in(actor, case, target, said, moment, digest(token))
    add_notice(case, rule, actor.person_id, trusted=notice.trusted)
    db.session.flush()
    if notice.urgent:
        call_at_once(case, notice)
    record(actor, NoticeFiled(case_id=case.id, notice_id=notice.id), audience="moderator")
    hold_if_many(case, target)
    _send_receipt(notice, token)
    return Receipt(notice.id, token)


def _take_in(
    actor: Actor, case: Case, target: Target, said: Mapping[str, Any], moment: datetime, token_digest: str
) -> Notice:
    """Keep what somebody reported, with a copy of the thing as it is (M-20). Raises Conflict for the same once more."""
    notice = Notice(
        case_id=case.id,
        person_id=actor.person_id,
        urgent=RULES[said["rule"]].urgent,
        opening=case.opened_at,
        address=mail.absolute(target.url)[:300],
        evidence=target.evidence,
        evidence_version=target.version,
        evidence_files=target.files,
        language=language(),
        token_digest=token_digest,
        trusted=TRUSTED_FLAGGER in actor.words,
        created_at=moment,
        **said,
    )
    try:
        with db.session.begin_nested():
            db.session.add(notice)
    except IntegrityError as error:
        raise Conflict(_("Sie haben das schon gemeldet. Die Moderation kümmert sich darum.")) from error
    return notice


def _check_cap(person_id: int) -> None:
    """Refuse the eleventh notice of a day; notices of one person at the same moment are counted one after the other."""
    get_or_404(Person, person_id, lock=True)
    most = current_app.config["NOTICES_PER_DAY"]
    lately = select(func.count()).where(Notice.person_id == person_id, Notice.created_at > now() - DAY)
    if (db.session.scalar(lately) or 0) >= most:
        raise TooOften(
            _(
                "Sie haben heute schon %(most)d Inhalte gemeldet. Morgen geht es weiter. "
                "Ist jemand in Gefahr, wählen Sie bitte diesen Grund: Das geht immer.",
                most=most,
            ),
            retry_after=int(DAY.total_seconds()),
        )


def _check_notice(actor: Actor, rule: str, explanation: str, name: str, email: str, *, good_faith: bool) -> None:
    problems: dict[str, list[str]] = {}
    # Whoever has an account is known to the moderation already (Art. 16 (2) c DSA).
    if actor.person_id is None and rule in RULES and RULES[rule].asks_for_name:
        if not name:
            problems["name"] = [_("Bei rechtswidrigem Inhalt verlangt das Gesetz Ihren Namen.")]
        if not email:
            problems["email"] = [_("Bei rechtswidrigem Inhalt verlangt das Gesetz Ihre E-Mail-Adresse.")]
    if rule not in GROUNDS:
        problems["rule"] = [_("Bitte wählen Sie einen Grund.")]
    if not EXPLANATION[0] <= len(explanation) <= EXPLANATION[1]:
        problems["explanation"] = [_("Bitte schreiben Sie zwischen 20 und 5.000 Zeichen.")]
    if not good_faith:
        problems["good_faith"] = [_("Bitte bestätigen Sie, dass Ihre Angaben nach bestem Wissen stimmen.")]
    if email and (wrong := email_problems(email)):
        problems["email"] = wrong
    if problems:
        raise Invalid(fields=problems)


def _open_case(actor: Actor, target: Target) -> tuple[Case, datetime]:
    """Return the case of the thing, opened again if it was closed, and the moment of the notice that came to it.

    Two notices at once make one case. The moment is that of the case where this notice opened it; every other notice is
    later, because its time is taken only when the row is locked: which of them came to this opening must be certain.
    Raises Gone where the moderation hid the thing at this moment: nobody has to decide that again.
    """
    opened = now()
    try:
        with db.session.begin_nested():
            db.session.add(Case(kind=target.kind, target_id=target.id, opened_at=opened, state=CaseState.OPEN))
    except IntegrityError:
        pass  # There is a case already; the statement below finds and locks it.
    db.session.execute(
        update(Case)
        .where(Case.kind == target.kind, Case.target_id == target.id)
        .values(notice_count=case_when((Case.state == CaseState.OPEN, Case.notice_count + 1), else_=1))
    )
    case = db.session.scalars(
        select(Case)
        .where(Case.kind == target.kind, Case.target_id == target.id)
        .execution_options(populate_existing=True)
    ).one()
    moment = opened if case.opened_at == opened else now()
    if case.state != CaseState.OPEN:
        db.session.refresh(target.thing)
        if load(actor, target.kind, target.id).is_hidden:
            raise Gone(_("Die Moderation hat diesen Inhalt schon entfernt. Ihre Meldung ist nicht mehr nötig."))
        case.state, case.opened_at, case.decided_at = CaseState.OPEN, moment, None
        # The score begins anew as well: what was reported before is answered.
        set_points(case, {})
    case.space_id = target.space_id
    db.session.flush()
    return case, moment


def _send_receipt(notice: Notice, token: str) -> None:
    address = address_of(notice)
    if address:
        link = mail.absolute(url_for("moderation.state", token=token, _external=False))
        mail.queue(address, "notice_receipt", language=notice.language, number=notice.id, url=link)
