"""Where something happened: the thing a message is about, and the things around it that people follow.

A message keeps the number of its post, thread, project, idea or survey and nothing of the way there, so a post that moves to
another thread, or a thread that moves to another space, is found at its present place.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.orm import aliased

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.events import LoggedEvent
from forum.discussions.models import Post, PostState, Space, Thread
from forum.ideas.models import Idea
from forum.notifications.levels import REASONS, Level, Stance, at_least, is_told
from forum.notifications.models import Follow, MailWishes, Message
from forum.notifications.moments import Rhythm
from forum.projects.models import Project
from forum.surveys.models import Survey

Thing = tuple[str, int]


@dataclass(frozen=True)
class Place:
    """What an event is about, and the things around it, from the closest to the widest."""

    thing: Thing | None
    around: tuple[Thing, ...]

    @classmethod
    def of(
        cls,
        thing: Thing | None,
        thread_id: int | None,
        idea_id: int | None,
        space_id: int | None,
        project_id: int | None = None,
    ) -> Self:
        """Return the place of a thing in a thread, of a project, of an idea, in a space, as far as there are any."""
        known = (("thread", thread_id), ("project", project_id), ("idea", idea_id), ("space", space_id))
        return cls(thing, tuple((kind, number) for kind, number in known if number is not None))


def place_of(event: LoggedEvent) -> Place:
    """Return where an event happened; its data name the post, thread, project or idea, or the survey and its space."""
    if event.subject_kind == "survey":
        return Place.of(("survey", event.subject_id), None, None, event.data["space_id"])
    names = ("post_id", "thread_id", "idea_id", "project_id")
    post_id, thread_id, idea_id, project_id = (event.data.get(name) for name in names)
    thread = db.session.get(Thread, thread_id) if thread_id is not None else None
    if thread is not None:
        idea_id = thread.idea_id
    idea = db.session.get(Idea, idea_id) if idea_id is not None else None
    space_id = thread.space_id if thread is not None else None
    known = (("post", post_id), ("thread", thread_id), ("project", project_id), ("idea", idea_id))
    thing = next(((kind, number) for kind, number in known if number is not None), None)
    return Place.of(thing, thread_id, idea_id, idea.space_id if idea is not None else space_id, project_id)


def place_of_thread(thread: Thread) -> Place:
    """Return the place of a thread of a space, or of an idea."""
    return Place.of(("thread", thread.id), thread.id, thread.idea_id, thread.space_id)


# What a person is told by their own right, also when they may not look at the place any more.
NOWHERE = Place(None, ())


# --------------------------------------------------------------------------------------------------------
# The same for messages, in SQL
# --------------------------------------------------------------------------------------------------------

# Who may see what a message is about today, and where it lies today; to be used with ``placed``.
SURVEY_SPACE = aliased(Space)
AUDIENCE: ColumnElement[str] = func.coalesce(
    Thread.audience, Project.audience, Idea.audience, SURVEY_SPACE.audience, literal("members")
)
IS_THERE: ColumnElement[bool] = and_(
    or_(Post.id.is_(None), Post.state == PostState.VISIBLE), or_(Idea.id.is_(None), Idea.hidden_at.is_(None))
)
SPACE_ID: ColumnElement[int | None] = func.coalesce(Thread.space_id, Idea.space_id, SURVEY_SPACE.id)


def placed(statement: Any) -> Any:
    """Join messages with the post, thread, project, idea or survey that they are about."""

    def own(kind: str) -> Any:
        return case((Message.thing_kind == kind, Message.thing_id))

    return (
        statement.outerjoin(Post, and_(Message.thing_kind == "post", Post.id == Message.thing_id))
        .outerjoin(Thread, Thread.id == func.coalesce(Post.thread_id, own("thread")))
        .outerjoin(Project, Project.id == own("project"))
        .outerjoin(Idea, Idea.id == func.coalesce(Thread.idea_id, Project.idea_id, own("idea")))
        .outerjoin(Survey, Survey.id == own("survey"))
        .outerjoin(SURVEY_SPACE, SURVEY_SPACE.id == Survey.space_id)
    )


def may_hear(person: Person, audience: str) -> bool:
    """Tell whether a person may know of what is for this audience."""
    # What everybody may see needs no look at the person's words, of which there may be thousands.
    return audience in {"public", "members", f"person:{person.id}"} or audience in person.words


def heard_words(person_id: int, words: frozenset[str]) -> list[str]:
    """Return the audiences of which a person with these words may hear."""
    return sorted({*words, "members", f"person:{person_id}"})


# --------------------------------------------------------------------------------------------------------
# What people wish for a place
# --------------------------------------------------------------------------------------------------------


class Wishes:
    """The levels and rhythms of some people, read in two queries."""

    def __init__(self, people: Sequence[int], things: Sequence[Thing]) -> None:
        self._follows: dict[int, dict[Thing, Follow]] = defaultdict(dict)
        self._mails: Mapping[int, MailWishes] = {
            row.person_id: row for row in db.session.scalars(select(MailWishes).where(MailWishes.person_id.in_(people)))
        }
        if things:
            rows = select(Follow).where(Follow.person_id.in_(people), _is_one_of(things))
            for row in db.session.scalars(rows):
                self._follows[row.person_id][row.kind, row.thing_id] = row

    def stances(self, person_id: int, place: Place) -> list[Stance | None]:
        """Return a person's stances, from the closest thing to the widest."""
        rows = self._follows.get(person_id, {})
        return [row.stance if (row := rows.get(thing)) else None for thing in place.around]

    def are_told(self, person_id: int, place: Place, reason: str) -> bool:
        """Tell whether the person's levels let something through."""
        return is_told(reason, self.stances(person_id, place))

    def rhythm(self, person_id: int, place: Place, reason: str) -> Rhythm:
        """Return how soon a person wants a mail: the closest thing with a rhythm of its own decides."""
        if REASONS[reason].least is not None:
            rows = self._follows.get(person_id, {})
            for thing in place.around:
                if (row := rows.get(thing)) is not None and row.mails is not None:
                    return Rhythm(row.mails)
        wishes = self.mails(person_id)
        return wishes.rhythm_of(REASONS[reason].group)

    def mails(self, person_id: int) -> MailWishes:
        """Return when a person wants mails in general."""
        return self._mails.get(person_id) or MailWishes(person_id=person_id, rhythm=Rhythm.AT_ONCE, groups={})


def _is_one_of(things: Sequence[Thing]) -> ColumnElement[bool]:
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind, number in things:
        by_kind[kind].append(number)
    return or_(*(and_(Follow.kind == kind, Follow.thing_id.in_(numbers)) for kind, numbers in by_kind.items()))


def listeners(place: Place, reason: str) -> list[int]:
    """Return the numbers of the people who follow a place closely enough to be told for this reason."""
    least = REASONS[reason].least or Level.NORMAL
    if not place.around:
        return []
    candidates = select(Follow.person_id).where(_is_one_of(place.around), Follow.level.in_(at_least(least)))
    statement = select(Follow.person_id, Follow.kind, Follow.thing_id, Follow.level, Follow.chosen)
    rows = db.session.execute(statement.where(_is_one_of(place.around), Follow.person_id.in_(candidates)))
    stances: dict[int, dict[Thing, Stance]] = defaultdict(dict)
    for row in rows:
        stances[row.person_id][row.kind, row.thing_id] = Stance(Level(row.level), row.chosen)
    return [person_id for person_id, known in stances.items() if is_told(reason, [known.get(t) for t in place.around])]
