"""Saying that a condition of a decision was fulfilled."""

from datetime import date

from forum.core.clock import now, today
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line
from forum.dossiers.events import DutyFulfilled
from forum.dossiers.models import DecisionDuty, DutyFulfilment


def fulfil_duty(actor: Actor, duty: DecisionDuty, *, fulfilled_on: date, note: str) -> None:
    """Put beside a condition when and how it was fulfilled; it is said once. Raises Conflict, Invalid."""
    require(actor, "decision.fulfil_duty", duty)
    if duty.fulfilment is not None:
        raise Conflict(_("Diese Auflage ist schon als erfüllt vermerkt."))
    note = clean_line(note)
    wrong: dict[str, list[str]] = {}
    if not 10 <= len(note) <= 500:
        wrong["note"] = [_("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=10, most=500)]
    if not duty.decision.decided_on <= fulfilled_on <= today():
        wrong["fulfilled_on"] = [_("Der Tag liegt zwischen dem Beschluss und heute.")]
    if wrong:
        raise Invalid(fields=wrong)
    db.session.add(
        DutyFulfilment(
            decision_id=duty.decision_id,
            position=duty.position,
            fulfilled_on=fulfilled_on,
            note=note,
            noted_at=now(),
            noted_by=actor.person_id,
        )
    )
    db.session.flush()
    event = DutyFulfilled(decision_id=duty.decision_id, position=duty.position)
    record(actor, event, audience=duty.decision.audience)
