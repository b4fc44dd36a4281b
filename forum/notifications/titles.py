"""Messages that name a thread or an idea do not name it by a title that the moderation hides or blackens (M-36, M-13).

A message keeps the title of its day, so that it reads the same later; a hidden one goes from it, and comes back with the
title. Addresses hold the title too, and follow it.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_, select, true

from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.discussions.commands import hidden_title
from forum.discussions.events import ThreadTitleHidden, ThreadTitleRestored
from forum.discussions.models import Post, Thread
from forum.ideas.titles import Titles, placeholder, with_slug
from forum.meetings.borrowing import bears
from forum.meetings.models import Circulation
from forum.notifications.handling import each
from forum.notifications.models import Message
from forum.notifications.of_meetings import of_circulation
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
    """Bring the messages that name an idea to what is shown of its title by now; each keeps the title of its day aside.

    Messages about a hidden idea are not shown at all, so only words that are blackened go from those. Others are about an
    idea that was merged, split or retired, or ask somebody to write this one too: their address names it.
    """
    idea = titles.idea
    own = [_about("idea", [idea.id])]
    if idea.thread_id is not None:
        own.append(_of_thread(idea.thread_id))
    changed = true() if titles.taken else Message.withheld.is_not(None)
    _follow(and_(or_(*own), changed), "title", lambda title: titles.without_words(title, placeholder(idea)))
    named = or_(Message.url.like(f"%/ideen/{idea.id}-%"), Message.url.like(f"%/ideen/{idea.id}/%"))
    elsewhere = and_(named, func.coalesce(not_(or_(*own)), true()))
    _follow(elsewhere, "into", titles.shown)
    # A project may bear a title of its own, and that one stays.
    if replaced:
        _retitle(_about("project", select(Project.id).where(Project.idea_id == idea.id)), replaced)
    for circulation in db.session.scalars(select(Circulation).where(bears(Circulation, idea.id))):
        for row in _rows(of_circulation(circulation)):
            row.data = {**row.data, "title": circulation.title}


def _follow(about: ColumnElement[bool], name: str, shown: Callable[[str], str]) -> None:
    """Show a title in messages as it may be shown by now; ``name`` is the value that holds it where there are two."""
    for row in _rows(about):
        here = name if name in row.data else "title"
        before = row.data.get(here)
        if not before:
            continue
        withheld = dict(row.withheld or {})
        original = withheld.pop(here, before)
        after = shown(original)
        if after != before:
            row.data, row.url = {**row.data, here: after}, with_slug(row.url, before, after)
            row.withheld = {**withheld, **({here: original} if after != original else {})} or None


def _about(kind: str, numbers: Any) -> ColumnElement[bool]:
    return and_(Message.thing_kind == kind, Message.thing_id.in_(numbers))


def _of_thread(thread_id: int) -> ColumnElement[bool]:
    return or_(
        _about("thread", [thread_id]),
        _about("post", select(Post.id).where(Post.thread_id == thread_id)),
    )


def _retitle(about: ColumnElement[bool], replaced: Mapping[str, str]) -> None:
    for row in _rows(about):
        titles = {name: replaced[row.data[name]] for name in _NAMES if row.data.get(name) in replaced}
        if titles:
            row.data = {**row.data, **titles}
        for before, now in replaced.items():
            row.url = with_slug(row.url, before, now)


def _rows(about: ColumnElement[bool]) -> Iterator[Message]:
    """Yield messages some at a time, and write what becomes of them."""
    last = 0
    while True:
        wanted = select(Message).where(about, Message.id > last).order_by(Message.id).limit(AT_ONCE)
        rows = db.session.scalars(wanted).all()
        yield from rows
        db.session.flush()
        if len(rows) < AT_ONCE:
            return
        last = rows[-1].id


SUBSCRIBERS = [
    Subscriber("notifications.titles", (ThreadTitleHidden, ThreadTitleRestored), each(_title_changed)),
]
