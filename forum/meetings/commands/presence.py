"""Members come and go; the desk may note it for them (L-05, L-31)."""

from typing import Literal

from sqlalchemy import select, union

from forum.committees.models import Membership, Role, can_act, in_term
from forum.core.clock import now
from forum.core.db import db, get_or_404, transaction
from forum.core.errors import Conflict, Forbidden, NotFound
from forum.core.i18n import _
from forum.core.permissions import SYSTEM, can
from forum.meetings.commands import substitutes
from forum.meetings.commands.action import Action, Number, Shape
from forum.meetings.commands.speakers import leave_list
from forum.meetings.commands.step import Step
from forum.meetings.events import MemberCheckedIn, MemberCheckedOut
from forum.meetings.models import (
    STILL_THERE,
    Meeting,
    MeetingState,
    Presence,
    PresenceKind,
    SpeakerEntry,
    Substitution,
)
from forum.meetings.queries.entitled import is_voter


class PresenceRef(Shape):
    """A member for whom the desk acts; without it the actor."""

    person_id: Number | None = None


class Arrival(PresenceRef):
    """How a member takes part."""

    how: Literal["room", "online", "phone"] = "room"


def check_in(step: Step, data: Arrival) -> None:
    """Note that a member is present; whoever stood in for them loses the vote at once (L-21)."""
    step.require_running()
    member = _whom(step, data)
    if step.presence(member.person_id) is not None:
        raise Conflict(_("Diese Person ist schon anwesend gemeldet."))
    if member.deputises:
        _stand_in(step, member)
    elif (deputy_id := substitutes.end_for(step, member.person_id)) is not None:
        leave_list(step, deputy_id)
    for_other = member.person_id if member.person_id != step.person_id else None
    presence = Presence(
        meeting_id=step.meeting.id,
        person_id=member.person_id,
        kind=PresenceKind(data.how),
        noted_by=step.person_id if for_other else None,
        since=now(),
    )
    db.session.add(presence)
    event = MemberCheckedIn(
        meeting_id=step.meeting.id, person_id=member.person_id, kind=data.how, on_behalf_of=for_other
    )
    step.record(event)


def check_out(step: Step, data: PresenceRef) -> None:
    """Note that a member is no longer present; whoever leaves has neither floor nor place on the list (L-07)."""
    step.require_running()
    person_id = _whom(step, data).person_id
    presence = step.presence(person_id)
    if presence is None:
        raise Conflict(_("Diese Person ist nicht anwesend gemeldet."))
    presence.until = now()
    for_other = person_id if person_id != step.person_id else None
    step.record(MemberCheckedOut(meeting_id=step.meeting.id, person_id=person_id, on_behalf_of=for_other))
    leave_list(step, person_id)


def leave_with_the_seat(committee_id: int, person_id: int) -> None:
    """Let whose term has ended, or whose account is suspended, leave whatever session runs (L-05, L-07, L-52).

    That ends presence, floor and list.
    """
    if is_voter(committee_id, person_id):
        return
    running = select(Meeting.id).where(Meeting.committee_id == committee_id, Meeting.state == MeetingState.RUNNING)
    for number in db.session.scalars(running.order_by(Meeting.id)).all():
        step = Step(SYSTEM, get_or_404(Meeting, number, lock=True))
        if step.meeting.state != MeetingState.RUNNING:
            continue
        presence = step.presence(person_id)
        if presence is not None:
            presence.until = now()
            step.record(MemberCheckedOut(meeting_id=number, person_id=person_id, on_behalf_of=None))
        leave_list(step, person_id)


def leave_with_the_account(person_id: int) -> None:
    """Let somebody whose account is suspended leave the sessions of all committees they belong to."""
    of_today = select(Membership.committee_id).where(Membership.person_id == person_id, in_term())
    for committee_id in sorted(set(db.session.scalars(of_today))):
        leave_with_the_seat(committee_id, person_id)


def leave_with_the_term() -> int:
    """Let those leave whose term ended by its day, of which nobody writes an event; return how many (G-04, L-52)."""
    voters = select(Membership.id).where(
        Membership.committee_id == Meeting.committee_id, Membership.role != Role.CLERK, in_term(), can_act()
    )
    left = []
    for person, there in (
        (Presence.person_id, (Presence.meeting_id == Meeting.id, Presence.until.is_(None))),
        (SpeakerEntry.person_id, (SpeakerEntry.meeting_id == Meeting.id, SpeakerEntry.state.in_(STILL_THERE))),
    ):
        left.append(
            select(Meeting.committee_id, person.label("person_id")).where(
                Meeting.state == MeetingState.RUNNING, *there, ~voters.where(Membership.person_id == person).exists()
            )
        )
    gone = sorted({(row.committee_id, row.person_id) for row in db.session.execute(union(*left))})
    for committee_id, person_id in gone:
        with transaction():
            leave_with_the_seat(committee_id, person_id)
    return len(gone)


def _stand_in(step: Step, deputy: Membership) -> None:
    """Let who is appointed to deputise on a seat come for its holder, unless somebody is there for it already."""
    named = select(Substitution.member_id).where(
        Substitution.meeting_id == step.meeting.id, Substitution.substitute_id == deputy.person_id
    )
    if db.session.scalar(named) is not None:
        return
    holder = db.session.scalar(
        select(Membership.person_id).where(
            Membership.seat_id == deputy.seat_id, Membership.deputises.is_(False), in_term()
        )
    )
    if holder is None:
        raise Conflict(_("Auf diesem Sitz ist niemand berufen, für den Sie kommen könnten."))
    taken = db.session.get(Substitution, (step.meeting.id, holder)) is not None
    if taken or step.presence(holder) is not None:
        raise Conflict(_("Für diesen Sitz ist schon jemand anwesend; ein Sitz zählt einmal."))
    substitutes.name_substitute(step, holder, deputy.person_id)


def _whom(step: Step, data: PresenceRef) -> Membership:
    """Return for whom the presence changes: the actor, or by the desk any voting member."""
    person_id = data.person_id or step.person_id
    if person_id == step.person_id:
        if not can(step.actor, "meeting.vote", step.meeting):
            raise Forbidden(_("Anwesend melden sich die stimmberechtigten Mitglieder."))
    elif not can(step.actor, "meeting.lead", step.meeting):
        raise Forbidden(_("Das können nur Vorsitz und Schriftführung für andere tun."))
    known = select(Membership).where(
        Membership.committee_id == step.meeting.committee_id,
        Membership.person_id == person_id,
        Membership.role != Role.CLERK,
        in_term(),
        can_act(),
    )
    found = db.session.scalars(known.order_by(Membership.deputises)).first()
    if found is None:
        raise NotFound(_("Diese Person gehört dem Gremium nicht an."))
    return found


ACTIONS = {
    "presence.check_in": Action("meeting.contribute", Arrival, check_in),
    "presence.check_out": Action("meeting.contribute", PresenceRef, check_out),
}
