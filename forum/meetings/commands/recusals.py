"""Members with an interest of their own take no part in an item, and leave its count (B-15)."""

from typing import Annotated, Literal

from pydantic import Field
from sqlalchemy import select

from forum.committees.commands import end_recusal, keep_recusal
from forum.committees.models import Membership, Recusal, in_force, in_term
from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.i18n import _
from forum.core.permissions import can
from forum.core.text import clean_line
from forum.meetings.commands.action import Action, ItemRef, Number
from forum.meetings.commands.speakers import leave_list_of
from forum.meetings.commands.step import Step
from forum.meetings.commands.substitutes import refuse_during_vote
from forum.meetings.events import MemberRecused, RecusalTakenBack
from forum.meetings.models import AgendaItem
from forum.meetings.queries.procedure import SLIP

LEAST_REASON = 10


class RecusalDeclaration(ItemRef):
    """From which item somebody steps back, and what the interest is; the desk may note it for a member."""

    interest: Annotated[str, Field(max_length=500)] = ""
    person_id: Number | None = None


def declare(step: Step, data: RecusalDeclaration) -> None:
    """Take no part in an item of the running session; floor and place on its list end with it.

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
    noted_by = step.person_id if for_other else None
    recusal_id = keep_recusal(person_id, item.id, data.interest, noted_by=noted_by)
    if recusal_id is None:
        raise Conflict(_("Das ist für diesen Punkt schon erklärt."))
    event = MemberRecused(
        meeting_id=step.meeting.id,
        item_id=item.id,
        person_id=person_id,
        on_behalf_of=person_id if for_other else None,
        recusal_id=recusal_id,
    )
    step.record(event, item.audience)
    leave_list_of(step, item, person_id)


class RecusalEnd(ItemRef):
    """Whose recusal was a mistake, and which one."""

    person_id: Number | None = None
    mistake: Literal["click", "item", "person", "interest"] = "click"


def take_back(step: Step, data: RecusalEnd) -> None:
    """Let somebody take part again who was recused by mistake; the log keeps both, and votes of between stand.

    What somebody declared themselves they alone take back, while it is new: later nobody is the one to say that there never
    was an interest (NKomVG § 41). What the desk noted another one of the desk takes back, who takes part in the item.
    Raises Conflict, Forbidden, NotFound.
    """
    step.require_running()
    item = step.item(data.item_id)
    person_id = data.person_id or step.person_id
    declared = _declared(item, person_id)
    by_desk = declared.noted_by is not None
    refuse_during_vote(step)
    if not by_desk and (person_id != step.person_id or now() - declared.declared_at > SLIP):
        raise Conflict(_("Eine eigene Erklärung nimmt nur zurück, wer sie abgab, und nur in den ersten zwei Minuten."))
    if by_desk:
        if person_id == step.person_id or not can(step.actor, "meeting.lead", step.meeting):
            raise Forbidden(_("Das können nur Vorsitz und Schriftführung für andere tun."))
        step.require_taking_part(item)
    end_recusal(declared)
    event = RecusalTakenBack(
        meeting_id=step.meeting.id,
        item_id=item.id,
        person_id=person_id,
        on_behalf_of=person_id if by_desk else None,
        mistake=data.mistake,
    )
    step.record(event, item.audience)


def _declared(item: AgendaItem, person_id: int) -> Recusal:
    """Return what keeps somebody from taking part in the item itself. Raises NotFound."""
    found = db.session.scalar(
        select(Recusal).where(Recusal.item_id == item.id, Recusal.person_id == person_id, in_force())
    )
    if found is None:
        raise NotFound(_("Das war für diesen Punkt nicht erklärt."))
    return found


ACTIONS = {
    "recusal.declare": Action("meeting.contribute", RecusalDeclaration, declare),
    "recusal.take_back": Action("meeting.contribute", RecusalEnd, take_back),
}
