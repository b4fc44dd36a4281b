"""Messages that name a thread or an idea do not name it by a title that the moderation hides or blackens (M-36, M-13).

A message keeps the title of its day, so that it reads the same later; a hidden one goes from it, and comes back with the
title. Addresses hold the title too, and follow it.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.core.text import slug
from forum.discussions.commands import hidden_title
from forum.discussions.events import ThreadTitleHidden, ThreadTitleRestored
from forum.discussions.models import Post, Thread
from forum.ideas.models import Idea
from forum.ideas.titles import Titles
from forum.notifications.handling import each
from forum.notifications.models import Message
from forum.projects.models import Project

AT_ONCE = 500
# The values of a message that are titles.
_NAMES = ("title", "into")


def _title_changed(event: LoggedEvent) -> None:
    """Bring the messages about a thread to what its title is by now; doing it twice is doing it once."""
    thread = db.session.get_one(Thread, event.data["thread_id"])
    before, now = thread.withheld_title or hidden_title(), thread.title
    _retitle(_of_thread(thread.id), {before: now})


def follow_titles(titles: Titles, replaced: Mapping[str, str]) -> None:
    """Bring the messages that name an idea, or where it lives on, to what is shown of its title by now.

    Messages about a hidden idea are not shown at all, so nothing is replaced in them.
    """
    idea = titles.idea
    if not replaced:
        return
    around = or_(
        Idea.id.in_([idea.id, idea.split_from_id or idea.id]),
        Idea.merged_into_id == idea.id,
        Idea.retired_for_id == idea.id,
    )
    about = [
        _about("idea", select(Idea.id).where(around)),
        _about("project", select(Project.id).where(Project.idea_id == idea.id)),
    ]
    if idea.thread_id is not None:
        about.append(_of_thread(idea.thread_id))
    _retitle(or_(*about), replaced)


def _about(kind: str, numbers: Any) -> ColumnElement[bool]:
    return and_(Message.thing_kind == kind, Message.thing_id.in_(numbers))


def _of_thread(thread_id: int) -> ColumnElement[bool]:
    return or_(
        _about("thread", [thread_id]),
        _about("post", select(Post.id).where(Post.thread_id == thread_id)),
    )


def _retitle(about: ColumnElement[bool], replaced: Mapping[str, str]) -> None:
    last = 0
    while True:
        rows = db.session.scalars(
            select(Message).where(about, Message.id > last).order_by(Message.id).limit(AT_ONCE)
        ).all()
        for row in rows:
            titles = {name: replaced[row.data[name]] for name in _NAMES if row.data.get(name) in replaced}
            if titles:
                row.data = {**row.data, **titles}
            for before, now in replaced.items():
                row.url = row.url.replace(f"-{slug(before)}", f"-{slug(now)}")
        db.session.flush()
        if len(rows) < AT_ONCE:
            return
        last = rows[-1].id


SUBSCRIBERS = [
    Subscriber("notifications.titles", (ThreadTitleHidden, ThreadTitleRestored), each(_title_changed)),
]
