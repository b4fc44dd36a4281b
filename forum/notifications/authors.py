"""Who is told of what authors do with their ideas; the steps of the administration stand in ``subscribers``."""

from typing import Any

from flask import url_for

from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.ideas.events import CoAuthorInvited, CoAuthorJoined, CoAuthorLeft, IdeaAdded, IdeaRetired, IdeaSplit
from forum.ideas.models import CoAuthor, Idea
from forum.ideas.queries import supporters
from forum.ideas.titles import shown_title, shown_url
from forum.notifications.commands import follow_by_taking_part, tell
from forum.notifications.handling import each
from forum.notifications.placing import listeners, place_of


def _co_author_invited(event: LoggedEvent) -> None:
    """Tell who was asked to write an idea too, unless the question was taken back or answered meanwhile (N-06)."""
    row = db.session.get(CoAuthor, event.data["co_author_id"])
    if row is not None and row.accepted_at is None:
        url = url_for("idea_authors.invitation", idea_id=row.idea_id, _external=False)
        tell(event, [row.person_id], "co_author_invited", url, by=row.invited_by_id, title=shown_title(row.idea))


def _co_author_joined(event: LoggedEvent) -> None:
    """Tell the other authors that somebody joined; whoever joined hears of the idea from then on."""
    idea = db.session.get(Idea, event.data["idea_id"])
    if idea is not None:
        follow_by_taking_part(event.data["person_id"], "idea", idea.id)
        _tell_authors(event, idea, "co_author_joined")


def _co_author_left(event: LoggedEvent) -> None:
    """Tell those who go on writing that somebody left."""
    idea = db.session.get(Idea, event.data["idea_id"])
    if idea is not None:
        _tell_authors(event, idea, "co_author_left")


def _tell_authors(event: LoggedEvent, idea: Idea, kind: str) -> None:
    """Tell all authors; of a draft they are the only ones who may know, and its word names only the first (N-06)."""
    people = idea.author_ids
    tell(event, people, kind, idea.url, reason="author", may_know=lambda one: one.id in people, title=idea.title)


def _idea_split(event: LoggedEvent) -> None:
    """Tell authors, supporters and followers of an idea that a part of it stands alone, without their support (N-19)."""
    child = db.session.get_one(Idea, event.data["child_id"])
    _tell_all(event, "idea_split", shown_url(child), into=shown_title(child))


def _idea_retired(event: LoggedEvent) -> None:
    """Tell those who are concerned where the authors point, and that supports do not move there (N-31)."""
    other = db.session.get_one(Idea, event.data["other_id"])
    _tell_all(event, "idea_retired", shown_url(other), into=shown_title(other))


def _idea_added(event: LoggedEvent) -> None:
    """Tell those who are concerned that something was added below the text (N-14)."""
    _tell_all(event, "idea_added", db.session.get_one(Idea, event.data["idea_id"]).url)


def _tell_all(event: LoggedEvent, kind: str, url: str, **more: Any) -> None:
    idea = db.session.get_one(Idea, event.data["idea_id"])
    data: dict[str, Any] = {"title": idea.title, **more}
    tell(event, idea.author_ids, kind, url, reason="author", **data)
    tell(event, supporters(idea), kind, url, reason="support", **data)
    tell(event, listeners(place_of(event), "step"), kind, url, **data)


SUBSCRIBERS = [
    Subscriber("notifications.co_author_invited", (CoAuthorInvited,), each(_co_author_invited)),
    Subscriber("notifications.co_author_joined", (CoAuthorJoined,), each(_co_author_joined)),
    Subscriber("notifications.co_author_left", (CoAuthorLeft,), each(_co_author_left)),
    Subscriber("notifications.idea_split", (IdeaSplit,), each(_idea_split)),
    Subscriber("notifications.idea_retired", (IdeaRetired,), each(_idea_retired)),
    Subscriber("notifications.idea_added", (IdeaAdded,), each(_idea_added)),
]
