"""What keeps an account from being erased for now: what must be handed over, and what waits for its end in silence."""

from typing import NamedTuple

from markupsafe import Markup, escape
from sqlalchemy import ColumnElement, exists, func, or_, select

from forum.accounts.models import Grant, Person, Standing
from forum.activities.models import Activity, Status
from forum.core.clock import today
from forum.core.db import db
from forum.core.i18n import _
from forum.discussions.models import Post, PostRevision
from forum.files.models import File
from forum.holds.queries import is_person_held
from forum.ideas.models import CoAuthor, Idea
from forum.meetings.models import Contribution, Meeting, MeetingState, Poll, PollOfficer, PollState, Presence, Question
from forum.moderation.models import Case, CaseState, Complaint, Notice, Statement
from forum.projects.models import Project, ProjectState
from forum.screening.models import HeldText
from forum.web.language import written

_AT_WORK = (ProjectState.GEPLANT, ProjectState.LAUFEND, ProjectState.PAUSIERT)


class Tie(NamedTuple):
    """What is to be settled first: a sentence, and the title that stands in it."""

    sentence: str
    title: str = ""

    def __str__(self) -> str:
        return self.sentence % {"title": self.title}

    @property
    def marked(self) -> Markup:
        """The sentence for a page, with its title marked as German (A-04)."""
        return escape(self.sentence) % {"title": written(self.title)}


def ties(person: Person) -> list[Tie]:
    """Say what somebody must hand over first, so that nothing is left without anybody who answers for it (P-06)."""
    found = [Tie(_last_admin(person))]
    found += [
        Tie(_("Sie verantworten das Vorhaben „%(title)s“. Bitte übergeben Sie es zuerst."), title)
        for title in db.session.scalars(
            select(Project.title).where(Project.owner_id == person.id, Project.state.in_(_AT_WORK)).order_by(Project.id)
        )
    ]
    found += [
        Tie(
            _("Sie verantworten die Aktivität „%(title)s“. Bitte übergeben Sie sie zuerst, oder beenden Sie sie."),
            title,
        )
        for title in db.session.scalars(
            select(Activity.title)
            .where(Activity.owner_id == person.id, Activity.status != Status.ENDED)
            .order_by(Activity.id)
        )
    ]
    opens = (
        select(Poll.id)
        .join(PollOfficer, PollOfficer.poll_id == Poll.id)
        .where(PollOfficer.person_id == person.id, Poll.state != PollState.CLOSED)
    )
    if db.session.scalar(opens.limit(1)) is not None:
        found.append(
            Tie(_("Ohne Sie kann eine geheime Abstimmung nicht ausgezählt werden. Bitte warten Sie bis zum Ergebnis."))
        )
    return [one for one in found if one.sentence]


def _last_admin(person: Person) -> str:
    holds = (Grant.role == "admin", Grant.since <= today(), or_(Grant.until.is_(None), Grant.until >= today()))
    if db.session.scalar(select(Grant.id).where(Grant.person_id == person.id, *holds).limit(1)) is None:
        return ""
    others = (
        select(func.count())
        .select_from(Grant)
        .join(Person, Person.id == Grant.person_id)
        .where(Grant.person_id != person.id, Person.standing == Standing.ACTIVE, *holds)
    )
    if db.session.scalar(others):
        return ""
    return _("Sie sind die letzte Person in der technischen Verwaltung. Bitte sorgen Sie zuerst für eine Nachfolge.")


def must_wait(person: Person) -> bool:
    """Tell whether something open keeps the account: a hold, a case, a complaint, or a session that goes on (P-09).

    Nobody is told which of them it is; when it ends, the erasure goes on without further act.
    """
    number = person.id
    if is_person_held(number):
        return True
    open_things = (
        select(Case.id).where(Case.state == CaseState.OPEN, _is_theirs(number)),
        select(Case.id)
        .join(Notice)
        .where(Case.state == CaseState.OPEN, or_(Notice.person_id == number, Notice.email == person.email)),
        select(Complaint.id)
        .outerjoin(Statement, Statement.id == Complaint.statement_id)
        .where(Complaint.answered_at.is_(None), or_(Complaint.person_id == number, Statement.author_id == number)),
        select(Presence.id)
        .join(Meeting, Meeting.id == Presence.meeting_id)
        .where(Presence.person_id == number, Presence.until.is_(None), Meeting.state == MeetingState.RUNNING),
    )
    return any(db.session.scalar(statement.limit(1)) is not None for statement in open_things)


def _is_theirs(number: int) -> ColumnElement[bool]:
    """Return the condition that a case is about something of the person, by the kinds that can be moderated."""
    wrote_idea = or_(
        Idea.author_id == number,
        exists().where(CoAuthor.idea_id == Idea.id, CoAuthor.person_id == number, CoAuthor.accepted_at.is_not(None)),
    )
    theirs = {
        "post": select(Post.id).where(Post.author_id == number),
        "revision": select(PostRevision.id).join(Post, Post.id == PostRevision.post_id).where(Post.author_id == number),
        "idea": select(Idea.id).where(wrote_idea),
        "file": select(File.id).where(File.owner_id == number),
        "held": select(HeldText.id).where(HeldText.person_id == number),
        "contribution": select(Contribution.id).where(Contribution.person_id == number),
        "question": select(Question.id).where(Question.person_id == number),
    }
    about_things = [(Case.kind == kind) & Case.target_id.in_(numbers) for kind, numbers in theirs.items()]
    return or_(Case.kind.in_(("account", "profile")) & (Case.target_id == number), *about_things)
