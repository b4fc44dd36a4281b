"""The title of a thread as the moderation sees it; of an activity, what it says of itself (M-27)."""

from sqlalchemy import select

from forum.activities import hiding
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor
from forum.discussions import commands as discussions
from forum.discussions import queries
from forum.discussions.models import Thread
from forum.moderation.target import Target


def thread(viewer: Actor, thread_id: int) -> Target:
    """Return the title of a thread; the one of an idea belongs to the idea, and is moderated there."""
    found = queries.thread(viewer, thread_id)
    if found.idea_id is not None or found.merged_into_id is not None:
        raise NotFound
    return of_thread(found)


def of_thread(found: Thread) -> Target:
    """Return the title of a thread whoever looks at it."""
    activity = hiding.of_thread(found)
    said = [found.withheld_title or found.title]
    if activity is not None:
        facts = activity.withheld or {"organisation": activity.organisation, "link": activity.link}
        said += [facts["organisation"], facts["link"]]
    return Target(
        kind="thread",
        id=found.id,
        author_id=db.session.scalar(select(queries.writer_of_title()).where(Thread.id == found.id)),
        title=said[0],
        text="\n".join(word for word in said if word),
        version=1,
        url=activity.url if activity is not None else found.url,
        is_hidden=found.withheld_title is not None,
        thing=found,
        space_id=found.space_id,
        published_at=found.created_at,
        language=found.language,
    )


def hide(actor: Actor, found: Thread, *, ground: str) -> None:
    """Hide the title, and what an activity says of itself."""
    discussions.hide_title(actor, found)
    hiding.hide_facts(found)


def restore(actor: Actor, found: Thread) -> None:
    """Show both again."""
    discussions.restore_title(actor, found)
    hiding.restore_facts(found)
