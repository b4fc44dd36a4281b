"""Messages that name a thread do not name it by a title that the moderation hides (M-36).

A message keeps the title of its day, so that it reads the same later; a hidden one goes from it, and comes back with the
title. Addresses hold the title too, and follow it.
"""

from sqlalchemy import and_, or_, select

from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.core.text import slug
from forum.discussions.commands import hidden_title
from forum.discussions.events import ThreadTitleHidden, ThreadTitleRestored
from forum.discussions.models import Post, Thread
from forum.notifications.handling import each
from forum.notifications.models import Message

AT_ONCE = 500


def _title_changed(event: LoggedEvent) -> None:
    """Bring the messages about a thread to what its title is by now; doing it twice is doing it once."""
    thread = db.session.get_one(Thread, event.data["thread_id"])
    before, now = thread.withheld_title or hidden_title(), thread.title
    of_thread = or_(
        and_(Message.thing_kind == "thread", Message.thing_id == thread.id),
        and_(Message.thing_kind == "post", Message.thing_id.in_(select(Post.id).where(Post.thread_id == thread.id))),
    )
    last = 0
    while True:
        rows = db.session.scalars(
            select(Message).where(of_thread, Message.id > last).order_by(Message.id).limit(AT_ONCE)
        ).all()
        for row in rows:
            if row.data.get("title") == before:
                row.data = {**row.data, "title": now}
            row.url = row.url.replace(f"-{slug(before)}", f"-{slug(now)}")
        db.session.flush()
        if len(rows) < AT_ONCE:
            return
        last = rows[-1].id


SUBSCRIBERS = [
    Subscriber("notifications.titles", (ThreadTitleHidden, ThreadTitleRestored), each(_title_changed)),
]
