"""What is done with a committee as a whole: renaming, suspending, resuming, dissolving; each act is kept (G-03)."""

from flask import current_app
from sqlalchemy import select

from forum.committees.events import (
    ApplicationDecided,
    CommitteeDissolved,
    CommitteeRenamed,
    CommitteeResumed,
    CommitteeSuspended,
)
from forum.committees.models import Act, Application, ApplicationState, Call, Committee, CommitteeAct, Kind, State
from forum.core.clock import now
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line

TITLE = (5, 120)
REASON = (10, 500)


def rename(actor: Actor, committee: Committee, *, title: str, reason: str) -> None:
    """Give a committee another name; its address stays and the name before is kept. Raises Conflict, Invalid."""
    require(actor, "committee.rename", committee)
    title, reason = clean_line(title), checked_reason(reason)
    if not TITLE[0] <= len(title) <= TITLE[1]:
        raise Invalid(fields={"title": [_("Bitte schreiben Sie zwischen 5 und 120 Zeichen.")]})
    if title == committee.title:
        raise Invalid(fields={"title": [_("So heißt das Gremium schon.")]})
    former, committee.title = committee.title, title
    act = record_act(actor, committee, Act.RENAMED, reason=reason, former_title=former)
    record(actor, CommitteeRenamed(committee_id=committee.id, act_id=act.id), audience=committee.audience)


def suspend(actor: Actor, committee: Committee, *, reason: str) -> None:
    """Let a committee sleep: no new meetings, nobody leads, what it did stays to be read. Raises Conflict, Invalid."""
    _end(actor, committee, Act.SUSPENDED, State.SUSPENDED, reason)
    record(actor, CommitteeSuspended(committee_id=committee.id), audience=committee.audience)


def resume(actor: Actor, committee: Committee, *, reason: str) -> None:
    """Let a sleeping committee work again. Raises Conflict, Invalid."""
    require(actor, "committee.decide", committee)
    decide(actor, committee, Act.RESUMED, State.SUSPENDED, State.ACTIVE, reason)
    db.session.info.clear()
    record(actor, CommitteeResumed(committee_id=committee.id), audience=committee.audience)


def dissolve(actor: Actor, committee: Committee, *, reason: str) -> None:
    """End a committee with a reason, which those who wait for an answer to their application read, too.

    Its members lose their words at once. Raises Conflict, Invalid.
    """
    _end(actor, committee, Act.DISSOLVED, State.DISSOLVED, reason)
    _turn_down_all(actor, committee)
    record(actor, CommitteeDissolved(committee_id=committee.id), audience=committee.audience)


def _end(actor: Actor, committee: Committee, act: Act, new: State, reason: str) -> None:
    """Let a committee rest or end; packages above may hold it for now, such as a session that runs."""
    require(actor, "committee.decide", committee)
    if committee.kind == Kind.BOARD:
        raise Conflict(_("Das Smart City-Board ist dauerhaft eingerichtet und kann hier nicht aufgelöst werden."))
    # A session is opened under the same lock, so that of both at the same moment only one happens.
    committee = get_or_404(Committee, committee.id, lock=True)
    for tie in current_app.extensions["ties_of_committees"]:
        if sentence := tie(committee.id):
            raise Conflict(sentence)
    before = State.SUSPENDED if committee.state == State.SUSPENDED and new == State.DISSOLVED else State.ACTIVE
    decide(actor, committee, act, before, new, reason)
    db.session.info.clear()


def _turn_down_all(actor: Actor, committee: Committee) -> None:
    """End the call of a committee that is no more, and answer every application that waits (G-05)."""
    calls = select(Call).where(Call.committee_id == committee.id, Call.ended_at.is_(None))
    for call in db.session.scalars(calls.order_by(Call.id).with_for_update()).all():
        call.ended_at = now()
    waiting = select(Application).where(
        Application.committee_id == committee.id, Application.state == ApplicationState.WAITING
    )
    for row in db.session.scalars(waiting.order_by(Application.id)).all():
        row.state, row.reason = ApplicationState.DECLINED, committee.decision_reason or ""
        row.decided_at, row.decided_by = now(), actor.person_id
        event = ApplicationDecided(
            committee_id=committee.id,
            call_id=row.call_id,
            application_id=row.id,
            person_id=row.person_id,
            accepted=False,
        )
        record(actor, event, audience="staff")
    db.session.flush()


def decide(actor: Actor, committee: Committee, act: Act, expected: State, new: State, reason: str) -> None:
    """Bring a committee into another state, with a reason. Raises Conflict, Invalid."""
    if committee.state != expected:
        raise Conflict(_("Darüber ist inzwischen schon entschieden: %(state)s.", state=committee.state_label))
    reason = checked_reason(reason)
    committee.state, committee.decided_at, committee.decision_reason = new, now(), reason
    record_act(actor, committee, act, reason=reason)


def checked_reason(reason: str) -> str:
    """Return a reason, tidied. Raises Invalid."""
    reason = clean_line(reason)
    if not REASON[0] <= len(reason) <= REASON[1]:
        raise Invalid(fields={"reason": [_("Bitte nennen Sie einen Grund mit 10 bis 500 Zeichen.")]})
    return reason


def record_act(actor: Actor, committee: Committee, act: Act, *, reason: str, former_title: str = "") -> CommitteeAct:
    """Keep what was done with a committee."""
    row = CommitteeAct(
        committee_id=committee.id,
        act=act,
        at=now(),
        actor_id=actor.person_id,
        reason=reason,
        former_title=former_title,
    )
    db.session.add(row)
    db.session.flush()
    return row
