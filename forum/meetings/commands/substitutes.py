"""Who stands in for whom in one meeting: one for each member, no chain, and never both (L-21)."""

from sqlalchemy import select, true

from forum.committees.models import Membership, Role, can_act, in_term
from forum.core.db import db
from forum.core.errors import Conflict, Forbidden, NotFound
from forum.core.i18n import _
from forum.core.permissions import can
from forum.meetings.commands.action import Action, Number, Shape
from forum.meetings.commands.step import Step
from forum.meetings.events import SubstituteEnded, SubstituteNamed
from forum.meetings.models import Circle, MeetingState, Poll, PollState, Substitution


class Substitute(Shape):
    """Who stands in, for the actor or, named by the desk, for another member."""

    substitute_id: Number
    person_id: Number | None = None


class Represented(Shape):
    """The member who is represented no longer; without one the actor."""

    person_id: Number | None = None


def name(step: Step, data: Substitute) -> None:
    """Name who stands in for a member, before the vote."""
    _require_ahead(step)
    refuse_during_vote(step)
    name_substitute(step, _for_whom(step, data.person_id), data.substitute_id)


def end(step: Step, data: Represented) -> None:
    """Take a substitute back, before the vote."""
    _require_ahead(step)
    refuse_during_vote(step)
    if end_for(step, _for_whom(step, data.person_id)) is None:
        raise Conflict(_("Für diese Person ist keine Vertretung benannt."))


def name_substitute(step: Step, member_id: int, substitute_id: int) -> None:
    """Let somebody stand in for a member from now on; another substitute ends. Raises Conflict, NotFound.

    Of a vote that runs it changes nothing, since its list is frozen (L-73).
    """
    if not _is_member(step, member_id):
        raise NotFound(_("Diese Person gehört dem Gremium nicht an."))
    if not _is_member(step, substitute_id, deputises=True):
        raise Conflict(_("Vertreten kann nur, wer für dieses Gremium zur Stellvertretung berufen ist."))
    if step.presence(member_id) is not None:
        raise Conflict(_("Wer anwesend ist, wird nicht vertreten."))
    taken = select(Substitution.member_id).where(
        Substitution.meeting_id == step.meeting.id,
        Substitution.substitute_id == substitute_id,
        Substitution.member_id != member_id,
    )
    if db.session.scalar(taken) is not None:
        raise Conflict(_("Diese Person vertritt in dieser Sitzung schon jemand anderen; sie hat nur eine Stimme."))
    known = db.session.get(Substitution, (step.meeting.id, member_id))
    if known is not None and known.substitute_id == substitute_id:
        return
    end_for(step, member_id)
    db.session.add(Substitution(meeting_id=step.meeting.id, member_id=member_id, substitute_id=substitute_id))
    db.session.flush()
    event = SubstituteNamed(
        meeting_id=step.meeting.id,
        person_id=member_id,
        substitute_id=substitute_id,
        on_behalf_of=member_id if step.actor.person_id not in (member_id, substitute_id) else None,
    )
    step.record(event, _readers(step))


def tell_everybody(step: Step) -> None:
    """Say when a session begins who stands in for whom: before, it was for the committee, like all answers (L-29)."""
    if _readers(step, MeetingState.PLANNED) == step.meeting.audience:
        return
    named = select(Substitution).where(Substitution.meeting_id == step.meeting.id).order_by(Substitution.member_id)
    for one in db.session.scalars(named).all():
        step.record(
            SubstituteNamed(meeting_id=step.meeting.id, person_id=one.member_id, substitute_id=one.substitute_id)
        )


def _readers(step: Step, state: MeetingState | None = None) -> str:
    """Return who reads who stands in for whom: of a session that is only planned nobody beyond the committee."""
    is_ahead = (state or step.meeting.state) == MeetingState.PLANNED
    return step.committee_word if is_ahead and step.meeting.level == Circle.PUBLIC else step.meeting.audience


def end_for(step: Step, member_id: int) -> int | None:
    """Let nobody stand in for a member any more; return who did, if somebody did."""
    known = db.session.get(Substitution, (step.meeting.id, member_id))
    if known is None:
        return None
    substitute_id = known.substitute_id
    event = SubstituteEnded(meeting_id=step.meeting.id, person_id=member_id, substitute_id=substitute_id)
    db.session.delete(known)
    db.session.flush()
    step.record(event, _readers(step))
    return substitute_id


def refuse_during_vote(step: Step) -> None:
    """Refuse what would change who may vote while a vote runs. Raises Conflict."""
    if vote_runs(step):
        raise Conflict(_("Während einer Abstimmung ändert sich nicht, wer abstimmen darf."))


def vote_runs(step: Step) -> bool:
    """Tell whether a vote is open or being counted; of one that is only prepared nothing is frozen (L-73)."""
    frozen = [PollState.OPEN, PollState.COUNTING]
    running = select(Poll.id).where(Poll.meeting_id == step.meeting.id, Poll.state.in_(frozen))
    return db.session.scalar(running.limit(1)) is not None


def _require_ahead(step: Step) -> None:
    if step.meeting.state not in (MeetingState.PLANNED, MeetingState.RUNNING):
        raise Conflict(_("Diese Sitzung ist beendet oder abgesagt."))


def _for_whom(step: Step, person_id: int | None) -> int:
    if person_id is None or person_id == step.person_id:
        return step.person_id
    if not can(step.actor, "meeting.lead", step.meeting):
        raise Forbidden(_("Das können nur Vorsitz und Schriftführung für andere tun."))
    return person_id


def _is_member(step: Step, person_id: int, *, deputises: bool = False) -> bool:
    """Tell whether somebody has a vote of their own, or is appointed to deputise; so no chain can come about.

    A member whose account is suspended can be represented, but represents nobody.
    """
    known = select(Membership.id).where(
        Membership.committee_id == step.meeting.committee_id,
        Membership.person_id == person_id,
        Membership.role != Role.CLERK,
        Membership.deputises == deputises,
        in_term(),
        can_act() if deputises else true(),
    )
    return db.session.scalar(known.limit(1)) is not None


ACTIONS = {
    "substitute.name": Action("meeting.contribute", Substitute, name),
    "substitute.end": Action("meeting.contribute", Represented, end),
}
