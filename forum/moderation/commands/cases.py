"""Changing cases: opening, dismissing and closing them, and telling those who reported."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from forum.core import mail
from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_text
from forum.moderation.commands.holding import end_hold
from forum.moderation.commands.locking import lock_around
from forum.moderation.commands.notifiers import address_of
from forum.moderation.events import CaseDismissed
from forum.moderation.measures_misuse import MISUSE
from forum.moderation.models import HIDING, ON_PERSON, Answer, Case, CaseState, Complaint, Notice, Statement
from forum.moderation.score import HOUSE, set_points
from forum.moderation.target import Target, TextChanged, barred
from forum.moderation.targets import KINDS, load
from forum.screening.models import HeldState, HeldText
from forum.screening.queries import findings

FACTS = (20, 5_000)


def dismiss(actor: Actor, case: Case, *, reason: str, version: int, seen: str = "") -> None:
    """Close a case without a measure; the notifiers are told why (S-10). Raises Invalid, Conflict."""
    target = _decidable(actor, case, version)
    check_seen(target, seen)
    reason = clean_text(reason)
    if not FACTS[0] <= len(reason) <= FACTS[1]:
        raise Invalid(fields={"facts": [_("Bitte schreiben Sie zwischen 20 und 5.000 Zeichen.")]})
    KINDS[case.kind].clear(actor, target.thing)
    # What was decided before may stand still, and is taken back by itself.
    close(actor, case, CaseState.ACTED if any(row.stands for row in case.statements) else CaseState.DISMISSED, reason)
    record(actor, CaseDismissed(case_id=case.id), audience="moderator")
    if target.is_hidden and case.kind != "held" and case.state == CaseState.DISMISSED:
        # The chair of a session, or another decision, took it away already: nobody is told that it stays.
        answer_notifiers(case, Answer.GONE)
    else:
        tell_notifiers(case)


def open_case_for(actor: Actor, target: Target) -> Case:
    """Return the case of a thing so that a moderator can act without a notice (M-08).

    A decided case is open again while its thing can be read: another look may see more, and an account goes on (T-33).
    """
    require(actor, "case.open_for", target)
    case, is_new = case_of(target)
    if not is_new and not target.is_hidden:
        open_again(case)
    return case


def case_of(target: Target) -> tuple[Case, bool]:
    """Return the case of a thing, and whether it is made just now; two who act at once are at one case."""
    found = select(Case).where(Case.kind == target.kind, Case.target_id == target.id)
    case = db.session.scalar(found)
    if case is not None:
        return case, False
    case = Case(kind=target.kind, target_id=target.id, space_id=target.space_id, opened_at=now(), state=CaseState.OPEN)
    set_points(case, {"rule": HOUSE})
    try:
        with db.session.begin_nested():
            db.session.add(case)
    except IntegrityError:
        return db.session.scalars(found).one(), False
    return case, True


def _decidable(actor: Actor, case: Case, version: int) -> Target:
    target = load(actor, case.kind, case.target_id)
    require(actor, "case.decide", barred(case, target))
    lock(case)
    check_version(case, version)
    if case.state != CaseState.OPEN:
        raise Conflict(_("Dieser Fall ist schon entschieden."))
    return shown_again(actor, case, target)


def shown_again(actor: Actor, case: Case, target: Target) -> Target:
    """Return the thing as it is once a person decides: what a program hid for a day is shown again first (M-07)."""
    return load(actor, case.kind, case.target_id) if end_hold(case) else target


def lock(case: Case) -> None:
    """Let one decision come after the other, and read what the first one did, to all that hangs on the case (M-03)."""
    lock_around([(case.kind, case.target_id)])
    # What was changed here and is not written yet must not be read over.
    db.session.flush()
    db.session.refresh(case, with_for_update={"of": Case})
    for one in list(db.session.identity_map.values()):
        if isinstance(one, (Statement, Notice, Complaint)) and one.__dict__.get("case_id") == case.id:
            db.session.expire(one)
    db.session.expire(case, ["statements", "notices", "complaints"])


def check_version(case: Case, version: int) -> None:
    """Raise Conflict when somebody worked on the case since it was seen (M-03)."""
    if version != case.version:
        raise Conflict(_("Inzwischen hat jemand anderes an diesem Fall gearbeitet. Sie sehen jetzt den neuen Stand."))


def check_seen(target: Target, seen: str) -> None:
    """Raise Conflict when the thing says something else than what was looked at; ``seen`` is the mark of that (M-03).

    Without a mark nobody looked at words, as where a program decides.
    """
    if seen and target.mark and seen != target.mark:
        raise TextChanged(
            _("Der Inhalt wurde geändert, seit Sie ihn gelesen haben. Bitte sehen Sie ihn noch einmal an.")
        )


def open_again(case: Case) -> None:
    """Let a decided case wait again; one that waits already keeps the moment since when it does."""
    if case.state != CaseState.OPEN:
        case.state, case.opened_at, case.decided_at, case.notice_count = CaseState.OPEN, now(), None, 0
        set_points(case, {"rule": HOUSE})
        db.session.flush()


def look_at(case: Case) -> None:
    """Note that a person looked at a case for the first time since it was opened: by taking it on, or by deciding (M-30)."""
    if case.first_viewed_at is None or case.first_viewed_at < case.opened_at:
        case.first_viewed_at = now()


def close(actor: Actor, case: Case, state: CaseState, reason: str) -> None:
    """Note who decided what, and why; the case of a text that waits still stays open."""
    look_at(case)
    # Whoever decided, and by whichever way: nobody works on it any more (M-04).
    case.claimed_by, case.claimed_until = None, None
    if waits_still(case):
        # What was decided is about its author: whether the text appears is a question of its own (M-01).
        case.state, case.decided_at, case.decided_by, case.reason = CaseState.OPEN, None, None, None
        # A new version all the same: whoever has it open reads that first (M-03).
        flag_modified(case, "state")
    else:
        case.state, case.decided_at, case.decided_by, case.reason = state, now(), actor.person_id, reason
        case.wants_opinion = False
    db.session.flush()
    # Whoever asks the case for its measures from here on sees the one that was just made.
    db.session.expire(case, ["statements"])


def waits_still(case: Case) -> bool:
    """Tell whether a case is about a text that waits for somebody who publishes or refuses it."""
    held = db.session.get(HeldText, case.target_id) if case.kind == "held" else None
    return held is not None and held.state == HeldState.WAITING


def tell_notifiers(case: Case, notices: Sequence[Notice] | None = None, *, at: datetime | None = None) -> None:
    """Tell everybody who reported the thing what was decided and why; to that they may object (S-10, S-12).

    They are those whose notices led to the decision, unless other ``notices`` are named. Their time to object runs from
    the decision, unless it holds anew since ``at``.
    """
    for notice in case.present_notices if notices is None else notices:
        _tell(notice, _answer_to(notice), at)
    db.session.flush()


def _answer_to(notice: Notice) -> Answer:
    """Return what was decided about a notice: what stands since an earlier opening answers another one (S-10)."""
    standing = [row for row in notice.case.statements if row.stands]
    if any(row.measure in HIDING for row in standing):
        return Answer.HIDDEN
    acted = any(row.opening == notice.opening and row.measure != MISUSE for row in standing)
    return Answer.ACTED if acted else Answer.DISMISSED


def reason_told(notice: Notice) -> str:
    """Return the reasons that whoever sent a notice reads: those of the decision about it, and of no other one (S-10)."""
    return _reason_for(notice) if notice.answer_reason is None else notice.answer_reason


def _reason_for(notice: Notice) -> str:
    """Return the reasons that a notifier reads: those of what was decided about the content since it was reported (S-10).

    Why the account of its author is limited belongs to the author alone.
    """
    case = notice.case
    about_content = [
        row
        for row in case.statements
        if row.stands and row.measure not in ON_PERSON and (row.measure in HIDING or row.opening == notice.opening)
    ]
    if about_content:
        return about_content[-1].facts
    since = (row for row in case.statements if max(row.created_at, row.reverted_at or row.created_at) >= case.opened_at)
    return "" if any(row.measure in ON_PERSON for row in since) else case.reason or ""


def answer_notifiers(case: Case, answer: Answer, notices: Sequence[Notice] | None = None) -> None:
    """Write the same to everybody who reported the thing, and keep what they were told."""
    for notice in case.present_notices if notices is None else notices:
        _tell(notice, answer)
    db.session.flush()


def _tell(notice: Notice, answer: Answer, at: datetime | None = None) -> None:
    case, reason = notice.case, _reason_for(notice)
    notice.answer, notice.answered_at, notice.answered_by = answer, at or case.decided_at, case.decided_by
    notice.answer_reason = reason
    _write(notice, answer=answer.value, reason=reason)


def tell_of_undoing(notices: Sequence[Notice], *, because: str = "undone") -> None:
    """Tell those who sent these notices that what they were told holds no more, and that another decision comes.

    ``because`` says what happened: a decision was ``undone``, or what was gone is ``back``.
    """
    for notice in notices:
        if notice.answered_at is not None:
            notice.answer = notice.answered_at = notice.answered_by = notice.answer_reason = None
            _write(notice, answer=because, reason="")
    db.session.flush()


def _write(notice: Notice, *, answer: str, reason: str | None) -> None:
    address = address_of(notice)
    if address:
        values = {"number": notice.id, "outcome": answer, "reason": reason, "automation": automation_in(notice)}
        mail.queue(address, "notice_decision", language=notice.language, **values)


def automation_in(notice: Notice) -> str:
    """Say which part a program had in what was decided about a notice: ``held``, ``found`` or none (S-10, Art. 16 (6))."""
    case = notice.case
    if any(row.automated_decision and row.created_at >= notice.created_at for row in case.statements):
        return "held"
    return "found" if findings(case.kind, case.target_id) else ""
