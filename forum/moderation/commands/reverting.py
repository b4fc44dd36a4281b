"""Taking measures back: by a later decision, by a complaint that succeeds, or at once (M-15, S-04)."""

from sqlalchemy.orm.attributes import flag_modified

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid, NotFound
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, can, require
from forum.core.text import clean_text
from forum.moderation.commands.cases import (
    FACTS,
    answer_notifiers,
    check_version,
    close,
    lock,
    tell_notifiers,
    tell_of_undoing,
    waits_still,
)
from forum.moderation.commands.following import is_gone
from forum.moderation.commands.measures import may_have, require_for
from forum.moderation.events import StatementReverted
from forum.moderation.measures import ERASED, IN_SESSION, MEASURES, OUTLASTING, WITH_THE_THING, remains
from forum.moderation.measures_versions import GONE
from forum.moderation.models import ON_PERSON, Answer, Case, CaseState, Statement
from forum.moderation.target import Target, barred
from forum.moderation.targets import load


def may_take_back(viewer: Actor, case: Case, target: Target | None) -> bool:
    """Tell whether somebody may take the newest measure of a case back, or undo a decision without one.

    ``target`` is None where the thing is gone, or the viewer may not read it.
    """
    newest = standing_of(case)
    if newest is None:
        return target is not None and can(viewer, "case.decide", barred(case, target))
    return may_lift(viewer, case, target, newest)


def may_lift(viewer: Actor, case: Case, target: Target | None, statement: Statement) -> bool:
    """Tell whether somebody may take this measure back, or let it hold again, also where the thing is gone (S-04)."""
    if target is None and not _outlasts(case, statement):
        return False
    return may_have(viewer, case, target or remains(statement), statement)


def to_take_back(viewer: Actor, case: Case, target: Target | None) -> list[Statement]:
    """Return the measures of a decided case that somebody may take back, each by itself, the newest first.

    While a text waits, those about its author are decided already.
    """
    if case.state != CaseState.ACTED and not waits_still(case):
        return []
    standing = [row for row in reversed(case.statements) if row.stands and falls_alone(row)]
    return [row for row in standing if may_lift(viewer, case, target, row)]


def _outlasts(case: Case, statement: Statement) -> bool:
    """Tell whether a decision can be taken back though nobody is shown its thing: it outlasts that, or that is gone.

    The posts of an erased account are not gone with it. What a desk removed in a closed part no moderator reads, and yet
    another person looks at that decision.
    """
    return statement.measure in {*OUTLASTING, IN_SESSION} or (
        case.kind != "account" and is_gone(case.kind, case.target_id)
    )


def restore(actor: Actor, case: Case, *, reason: str, version: int, puid: str = "") -> None:
    """Take a measure back with a reason, the newest unless ``puid`` names the statement of another (M-15).

    Raises Invalid, Conflict.
    """
    target = to_lift(actor, case, _chosen(case, puid))
    require(actor, "case.decide", barred(case, target))
    lock(case)
    check_version(case, version)
    reason = clean_text(reason)
    if not FACTS[0] <= len(reason) <= FACTS[1]:
        raise Invalid(fields={"facts": [_("Bitte schreiben Sie zwischen 20 und 5.000 Zeichen.")]})
    statement = _chosen(case, puid)
    if statement is None:
        sentence = (
            _("Diese Entscheidung ist schon zurückgenommen.") if puid else _("In diesem Fall ist nichts verborgen.")
        )
        raise Conflict(sentence)
    if not falls_alone(statement):
        raise Conflict(_("Zu diesem Inhalt gilt eine neuere Entscheidung. Bitte nehmen Sie zuerst diese zurück."))
    take_back(actor, case, target, statement, reason)


def _chosen(case: Case, puid: str) -> Statement | None:
    """Return the measure that is to be taken back, if it holds still."""
    if not puid:
        return standing_of(case)
    return next((row for row in case.statements if row.puid == puid and row.stands), None)


def falls_alone(statement: Statement) -> bool:
    """Tell whether a decision can be taken back by itself.

    Of several of one kind only the newest can, since it says what holds. Each blackening has words of its own.
    """
    newer = (row for row in statement.case.statements if row.stands and row.id > statement.id)
    return statement.measure == "redact" or all(row.measure != statement.measure for row in newer)


def to_lift(actor: Actor, case: Case, statement: Statement | None) -> Target:
    """Return the thing of a case, or what is left of it where it is gone or the measure outlasts it (S-04).

    A wrong decision is wrong also when its author took the words back. Raises NotFound when the thing is not for the actor.
    """
    try:
        return load(actor, case.kind, case.target_id)
    except NotFound:
        if statement is None or not _outlasts(case, statement):
            raise
        return remains(statement)


def standing_of(case: Case) -> Statement | None:
    """Return the newest measure of a case that holds still."""
    return next((row for row in reversed(case.statements) if row.stands), None)


def take_back(
    actor: Actor, case: Case, target: Target, statement: Statement, reason: str, *, at_once: bool = False
) -> None:
    """Undo the effect of a statement, and mark it as reverted; it takes the same right as taking the measure."""
    require_for(actor, case, target, statement.measure, statement.author_id)
    statement.reverted_at, statement.reverted_by, statement.revert_reason = now(), actor.person_id, reason
    db.session.flush()
    # Marked first: what holds in a thread is computed from the measures that stand still. Of an erased account the posts are
    # left, and come back without a name.
    is_left = case.kind == "account" or not is_gone(case.kind, case.target_id) or ERASED in (statement.detail or {})
    if statement.ended_at is None:
        if is_left or statement.measure not in WITH_THE_THING:
            kept = MEASURES[statement.measure].lift(actor, target, {**(statement.detail or {}), "at_once": at_once})
        else:
            kept = {"left": GONE}
        if isinstance(kept, dict) and kept:
            statement.detail = {**(statement.detail or {}), **kept}
    settle(actor, case, statement, reason, is_left=is_left, at_once=at_once)


def settle(
    actor: Actor, case: Case, statement: Statement, reason: str, *, is_left: bool = True, at_once: bool = False
) -> None:
    """Say in the case what became of it when a measure was taken back, and tell whom that concerns."""
    if case.state == CaseState.OPEN:
        # What was reported since waits for a decision of its own; whoever was told of this one hears that it is gone. The
        # case stays as open as it was, and is a new version all the same.
        flag_modified(case, "state")
        db.session.expire(case, ["statements"])
        tell_of_undoing(statement.told)
    else:
        # A case can hold more than one; each decision is taken back by itself, the newest first.
        close(actor, case, CaseState.ACTED if standing_of(case) else CaseState.DISMISSED, reason)
        if not at_once and statement.measure not in ON_PERSON:
            # Of what is gone nobody is told that it stays.
            if is_left:
                tell_notifiers(case, statement.told)
            else:
                answer_notifiers(case, Answer.GONE, statement.told)
    event = StatementReverted(
        case_id=case.id, statement_id=statement.id, author_id=statement.author_id, at_once=at_once
    )
    record(actor, event, audience=f"person:{statement.author_id}")
