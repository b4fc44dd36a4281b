"""What is written in a session, as the moderation sees it (M-01, M-27)."""

from flask import url_for

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.i18n import german, lazy
from forum.core.permissions import Actor
from forum.core.text import excerpt, plain
from forum.meetings import queries
from forum.meetings.models import Contribution, Meeting, Question
from forum.meetings.written import Written
from forum.moderation.target import READ_BY_ALL, Target

_CLOSED = lazy(
    "Das wurde in einem Teil der Sitzung geschrieben, den nicht alle lesen. Der Wortlaut steht deshalb nicht hier."
)


def contribution(viewer: Actor, contribution_id: int) -> Target:
    """Return a contribution; what is said in the closed part stays there, and the desk removes it. Raises NotFound."""
    found = queries.contribution(viewer, contribution_id)
    if found.audience not in READ_BY_ALL:
        raise NotFound
    return of_contribution(found)


def question(viewer: Actor, question_id: int) -> Target:
    """Return a question to a committee; an anonymous one has no author whom anybody could tell. Raises NotFound."""
    return of_question(queries.question(viewer, question_id))


def of_contribution(found: Contribution) -> Target:
    """Return a contribution whoever looks at it; from a closed part no paper keeps its words."""
    return Target(
        kind="contribution",
        id=found.id,
        author_id=found.person_id,
        title=excerpt(plain(found.source), 80),
        text=found.source,
        kept=None if found.audience in READ_BY_ALL else german(_CLOSED),
        version=1,
        url=url_for("meetings.room", meeting_id=found.meeting_id, _anchor=f"beitrag-{found.id}", _external=False),
        is_hidden=found.state == Written.REMOVED,
        thing=found,
        published_at=found.created_at,
    )


def of_question(found: Question) -> Target:
    """Return a question whoever looks at it; from a session that not all read no paper keeps its words.

    No moment is kept of a question, so that nobody can tell who asked an anonymous one: its day is that of the session.
    """
    asked_in = db.session.get_one(Meeting, found.meeting_id)
    return Target(
        kind="question",
        id=found.id,
        author_id=found.person_id,
        title=excerpt(found.text, 80),
        text=found.text,
        kept=None if found.audience in READ_BY_ALL else german(_CLOSED),
        version=1,
        url=url_for("meetings.room", meeting_id=found.meeting_id, _anchor=f"frage-{found.id}", _external=False),
        is_hidden=found.state == Written.REMOVED,
        thing=found,
        published_at=asked_in.opened_at or asked_in.starts_at,
    )
