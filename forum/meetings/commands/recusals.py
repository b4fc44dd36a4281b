"""Members with an interest of their own take no part in an item, and leave its count (B-15)."""

from typing import Annotated

from pydantic import Field
from sqlalchemy import select

from forum.committees.commands import keep_recusal
from forum.committees.models import Membership, in_term
from forum.core.db import db
from forum.core.errors import Conflict, Forbidden, NotFound
from forum.core.i18n import _
from forum.core.permissions import can
from forum.meetings.commands.action import Action, ItemRef, Number
from forum.meetings.commands.step import Step
from forum.meetings.commands.substitutes import refuse_during_vote
from forum.meetings.events import MemberRecused


class RecusalDeclaration(ItemRef):
    """From which item somebody steps back, and what the interest is; the desk may note it for a member."""

    interest: Annotated[str, Field(max_length=500)] = ""
    person_id: Number | None = None


def declare(step: Step, data: RecusalDeclaration) -> None:
    """Take no part in an item of the running session, for good. Raises Conflict while a vote runs, Forbidden, NotFound."""
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
    if not keep_recusal(person_id, item.id, data.interest):
        raise Conflict(_("Das ist für diesen Punkt schon erklärt."))
    event = MemberRecused(
        meeting_id=step.meeting.id,
        item_id=item.id,
        person_id=person_id,
        on_behalf_of=person_id if person_id != step.person_id else None,
    )
    step.record(event, item.audience)


ACTIONS = {"recusal.declare": Action("meeting.contribute", RecusalDeclaration, declare)}
