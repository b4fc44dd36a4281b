"""What ideas do when something happened: a post makes its idea active."""

from collections.abc import Sequence

from sqlalchemy import select, update

from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.discussions.events import PostPublished
from forum.discussions.models import Thread
from forum.ideas.models import Idea


def _note_activity(events: Sequence[LoggedEvent]) -> None:
    newest = {event.data["thread_id"]: event.at for event in events}
    of_ideas = select(Thread.id, Thread.idea_id).where(Thread.id.in_(newest), Thread.idea_id.is_not(None))
    for thread_id, idea_id in db.session.execute(of_ideas).all():
        moment = newest[thread_id]
        db.session.execute(update(Idea).where(Idea.id == idea_id, Idea.active_at < moment).values(active_at=moment))


ACTIVITY = Subscriber("ideas.activity", (PostPublished,), _note_activity, batch=100)
