"""Taking a notice back, as long as nobody has decided about it (M-34)."""

from sqlalchemy import update

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict
from forum.core.events import record
from forum.core.i18n import _, german, lazy
from forum.core.permissions import Actor, require
from forum.moderation.commands.cases import lock
from forum.moderation.commands.holding import end_hold
from forum.moderation.events import CaseDismissed, NoticeWithdrawn
from forum.moderation.models import Case, CaseState, Notice
from forum.moderation.score import count_anew
from forum.screening.queries import findings

_NOBODY_LEFT = lazy("Wer den Inhalt gemeldet hatte, hat die Meldung zurückgezogen.")


def withdraw_notice(actor: Actor, notice: Notice) -> None:
    """Take an own notice back; the case closes when nobody else reported the thing (M-34). Raises Conflict."""
    require(actor, "notice.withdraw", notice)
    _withdraw(actor, notice)


def withdraw_by_link(actor: Actor, notice: Notice) -> None:
    """Take a notice back by its secret link, which opens it without an account. Raises Conflict."""
    require(actor, "notice.withdraw_by_link")
    _withdraw(actor, notice)


def _withdraw(actor: Actor, notice: Notice) -> None:
    case = notice.case
    lock(case)
    db.session.refresh(notice)
    if not notice.can_be_withdrawn:
        raise Conflict(_("Über diese Meldung ist schon entschieden, oder sie ist schon zurückgezogen."))
    notice.withdrawn_at = now()
    db.session.execute(update(Case).where(Case.id == case.id).values(notice_count=Case.notice_count - 1))
    db.session.flush()
    db.session.refresh(case)
    db.session.expire(case, ["notices"])
    left = case.present_notices
    count_anew(case, left)
    # A new version: whoever looks at the case reads that it is another one now (M-03).
    db.session.flush()
    record(actor, NoticeWithdrawn(case_id=case.id, notice_id=notice.id), audience="moderator")
    # A case that a moderator, a rule or a complaint opened waits for a person, whatever notices come and go.
    by_notice = any(one.created_at == case.opened_at for one in case.notices)
    if by_notice and not left and not findings(case.kind, case.target_id):
        _close(actor, case)


def _close(actor: Actor, case: Case) -> None:
    """Close a case that nobody decided: what stood before it was opened stands on.

    What a program hid because so many reported it is shown again: nobody is left who does, and nobody would look (M-07).
    """
    end_hold(case)
    acted = any(row.stands for row in case.statements)
    case.state, case.decided_at, case.decided_by = CaseState.ACTED if acted else CaseState.DISMISSED, now(), None
    case.claimed_by, case.claimed_until, case.wants_opinion = None, None, False
    case.reason = german(_NOBODY_LEFT)
    db.session.flush()
    record(actor, CaseDismissed(case_id=case.id), audience="moderator")
