"""Members with an interest of their own take no part in an item, and leave its count (B-15)."""

from typing import Annotated

from pydantic import Field
from sqlalchemy import select

from forum.committees.commands import keep_recusal
from forum.committees.models import Membership, in_term
from forum.core.db import db
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.i18n import _
from forum.core.permissions import can
from forum.core.text import clean_line
from forum.meetings.commands.action import Action, ItemRef, Number
from forum.meetings.commands.speakers import leave_list_of
from forum.meetings.commands.step import Step
from forum.meetings.commands.substitutes import refuse_during_vote
from forum.meetings.events import MemberRecused

LEAST_REASON = 10


class RecusalDeclaration(ItemRef):
    """From which item somebody steps back, and what the interest is; the desk may note it for a member."""

    interest: Annotated[str, Field(max_length=500)] = ""
    person_id: Number | None = None


def declare(step: Step, data: RecusalDeclaration) -> None:
    """Take no part in an item of the running session, for good; floor and place on its list end with it.

    Raises Conflict while a vote runs, Invalid when the desk gives no reason for another, Forbidden, NotFound.
    """
    step.require_running()
    item = step.item(data.item_id)
    person_id = data.person_id or step.person_id
    if person_id != step.person_id and not can(step.actor, "meeting.lead", step.meeting):
        raise Forbidden(_("Das können nur Vorsitz und Schriftführung für andere tun."))
    known = select(Membership.id).where(
        Membership.committee_id == step.meeting.committee_id, Membership.person_id == person_id, in_term()
    )
    if db.session.scalar(known.limit(1)) is None:
        raise NotFound(_("Diese Person gehört dem Gremium nicht an."))
    refuse_during_vote(step)
    for_other = person_id != step.person_id
    if for_other and len(clean_line(data.interest)) < LEAST_REASON:
        why = _("Bitte nennen Sie den Grund mit mindestens 10 Zeichen. Die Person hat es nicht selbst erklärt.")
        raise Invalid(fields={"interest": [why]})
    if not keep_recusal(person_id, item.id, data.interest):
        raise Conflict(_("Das ist für diesen Punkt schon erklärt."))
    event = MemberRecused(
        meeting_id=step.meeting.id,
        item_id=item.id,
        person_id=person_id,
        on_behalf_of=person_id if for_other else None,
    )
    step.record(event, item.audience)
    leave_list_of(step, item, person_id)


ACTIONS = {"recusal.declare": Action("meeting.contribute", RecusalDeclaration, declare)}
