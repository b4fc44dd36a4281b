"""Taking a decision back within ten minutes, with one activation and no reason (M-15)."""

from datetime import timedelta

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict
from forum.core.events import record
from forum.core.i18n import _, marked
from forum.core.permissions import Actor, require
from forum.moderation.commands.cases import lock, tell_of_undoing
from forum.moderation.commands.measures import take_back, to_lift
from forum.moderation.events import DecisionUndone
from forum.moderation.models import Case, CaseState, Statement
from forum.moderation.target import barred

UNDO = timedelta(minutes=10)
UNDONE = marked("Die Moderation hat ihre Entscheidung gleich wieder zurückgenommen.")


def can_be_undone(case: Case) -> bool:
    """Tell whether the last decision is one of a person, takes nothing back, and is so young that it can be undone."""
    decided = case.state != CaseState.OPEN and case.decided_by is not None
    young = decided and case.decided_at is not None and now() - case.decided_at < UNDO
    return young and not any(
        row.reverted_by == case.decided_by and row.revert_reason == case.reason for row in _lately(case)
    )


def _lately(case: Case) -> list[Statement]:
    """Return what was decided or taken back since the case was opened last."""
    return [row for row in case.statements if max(row.created_at, row.reverted_at or row.created_at) >= case.opened_at]


def _made_last(case: Case) -> Statement | None:
    """Return the statement that the last decision made; none where it made none, whatever stands of earlier ones."""
    made = (row for row in reversed(_lately(case)) if row.stands and row.created_at >= case.opened_at)
    newest = next(made, None)
    if newest is None or newest.facts != case.reason or newest.moderator_id != case.decided_by:
        return None
    return newest


def undo(actor: Actor, case: Case) -> None:
    """Undo the last decision of a case and open it again; what was hidden is shown at once. Raises Conflict."""
    target = to_lift(actor, case, _made_last(case))
    require(actor, "case.decide", barred(case, target))
    lock(case)
    if not can_be_undone(case):
        raise Conflict(_("Die zehn Minuten sind vorbei. Zurücknehmen können Sie weiterhin, mit einer Begründung."))
    statement = _made_last(case)
    if statement is not None:
        take_back(actor, case, target, statement, UNDONE, at_once=True)
    case.state, case.decided_at, case.decided_by, case.reason = CaseState.OPEN, None, None, None
    db.session.flush()
    tell_of_undoing(case)
    record(actor, DecisionUndone(case_id=case.id), audience="moderator")
