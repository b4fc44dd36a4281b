"""The quorum: the chair establishes it, it holds until a member doubts it, and then it is established anew (L-06)."""

from dataclasses import dataclass

from sqlalchemy import func, select

from forum.core.db import db
from forum.core.errors import Conflict
from forum.core.i18n import _
from forum.meetings.commands.action import Action, Empty
from forum.meetings.commands.step import Step
from forum.meetings.commands.substitutes import vote_runs
from forum.meetings.events import QuorumDoubted, QuorumEstablished
from forum.meetings.models import AgendaItem, Presence, QuorumState
from forum.meetings.queries.entitled import members_with_a_vote, voters_present
from forum.meetings.queries.procedure import quorum_of


@dataclass(frozen=True)
class Finding:
    """How many with a vote are there, of how many, how many it takes, and what the chair found; kept with each vote."""

    present: int
    entitled: int
    needed: int
    state: str


def finding(step: Step, item: AgendaItem | None = None) -> Finding:
    """Return how it stands at this moment, in general or for an item."""
    meeting = step.meeting
    # A second meeting about the same matter is quorate with however many, if the invitation said so (B-06); what is new in
    # it takes the usual number (NKomVG § 65).
    announced = meeting.second and meeting.second_announced
    is_exempt = announced and (item is None or item.again_of is not None)
    needed = 0 if is_exempt else quorum_of(meeting)
    present = len(voters_present(meeting))
    return Finding(present, members_with_a_vote(meeting.committee_id), needed, str(meeting.quorum_state))


def is_lacking(step: Step) -> bool:
    """Tell whether a session that ends now lacked its quorum: never enough were there, or too few after a doubt."""
    meeting, found = step.meeting, finding(step)
    if not found.needed or meeting.quorum_state == QuorumState.ESTABLISHED:
        return False
    if meeting.quorum_state == QuorumState.DOUBTED:
        return found.present < found.needed
    came = select(func.count(func.distinct(Presence.person_id))).where(Presence.meeting_id == meeting.id)
    return (db.session.scalar(came) or 0) < found.needed


def require_no_doubt(step: Step, item: AgendaItem) -> Finding:
    """Refuse a vote between a doubt and the new finding. Raises Conflict."""
    found = finding(step, item)
    if found.state == QuorumState.DOUBTED:
        raise Conflict(_("Die Beschlussfähigkeit ist angezweifelt. Bitte stellen Sie sie zuerst erneut fest."))
    return found


def require_quorum(step: Step, item: AgendaItem) -> Finding:
    """Refuse a vote after a doubt, or before the chair has found a quorum where one is asked for. Raises Conflict."""
    found = require_no_doubt(step, item)
    if step.meeting.second and step.meeting.second_announced and found.present < found.needed:
        raise Conflict(
            _(
                "Dieser Punkt stand in der ersten Sitzung nicht auf der Tagesordnung. Für ihn gilt die übliche Zahl: "
                "Anwesend sind %(present)s, nötig sind %(quorum)s.",
                present=found.present,
                quorum=found.needed,
            )
        )
    if found.state == QuorumState.OPEN and found.needed:
        raise Conflict(_("Die Beschlussfähigkeit ist noch nicht festgestellt."))
    return found


def establish(step: Step, _data: Empty) -> None:
    """Find that enough members are there. Raises Conflict when they are not."""
    step.require_running()
    meeting, found = step.meeting, finding(step)
    if found.present < found.needed:
        sentence = _(
            "Das Gremium ist nicht beschlussfähig: Anwesend sind %(present)s, nötig sind %(quorum)s.",
            present=found.present,
            quorum=found.needed,
        )
        if meeting.second and not meeting.second_announced:
            sentence += " " + _("Die Einladung hat nicht gesagt, dass diese zweite Sitzung ohne Mindestzahl auskommt.")
        raise Conflict(sentence)
    again = meeting.quorum_state == QuorumState.DOUBTED
    if meeting.quorum_state == QuorumState.ESTABLISHED:
        raise Conflict(_("Die Beschlussfähigkeit ist schon festgestellt und nicht angezweifelt."))
    meeting.quorum_state = QuorumState.ESTABLISHED
    event = QuorumEstablished(
        meeting_id=meeting.id, present=found.present, needed=found.needed, entitled=found.entitled, again=again
    )
    step.record(event)


def doubt(step: Step, _data: Empty) -> None:
    """Doubt that enough members are there, before a vote or after it.

    Who was there when it opened is frozen with a vote (L-73), so a doubt while it runs would change nothing. Raises
    Conflict.
    """
    step.require_running()
    step.require_present()
    step.require_seat()
    if vote_runs(step):
        raise Conflict(
            _("Während einer Abstimmung steht fest, wer da ist. Bitte zweifeln Sie das davor oder danach an.")
        )
    if step.meeting.quorum_state == QuorumState.DOUBTED:
        raise Conflict(_("Die Beschlussfähigkeit ist schon angezweifelt."))
    step.meeting.quorum_state = QuorumState.DOUBTED
    step.record(QuorumDoubted(meeting_id=step.meeting.id))


ACTIONS = {
    "quorum.establish": Action("meeting.lead", Empty, establish),
    "quorum.doubt": Action("meeting.vote", Empty, doubt),
}
