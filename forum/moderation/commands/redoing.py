"""Letting a measure hold again that was taken back by a slip, within ten minutes (M-15)."""

from datetime import timedelta

from forum.accounts import restricting
from forum.accounts.models import Restriction
from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict
from forum.core.i18n import _
from forum.core.permissions import Actor
from forum.discussions import commands as discussions
from forum.ideas.models import Idea
from forum.moderation.commands.cases import tell_notifiers
from forum.moderation.commands.issuing import tell_author
from forum.moderation.measures import MEASURES, OUTLASTING
from forum.moderation.models import ON_PERSON, Case, CaseState, Statement, StatementHand
from forum.moderation.plan import Plan
from forum.moderation.target import Target, TextChanged, mark_of

UNDO = timedelta(minutes=10)


def taken_back_last(case: Case) -> Statement | None:
    """Return the measure that the last decision took back, where that was lately and the measure could hold still.

    What fell by a complaint was found wrong by somebody else, what was published since is content like any other, and what
    was undone at once opened the case: none of them comes back by itself.
    """
    row = fell_last(case)
    if row is None or row.reverted_at is None or case.kind == "held":
        return None
    young = now() - row.reverted_at < UNDO and (row.until is None or row.until > now())
    answered = any(one.answered_at is not None for one in row.complaints)
    return row if young and row.ended_at is None and not answered else None


def fell_last(case: Case) -> Statement | None:
    """Return the statement that the last decision of the case took back, if that is what it did.

    It is the one that fell last since the case was opened, by who decided last, and nothing was decided after it.
    """
    fallen = [row for row in case.statements if row.reverted_at is not None and row.reverted_at >= case.opened_at]
    if case.state == CaseState.OPEN or not fallen:
        return None
    last = max(fallen, key=lambda row: (row.reverted_at, row.id))
    newer = any(row.created_at > last.reverted_at for row in case.statements if last.reverted_at is not None)
    return None if newer or last.reverted_by != case.decided_by or last.revert_reason != case.reason else last


def _is_about(statement: Statement, target: Target) -> bool:
    """Tell whether a statement is about the words that a thing has now.

    One about blackened words keeps earlier versions as well, and these may be hidden by now because of others.
    """
    if statement.measure == "redact":
        return {*target.evidence.splitlines()} <= {*statement.evidence.splitlines()}
    return mark_of(target.evidence) == mark_of(statement.evidence)


def hold_again(actor: Actor, case: Case, target: Target, statement: Statement) -> None:
    """Let the measure take effect once more, by the statement that it has; author and notifiers are told again.

    Raises Conflict where the thing says something else by now, or is in no state for it.
    """
    if target.mark and statement.measure not in OUTLASTING and not _is_about(statement, target):
        raise TextChanged(_("Der Inhalt wurde inzwischen geändert. Bitte entscheiden Sie neu."))
    if statement.measure == "hide" and isinstance(target.thing, Idea) and target.thing.threshold_reached_at is not None:
        # It reached its threshold meanwhile: from then on nobody hides it alone (M-23).
        raise Conflict(_("So viele Menschen stehen hinter dieser Idee, dass niemand sie allein verbirgt."))
    detail = statement.detail or {}
    if "thread" in detail and target.thing is not None:
        # Locked as it stood when it was looked at; Conflict where it was moved since.
        discussions.lock_thread_of(target.thing)
    if "thread" in detail and target.thing is not None and detail["thread"] != target.thing.thread_id:
        # The post was moved meanwhile: the statement is about the thread of before, and whoever began that one.
        raise TextChanged(_("Der Inhalt wurde inzwischen geändert. Bitte entscheiden Sie neu."))
    _note_hands(actor, statement)
    stand_again(statement)
    if "restriction" in detail:
        restricting.resume(actor, db.session.get_one(Restriction, detail["restriction"]))
    else:
        plan = Plan(
            statement_puid=statement.puid,
            rule=statement.rule,
            until=statement.until,
            minutes=int(detail.get("minutes", 0)),
            passages=detail.get("passages", ""),
            thread_id=detail.get("thread"),
        )
        statement.detail = MEASURES[statement.measure].apply(actor, target, plan)
    tell_again(actor, case, statement)


def stand_again(statement: Statement) -> None:
    """Say that what a statement is about holds again: from here on its authors are restricted and told anew.

    So long they may object (S-04, Art. 20 DSA).
    """
    statement.reverted_at = statement.reverted_by = statement.revert_reason = None
    statement.again_at, statement.opened_at = now(), None


def tell_again(actor: Actor, case: Case, statement: Statement) -> None:
    """Say in the case that it is decided as before, and tell the author and the notifiers anew."""
    # The decision is the one of before, with its own moment and person; the rights to object run from being told anew.
    case.state, case.reason, case.decided_by = CaseState.ACTED, statement.facts, statement.moderator_id
    case.decided_at = max(statement.created_at, case.opened_at)
    db.session.flush()
    tell_author(actor, statement)
    if statement.measure not in ON_PERSON:
        tell_notifiers(case, statement.told, at=statement.again_at)


def _note_hands(actor: Actor, statement: Statement) -> None:
    """Keep who took the measure back and who lets it hold again: neither answers a complaint about it (S-04, M-24)."""
    there = {(one.person_id, one.imposed) for one in statement.hands}
    for person_id, imposed in ((statement.reverted_by, False), (actor.person_id, True)):
        if person_id is not None and (person_id, imposed) not in there:
            statement.hands.append(StatementHand(person_id=person_id, imposed=imposed))
