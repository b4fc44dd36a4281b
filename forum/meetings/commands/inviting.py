"""Inviting the members, their answers, reminders, and the secret addresses of calendars."""

from datetime import timedelta
from typing import Literal

from sqlalchemy import select, update

from forum.accounts.models import Person
from forum.committees.queries import members_of
from forum.core.clock import local, now
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.i18n import _
from forum.core.permissions import SYSTEM, Actor, can, require
from forum.core.tokens import digest, secret_token
from forum.meetings.commands.action import Action, Number, Shape
from forum.meetings.commands.step import Step
from forum.meetings.commands.substitutes import end_for, name_substitute
from forum.meetings.events import InvitationAnswered, InvitedReminded, MeetingInvited
from forum.meetings.models import AgendaItem, CalendarKey, Invitation, Meeting, MeetingState, Reply
from forum.meetings.queries.procedure import days_until, is_late

# How long before a meeting those who have not answered are reminded.
REMINDED_BEFORE = timedelta(days=2)


class InvitationReply(Shape):
    """Whether somebody comes; the desk may note it for a member who said so elsewhere."""

    reply: Literal["yes", "no", "substitute"]
    substitute_id: Number | None = None
    person_id: Number | None = None


def invite(actor: Actor, meeting_id: int) -> Meeting:
    """Invite everybody who belongs to the committee on the day of the meeting, with the agenda as it is now (L-30).

    Whoever was invited before hears of it again with the newer agenda. Raises Conflict.
    """
    meeting = get_or_404(Meeting, meeting_id, lock=True)
    require(actor, "meeting.plan", meeting)
    if meeting.state != MeetingState.PLANNED:
        raise Conflict(_("Diese Sitzung ist schon eröffnet, beendet oder abgesagt."))
    known = set(db.session.scalars(select(Invitation.person_id).where(Invitation.meeting_id == meeting.id)))
    people = members_of(meeting.committee_id, local(meeting.starts_at).date())
    if not people:
        raise Conflict(_("Dieses Gremium hat noch keine Mitglieder, die eingeladen werden können."))
    db.session.add_all(Invitation(meeting_id=meeting.id, person_id=number) for number in people if number not in known)
    # Whoever is invited anew in time has had the days that the rules of procedure ask for (L-30).
    timely = not is_late(meeting)
    meeting.invited_late = not timely and (meeting.invited_at is None or meeting.invited_late)
    if timely:
        db.session.execute(update(AgendaItem).where(AgendaItem.meeting_id == meeting.id).values(added_late=False))
    if meeting.invited_at is not None:
        meeting.sequence += 1
    meeting.invited_at, meeting.second_announced = now(), meeting.second
    event = MeetingInvited(
        meeting_id=meeting.id,
        sequence=meeting.sequence,
        days=max(0, days_until(meeting)),
        late=meeting.invited_late,
        second=meeting.second,
        timely=timely,
    )
    Step(actor, meeting).record(event)
    return meeting


def answer(step: Step, data: InvitationReply) -> None:
    """Say whether one comes, or who comes instead; the last answer counts. Raises Conflict, NotFound."""
    if step.meeting.state != MeetingState.PLANNED:
        raise Conflict(_("Diese Sitzung ist schon eröffnet, beendet oder abgesagt."))
    person_id = data.person_id or step.person_id
    if person_id != step.person_id and not can(step.actor, "meeting.lead", step.meeting):
        raise Forbidden(_("Das können nur Vorsitz und Schriftführung für andere tun."))
    row = db.session.get(Invitation, (step.meeting.id, person_id))
    if row is None:
        raise NotFound(_("Zu dieser Sitzung gibt es für diese Person noch keine Einladung."))
    if data.reply == "substitute" and data.substitute_id is None:
        raise Invalid(fields={"substitute_id": [_("Bitte nennen Sie, wer Sie vertritt.")]})
    row.reply, row.answered_at = Reply(data.reply), now()
    for_other = person_id if person_id != step.person_id else None
    event = InvitationAnswered(
        meeting_id=step.meeting.id, person_id=person_id, reply=data.reply, on_behalf_of=for_other
    )
    step.record(event, step.committee_word)
    if data.reply == "substitute" and data.substitute_id is not None:
        name_substitute(step, person_id, data.substitute_id)
    else:
        end_for(step, person_id)


def remind_invited() -> None:
    """Remind those of meetings to come who have not answered, once; an invitation as late as that reminds by itself."""
    soon = select(Meeting.id).where(
        Meeting.state == MeetingState.PLANNED,
        Meeting.starts_at > now(),
        Meeting.starts_at <= now() + REMINDED_BEFORE,
    )
    silent = (Invitation.reply == Reply.NONE, Invitation.reminded_at.is_(None))
    invited = select(Invitation.meeting_id, Invitation.invited_at, Meeting.starts_at).join(
        Meeting, Meeting.id == Invitation.meeting_id
    )
    waiting = db.session.execute(invited.where(Invitation.meeting_id.in_(soon), *silent))
    for number in sorted({row.meeting_id for row in waiting if row.starts_at - row.invited_at > REMINDED_BEFORE}):
        meeting = get_or_404(Meeting, number, lock=True)
        found = select(Invitation).where(Invitation.meeting_id == number, *silent).order_by(Invitation.person_id)
        rows = [row for row in db.session.scalars(found) if meeting.starts_at - row.invited_at > REMINDED_BEFORE]
        for row in rows:
            row.reminded_at = now()
        step = Step(SYSTEM, meeting)
        people = tuple(row.person_id for row in rows)
        step.record(InvitedReminded(meeting_id=meeting.id, people=people), step.committee_word)


def renew_calendar(actor: Actor) -> str:
    """Give a person a new secret address for their calendar, and return its secret; the old one ends (F-09)."""
    require(actor, "calendar.keep")
    secret = secret_token()
    row = db.session.get(CalendarKey, actor.person_id) or CalendarKey(person_id=actor.person_id)
    row.digest, row.created_at = digest(secret), now()
    row.epoch = get_or_404(Person, actor.person_id).epoch
    db.session.add(row)
    db.session.flush()
    return secret


ACTIONS = {"invitation.answer": Action("meeting.contribute", InvitationReply, answer)}
