"""Ending what a person holds, by the commands that end it for everybody else, before the account is erased (P-06)."""

from datetime import timedelta

from sqlalchemy import delete, exists, or_, select, update

from forum.accounts import commands as accounts
from forum.accounts.models import Grant, Person
from forum.activities.models import Activity
from forum.committees import commands as committees
from forum.committees.models import Application, ApplicationState, Membership
from forum.core.clock import today
from forum.core.db import db
from forum.core.errors import Conflict, Forbidden
from forum.core.i18n import marked
from forum.core.permissions import SYSTEM
from forum.ideas import commands as ideas
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import CoAuthor, Idea
from forum.meetings.models import Invitation, Meeting, MeetingState, Substitution
from forum.moderation.models import Case
from forum.office import commands as office
from forum.office.models import Assignment
from forum.screening import commands as screening
from forum.screening.models import HeldState, HeldText

GONE = marked("Das Konto wurde gelöscht.")


def part(person: Person, *, with_texts: bool) -> None:
    """End what the person holds and does: work, roles, terms, applications, texts that wait, ideas written with others."""
    _give_work_back(person)
    _end_terms(person)
    for role in db.session.scalars(
        select(Grant.role)
        .where(Grant.person_id == person.id, or_(Grant.until.is_(None), Grant.until >= today()))
        .distinct()
    ).all():
        accounts.end_role(SYSTEM, person, role)
    waits = select(HeldText).where(HeldText.person_id == person.id, HeldText.state == HeldState.WAITING)
    for held in db.session.scalars(waits.order_by(HeldText.id)).all():
        screening.drop_held(person, held)
    _leave_ideas(person, with_texts=with_texts)


def _give_work_back(person: Person) -> None:
    for idea in db.session.scalars(
        select(Idea).join(Assignment, Assignment.idea_id == Idea.id).where(Assignment.person_id == person.id)
    ).all():
        try:
            office.release(person, idea, reason=GONE)
        except Forbidden:
            # What is hidden at the moment, or the role that ended before: the work is nobody's all the same.
            db.session.execute(delete(Assignment).where(Assignment.idea_id == idea.id))
    db.session.execute(update(Activity).where(Activity.asked_id == person.id).values(asked_id=None))
    db.session.execute(update(Case).where(Case.claimed_by == person.id).values(claimed_by=None, claimed_until=None))


def _end_terms(person: Person) -> None:
    for application in db.session.scalars(
        select(Application).where(
            Application.person_id == person.id,
            Application.state.in_([ApplicationState.NAMED, ApplicationState.WAITING]),
        )
    ).all():
        committees.withdraw(person, application)
    yesterday = today() - timedelta(days=1)
    for membership in db.session.scalars(
        select(Membership).where(
            Membership.person_id == person.id, or_(Membership.until.is_(None), Membership.until > yesterday)
        )
    ).all():
        try:
            committees.end_membership(SYSTEM, membership)
        except Forbidden:
            membership.until = yesterday  # A committee that rests or is dissolved; there is nobody to tell.
    ahead = select(Meeting.id).where(Meeting.state == MeetingState.PLANNED)
    db.session.execute(delete(Invitation).where(Invitation.person_id == person.id, Invitation.meeting_id.in_(ahead)))
    stands = or_(Substitution.member_id == person.id, Substitution.substitute_id == person.id)
    db.session.execute(delete(Substitution).where(stands, Substitution.meeting_id.in_(ahead)))


def _leave_ideas(person: Person, *, with_texts: bool) -> None:
    joined = exists().where(
        CoAuthor.idea_id == Idea.id, CoAuthor.person_id == person.id, CoAuthor.accepted_at.is_not(None)
    )
    for idea in db.session.scalars(
        select(Idea).where(or_(Idea.author_id == person.id, joined)).order_by(Idea.id)
    ).all():
        try:
            ideas.leave_idea(person, idea)
        except Conflict:  # Nobody else writes it.
            if idea.state == IdeaState.ENTWURF:
                ideas.discard_draft(person, idea)
            elif with_texts:
                _withdraw(person, idea)


def _withdraw(person: Person, idea: Idea) -> None:
    try:
        ideas.withdraw_idea(person, idea, reason=GONE)
    except (Conflict, Forbidden):
        return  # It is on its way already; its state is the city's affair.
