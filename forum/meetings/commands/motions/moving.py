"""Moving a motion along its course: the author submits and withdraws, members support, the desk does the rest (L-15)."""

from collections.abc import Callable

from sqlalchemy import func, select

from forum.committees.models import Committee, State
from forum.core.db import db
from forum.core.errors import Conflict, Forbidden, NotFound
from forum.core.i18n import _, marked
from forum.core.permissions import can
from forum.core.text import clean_text
from forum.meetings.commands.action import Action, Number
from forum.meetings.commands.motions.rows import MotionRef, go, motion
from forum.meetings.commands.step import Step
from forum.meetings.course import COURSE_LABELS, IN_AUTHORS_HAND, OPEN, VOTABLE, Course, amended
from forum.meetings.events import MotionAdded, MotionMoved, MotionSupported
from forum.meetings.models import Motion, MotionKind, MotionSupport, Redaction

# The shortest text of a motion, like that of a decision in the register.
LEAST_WORDS = 10
ADMINISTRATION = marked("Verwaltung")


class Referral(MotionRef):
    """The committee to which a motion is referred; without one the administration."""

    committee_id: Number | None = None


class Support(MotionRef):
    """Whether the actor supports a motion."""

    wanted: bool = True


def submit(step: Step, data: MotionRef) -> None:
    """Submit a draft: from now on everybody reads it who may read its item."""
    step.require_running()
    found = motion(step, data.motion_id)
    require_author(step, found)
    go(found, "submit")
    found.audience = step.item(found.item_id).audience
    announce(step, found)


def announce(step: Step, found: Motion) -> None:
    """Say that there is a text to vote on."""
    event = MotionAdded(
        meeting_id=step.meeting.id,
        motion_id=found.id,
        item_id=found.item_id,
        state=str(found.state),
        kind=str(found.kind),
        version=found.version,
        supporters=_supporters(found),
        parent_id=found.parent_id,
    )
    step.record(event, found.audience)


def require_author(step: Step, found: Motion) -> None:
    """Refuse what only the author may do. Raises Forbidden."""
    if found.person_id != step.person_id:
        raise Forbidden(_("Das kann nur, wer den Antrag geschrieben hat."))


def _supporters(found: Motion) -> int:
    return db.session.scalar(select(func.count()).where(MotionSupport.motion_id == found.id)) or 0


def support(step: Step, data: Support) -> None:
    """Support a motion by name, or no longer, as long as it is not admitted."""
    step.require_running()
    found = motion(step, data.motion_id)
    if found.state not in IN_AUTHORS_HAND:
        raise Conflict(_("Unterstützen lässt sich ein Antrag, bis er zugelassen ist."))
    step.require_seat()
    if found.person_id == step.person_id:
        raise Conflict(_("Es ist Ihr eigener Antrag."))
    mine = db.session.get(MotionSupport, (found.id, step.person_id))
    if (mine is not None) == data.wanted:
        raise Conflict(_("Das haben Sie schon gesagt."))
    if mine is None:
        db.session.add(MotionSupport(motion_id=found.id, person_id=step.person_id))
    else:
        db.session.delete(mine)
    db.session.flush()
    event = MotionSupported(meeting_id=step.meeting.id, motion_id=found.id, supporters=_supporters(found))
    step.record(event, found.audience)


def require_settled(found: Motion) -> None:
    """Refuse to move a motion while an amendment to it is voted on, or that vote is counted. Raises Conflict."""
    voted_on = Motion.parent_id == found.id, Motion.state == Course.VOTED
    if db.session.scalar(select(Motion.id).where(*voted_on).limit(1)) is not None:
        raise Conflict(_("Über eine Änderung dieses Antrags wird gerade abgestimmt."))


def let_amendments_lapse(step: Step, found: Motion) -> None:
    """End the open amendments of a motion that came to its end: nothing is left that they could change (L-15)."""
    open_ones = select(Motion).where(Motion.parent_id == found.id, Motion.state.in_(OPEN)).order_by(Motion.id)
    for one in db.session.scalars(open_ones).all():
        _move(step, one, "lapse")


def _by_the_desk(kind: str) -> Callable[[Step, MotionRef], None]:
    def move(step: Step, data: MotionRef) -> None:
        step.require_running()
        found = motion(step, data.motion_id)
        _move(step, found, kind)

    return move


def refer(step: Step, data: Referral) -> None:
    """Refer a motion to another committee or to the administration, which the log names. Raises Conflict, NotFound."""
    step.require_running()
    found = motion(step, data.motion_id)
    target = ADMINISTRATION
    if data.committee_id is not None:
        committee = db.session.get(Committee, data.committee_id)
        if committee is None or committee.audience not in step.actor.words or committee.state != State.ACTIVE:
            raise NotFound(_("Dieses Gremium gibt es nicht oder es ist nicht tätig."))
        if committee.id == step.meeting.committee_id:
            raise Conflict(_("Verwiesen wird an ein anderes Gremium oder an die Verwaltung."))
        target = committee.title
    require_settled(found)
    go(found, "refer")
    found.referred_to = target
    event = MotionMoved(
        meeting_id=step.meeting.id, motion_id=found.id, state=str(found.state), committee_id=data.committee_id
    )
    step.record(event, found.audience)
    let_amendments_lapse(step, found)


def withdraw(step: Step, data: MotionRef) -> None:
    """Withdraw a motion: its author, or the desk on the author's word."""
    step.require_running()
    found = motion(step, data.motion_id)
    if not can(step.actor, "meeting.lead", step.meeting):
        require_author(step, found)
    require_settled(found)
    _move(step, found, "withdraw")
    let_amendments_lapse(step, found)


def _move(step: Step, found: Motion, kind: str) -> None:
    go(found, kind)
    step.record(MotionMoved(meeting_id=step.meeting.id, motion_id=found.id, state=str(found.state)), found.audience)


def put_to_vote(step: Step, found: Motion) -> None:
    """Put a motion to the vote. Raises Conflict, also when an amendment is about words that are no longer there.

    What is adopted is what was voted on (L-73): a motion and its amendments are never voted on beside one another, and
    nothing amends what is decided.
    """
    require_settled(found)
    if db.session.get(Redaction, (step.meeting.id, "motion", found.id)) is not None:
        raise Conflict(_("Dieser Text ist entfernt worden. Über ihn wird nicht abgestimmt."))
    if found.kind == MotionKind.AMENDMENT and found.parent_id is not None:
        parent = db.session.get_one(Motion, found.parent_id)
        if parent.state not in VOTABLE:
            state = COURSE_LABELS[Course(parent.state)]
            raise Conflict(
                _("Über diese Änderung lässt sich jetzt nicht abstimmen: Der Antrag ist %(state)s.", state=state)
            )
        after = amended(parent.source, found.paragraph or 0, found.before, found.source)
        if after is None:
            raise Conflict(_("Der Absatz wurde inzwischen geändert. Bitte stellen Sie den Änderungsantrag neu."))
        if len(clean_text(after)) < LEAST_WORDS:
            raise Conflict(_("Davon bliebe zu wenig übrig: Ein Antrag hat mindestens 10 Zeichen."))
    _move(step, found, "put")


ACTIONS = {
    "motion.submit": Action("meeting.contribute", MotionRef, submit),
    "motion.support": Action("meeting.vote", Support, support),
    "motion.withdraw": Action("meeting.contribute", MotionRef, withdraw),
    "motion.admit": Action("meeting.lead", MotionRef, _by_the_desk("admit")),
    "motion.debate": Action("meeting.lead", MotionRef, _by_the_desk("debate")),
    "motion.refer": Action("meeting.lead", Referral, refer),
}
