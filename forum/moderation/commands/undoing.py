"""Taking a decision back within ten minutes, with one activation and no reason (M-15)."""

from datetime import timedelta

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict
from forum.core.events import record
from forum.core.i18n import _, marked
from forum.core.permissions import Actor, require
from forum.moderation.commands.cases import lock, tell_of_undoing
from forum.moderation.commands.measures import standing_of, take_back
from forum.moderation.events import DecisionUndone
from forum.moderation.models import Case, CaseState
from forum.moderation.target import barred
from forum.moderation.targets import load

UNDO = timedelta(minutes=10)
UNDONE = marked("Die Moderation hat ihre Entscheidung gleich wieder zurückgenommen.")


def can_be_undone(case: Case) -> bool:
    """Tell whether the last decision is one of a person, and so young that it can be undone."""
    decided = case.state != CaseState.OPEN and case.decided_by is not None
    return decided and case.decided_at is not None and now() - case.decided_at < UNDO


def undo(actor: Actor, case: Case) -> None:
    """Undo the last decision of a case and open it again; what was hidden is shown at once. Raises Conflict."""
    target = load(actor, case.kind, case.target_id)
    require(actor, "case.decide", barred(case, target))
    lock(case)
    if not can_be_undone(case):
        raise Conflict(_("Die zehn Minuten sind vorbei. Zurücknehmen können Sie weiterhin, mit einer Begründung."))
    if case.state == CaseState.ACTED:
        statement = standing_of(case)
        # A measure of an earlier decision is older than the last one, and is taken back with a reason.
        if statement is not None and now() - statement.created_at < UNDO:
            take_back(actor, case, target, statement, UNDONE, at_once=True)
    case.state, case.decided_at, case.decided_by, case.reason = CaseState.OPEN, None, None, None
    db.session.flush()
    tell_of_undoing(case)
    record(actor, DecisionUndone(case_id=case.id), audience="moderator")
