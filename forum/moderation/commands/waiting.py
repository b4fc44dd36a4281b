"""Cases about texts that wait for the moderation, or that a rule wants it to look at (M-01, M-11)."""

from datetime import datetime

from sqlalchemy import select

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.events import record
from forum.core.i18n import german, lazy
from forum.core.permissions import SYSTEM, Actor
from forum.discussions.models import Post, PostState, Thread
from forum.ideas.models import Idea
from forum.moderation.commands.cases import answer_notifiers, dismiss, tell_of_undoing
from forum.moderation.events import CaseDismissed, DecisionUndone
from forum.moderation.models import Answer, Case, CaseState
from forum.moderation.score import HOUSE, set_points
from forum.moderation.targets import load
from forum.screening.models import HeldState, HeldText

_LOOKED_AT = lazy("Geprüft: Der Text hält die Regeln ein und erscheint.")
_TAKEN_BACK = lazy("Wer den Text geschrieben hat, hat ihn zurückgezogen.")


def publish_waiting(actor: Actor, case: Case, *, version: int, seen: str = "") -> str:
    """Publish a text that waits, with one press of a button, and return its address. Raises Conflict, NotFound."""
    held = load(actor, case.kind, case.target_id).thing
    if not isinstance(held, HeldText):
        raise NotFound
    dismiss(actor, case, reason=german(_LOOKED_AT), version=version, seen=seen)
    return held.published_url or case.url


def open_case_by_rule(kind: str, target_id: int) -> None:
    """Put something that a rule found into the queue; doing it twice is doing it once (M-02)."""
    if kind == "held" and db.session.get_one(HeldText, target_id).state != HeldState.WAITING:
        return
    case = db.session.scalar(select(Case).where(Case.kind == kind, Case.target_id == target_id))
    if case is None:
        case = Case(kind=kind, target_id=target_id, space_id=_space_of(kind, target_id))
        db.session.add(case)
    elif case.state == CaseState.OPEN or _is_hidden(kind, target_id):
        return  # What is looked at already, or nobody can read, waits for nobody.
    case.state, case.opened_at, case.decided_at, case.notice_count = CaseState.OPEN, now(), None, 0
    set_points(case, {"rule": HOUSE})
    db.session.flush()


def _is_hidden(kind: str, target_id: int) -> bool:
    if kind == "post":
        return db.session.get_one(Post, target_id).state != PostState.VISIBLE
    return kind == "idea" and db.session.get_one(Idea, target_id).hidden_at is not None


def _space_of(kind: str, target_id: int) -> int | None:
    """Return the space whose moderators see the case too (M-25); what a rule finds elsewhere stands in no space."""
    if kind == "post":
        return db.session.get_one(Post, target_id).thread.space_id
    if kind == "idea":
        return db.session.get_one(Idea, target_id).space_id
    if kind == "thread":
        return db.session.get_one(Thread, target_id).space_id
    return db.session.get_one(HeldText, target_id).space_id if kind == "held" else None


def close_taken_back(kind: str, target_id: int) -> None:
    """Close the open case of a text that its author took back."""
    close_nobody_decides(kind, target_id, german(_TAKEN_BACK))


def close_nobody_decides(kind: str, target_id: int, reason: str) -> None:
    """Close an open case about what is not there any more; nobody decided, so it speaks for nobody and against nobody.

    What was decided before stands on, and can be taken back from there (M-15, S-04). A decided case stays as it was decided;
    whoever opens it again at this moment is waited for.
    """
    case = _locked(kind, target_id)
    if case is None or case.state != CaseState.OPEN:
        return
    acted = any(row.stands for row in case.statements)
    case.state, case.decided_at, case.decided_by = CaseState.ACTED if acted else CaseState.DISMISSED, now(), None
    case.claimed_by, case.claimed_until, case.wants_opinion = None, None, False
    case.reason = reason
    db.session.flush()
    answer_notifiers(case, Answer.GONE)
    record(SYSTEM, CaseDismissed(case_id=case.id), audience="moderator")


def open_what_is_back(kind: str, target_id: int, reason: str, since: datetime) -> None:
    """Let a case wait again that was closed for this reason at that moment or later, because its thing is there again.

    Nobody had decided it, so it waits since when it did before; who was told that the thing is gone hears that it is back.
    """
    case = _locked(kind, target_id)
    if case is None or case.state == CaseState.OPEN or case.decided_by is not None or case.reason != reason:
        return
    if case.decided_at is None or case.decided_at < since:
        return
    case.state, case.decided_at, case.reason = CaseState.OPEN, None, None
    db.session.flush()
    tell_of_undoing([one for one in case.present_notices if one.answer == Answer.GONE], because="back")
    record(SYSTEM, DecisionUndone(case_id=case.id), audience="moderator")


def _locked(kind: str, target_id: int) -> Case | None:
    """Return the case of a thing as it is now, which nobody else changes until the end; None where there is none."""
    # What was changed here and is not written yet must not be read over.
    db.session.flush()
    wanted = select(Case).where(Case.kind == kind, Case.target_id == target_id)
    return db.session.scalar(wanted.with_for_update(of=Case).execution_options(populate_existing=True))
