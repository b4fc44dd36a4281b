"""Taking a decision back within ten minutes: one's own with one activation, that of a colleague with a reason (M-15)."""

from collections.abc import Sequence

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _, marked
from forum.core.permissions import Actor, require
from forum.core.text import clean_text
from forum.moderation.commands.cases import FACTS, check_version, lock, tell_of_undoing, waits_still
from forum.moderation.commands.following import close_gone, is_gone
from forum.moderation.commands.measures import require_for
from forum.moderation.commands.notes import add_note
from forum.moderation.commands.redoing import UNDO, fell_last, hold_again, taken_back_last
from forum.moderation.commands.reverting import may_lift, may_take_back, standing_of, take_back, to_lift
from forum.moderation.events import DecisionUndone
from forum.moderation.measures import OUTLASTING
from forum.moderation.models import Case, CaseState, Notice, Statement
from forum.moderation.target import Target, barred

UNDONE = marked("Die Moderation hat ihre Entscheidung gleich wieder zurückgenommen.")


def can_be_undone(case: Case) -> bool:
    """Tell whether the last decision is one of a person, and so young that it can be undone."""
    if case.state == CaseState.OPEN:
        return _made_beside(case) is not None
    decided = case.decided_by is not None
    young = decided and case.decided_at is not None and now() - case.decided_at < UNDO
    return young and (fell_last(case) is None or taken_back_last(case) is not None)


def may_undo(viewer: Actor, case: Case, target: Target | None) -> bool:
    """Tell whether somebody may undo the last decision now; it takes the right to decide the opposite."""
    if not can_be_undone(case):
        return False
    again = taken_back_last(case)
    if again is None:
        # What appeared is there no more as a text that waits, whatever stands about its author.
        has_effect = target is not None or _made_last(case) is not None
        return has_effect and may_take_back(viewer, case, target)
    # What only hid a thing hides nothing again where that is gone.
    return (target is not None or again.measure in OUTLASTING) and may_lift(viewer, case, target, again)


def undoes_own(viewer: Actor, case: Case) -> bool:
    """Tell whether the last decision of a case is the viewer's own, so that undoing it takes no reason."""
    beside = _made_beside(case)
    return viewer.person_id == (beside.moderator_id if beside is not None else case.decided_by)


def _made_beside(case: Case) -> Statement | None:
    """Return what was decided just now about the author of a text that waits still, while its case stays open."""
    newest = standing_of(case) if case.state == CaseState.OPEN and waits_still(case) else None
    return newest if newest is not None and now() - newest.created_at < UNDO else None


def _lately(case: Case) -> list[Statement]:
    """Return what was decided or taken back since the case was opened last."""
    return [row for row in case.statements if max(row.created_at, row.reverted_at or row.created_at) >= case.opened_at]


def _made_last(case: Case) -> Statement | None:
    """Return the statement that the last decision made; none where it made none, whatever stands of earlier ones."""
    if case.state == CaseState.OPEN:
        return _made_beside(case)
    made = (row for row in reversed(_lately(case)) if row.stands and row.created_at >= case.opened_at)
    newest = next(made, None)
    if newest is None or newest.facts != case.reason or newest.moderator_id != case.decided_by:
        return None
    return newest


def undo(actor: Actor, case: Case, *, reason: str = "", version: int | None = None) -> None:
    """Undo the last decision of a case and open it again; what was hidden is shown at once. Raises Conflict, Invalid.

    Where that decision took a measure back, the measure holds again instead, and the case stays decided.

    Whoever decided has seen a slip; about the decision of somebody else the author and the colleagues read a reason.
    Whoever looked at an older ``version`` would undo something else than they read (M-03).
    """
    target = to_lift(actor, case, taken_back_last(case) or _made_last(case))
    require(actor, "case.decide", barred(case, target))
    lock(case)
    if version is not None:
        check_version(case, version)
    if not can_be_undone(case):
        raise Conflict(_("Die zehn Minuten sind vorbei. Zurücknehmen können Sie weiterhin, mit einer Begründung."))
    again = taken_back_last(case)
    if again is not None:
        require_for(actor, case, target, again.measure, again.author_id)
        _explained(actor, case, reason)
        hold_again(actor, case, target, again)
        record(actor, DecisionUndone(case_id=case.id), audience="moderator")
        return
    statement = _made_last(case)
    if statement is not None:
        require_for(actor, case, target, statement.measure, statement.author_id)
    reason = _explained(actor, case, reason)
    if statement is not None:
        take_back(actor, case, target, statement, reason, at_once=True)
    wait_again(actor, case, statement.told if statement is not None else case.present_notices)
    if is_gone(case.kind, case.target_id):
        close_gone(case.kind, case.target_id)


def wait_again(actor: Actor, case: Case, told: Sequence[Notice]) -> None:
    """Let a case wait as it did before its last decision, and tell those who were told of that one."""
    case.state, case.decided_at, case.decided_by, case.reason = CaseState.OPEN, None, None, None
    db.session.flush()
    tell_of_undoing(told)
    record(actor, DecisionUndone(case_id=case.id), audience="moderator")


def _explained(actor: Actor, case: Case, reason: str) -> str:
    """Return what the author reads; about the decision of somebody else the colleagues read it, too. Raises Invalid."""
    if undoes_own(actor, case):
        return UNDONE
    reason = clean_text(reason)
    if not FACTS[0] <= len(reason) <= FACTS[1]:
        raise Invalid(fields={"text": [_("Bitte schreiben Sie zwischen 20 und 5.000 Zeichen.")]})
    add_note(actor, case, text=reason)
    return reason
