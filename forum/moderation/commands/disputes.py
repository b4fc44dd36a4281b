"""Keeping a record of disputes before bodies outside of the forum (S-14, Art. 21 and 24 (1) a DSA)."""

from datetime import date

from forum.core.clock import now, today
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line
from forum.moderation.events import DisputeClosed, DisputeRecorded
from forum.moderation.models import Case, Dispute, DisputeOutcome

BODY = (3, 200)


def record_dispute(actor: Actor, case: Case, *, body: str, opened_on: date) -> Dispute:
    """Note that a dispute about a case began before a body. Raises Invalid."""
    require(actor, "dispute.keep")
    body = clean_line(body)
    problems: dict[str, list[str]] = {}
    if not BODY[0] <= len(body) <= BODY[1]:
        problems["body"] = [_("Bitte nennen Sie die Stelle mit 3 bis 200 Zeichen.")]
    if opened_on > today():
        problems["opened_on"] = [_("Dieser Tag liegt in der Zukunft.")]
    if problems:
        raise Invalid(fields=problems)
    made = Dispute(
        case_id=case.id, body=body, opened_on=opened_on, recorded_by=actor.person_id, recorded_at=now(), version=1
    )
    db.session.add(made)
    db.session.flush()
    record(actor, DisputeRecorded(case_id=case.id, dispute_id=made.id), audience="moderator")
    return made


def close_dispute(
    actor: Actor, dispute: Dispute, *, outcome: str, closed_on: date, carried_out: bool, version: int
) -> None:
    """Note how a dispute ended, and whether the forum did what came out.

    It may be noted anew, because what came out is often carried out only later. Raises Invalid, Conflict.
    """
    require(actor, "dispute.keep")
    if version != dispute.version:
        raise Conflict(_("Das hat inzwischen jemand anderes eingetragen."), current=dispute)
    problems: dict[str, list[str]] = {}
    if outcome not in set(DisputeOutcome):
        problems["outcome"] = [_("Bitte wählen Sie ein Ergebnis.")]
    if closed_on < dispute.opened_on:
        problems["closed_on"] = [_("Das Ende liegt vor dem Beginn.")]
    elif closed_on > today():
        problems["closed_on"] = [_("Dieser Tag liegt in der Zukunft.")]
    if problems:
        raise Invalid(fields=problems)
    dispute.outcome, dispute.closed_on, dispute.carried_out = DisputeOutcome(outcome), closed_on, carried_out
    db.session.flush()
    event = DisputeClosed(case_id=dispute.case_id, dispute_id=dispute.id, outcome=outcome, carried_out=carried_out)
    record(actor, event, audience="moderator")
