"""Who is told of what: one function per kind of event, called by the worker after the commit."""

from collections.abc import Callable, Sequence

from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.discussions.events import PostPublished
from forum.discussions.models import Post, PostState, Thread
from forum.notifications.commands import follow_by_taking_part, tell
from forum.notifications.queries import followers

Telling = Callable[[LoggedEvent], None]


def each(tell_of: Telling) -> Callable[[Sequence[LoggedEvent]], None]:
    """Turn a function of one event into a subscriber's handler."""

    def handle(rows: Sequence[LoggedEvent]) -> None:
        for row in rows:
            tell_of(row)

    return handle


def _post_published(event: LoggedEvent) -> None:
    """Tell the author of the post above, and who follows the thread; whoever writes follows from then on."""
    post = db.session.get(Post, event.data["post_id"])
    if post is None or post.state != PostState.VISIBLE:
        return
    thread = db.session.get_one(Thread, post.thread_id)
    if post.author_id is not None:
        follow_by_taking_part(post.author_id, "thread", thread.id)
    if post.parent is not None and post.parent.author_id is not None:
        tell(event, [post.parent.author_id], "reply", post.url, title=thread.title)
    tell(event, followers("thread", thread.id), "post", post.url, title=thread.title)


SUBSCRIBERS = [
    Subscriber("notifications.posts", (PostPublished,), each(_post_published)),
]
