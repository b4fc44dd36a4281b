"""Changing threads: starting them, closing and opening them again."""

from collections.abc import Sequence

from sqlalchemy import update

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line, clean_text
from forum.discussions.commands.posts import add_post, check_pause, text_problem
from forum.discussions.commands.spaces import TITLE
from forum.discussions.events import ThreadClosed, ThreadReopened, ThreadStarted
from forum.discussions.models import Space, Thread
from forum.files.queries import Choice


def start_thread(actor: Actor, space: Space, *, title: str, text: str, files: Sequence[Choice] = ()) -> Thread:
    """Start a thread with its first post. Raises Invalid, TooOften."""
    require(actor, "thread.start", space)
    title, text = clean_line(title), clean_text(text)
    problems: dict[str, list[str]] = {}
    if not TITLE[0] <= len(title) <= TITLE[1]:
        problems["title"] = [_("Bitte schreiben Sie zwischen 5 und 120 Zeichen.")]
    if complaint := text_problem(text):
        problems["text"] = [complaint]
    if problems:
        raise Invalid(fields=problems)
    check_pause(actor)
    thread = Thread(
        space_id=space.id,
        author_id=actor.person_id,
        title=title,
        audience=space.audience,
        writers=space.writers,
        created_at=now(),
        last_post_at=now(),
    )
    db.session.add(thread)
    db.session.execute(
        update(Space).where(Space.id == space.id).values(thread_count=Space.thread_count + 1, last_post_at=now())
    )
    db.session.flush()
    record(actor, ThreadStarted(thread_id=thread.id), audience=thread.audience)
    add_post(actor, thread, None, text, files=files)
    return thread


def open_idea_thread(actor: Actor, *, idea_id: int, title: str, audience: str = "public") -> Thread:
    """Open the discussion of an idea; the package of ideas asked for the permission before."""
    thread = Thread(
        idea_id=idea_id,
        author_id=actor.person_id,
        title=title,
        audience=audience,
        writers="members",
        created_at=now(),
        last_post_at=now(),
    )
    db.session.add(thread)
    db.session.flush()
    record(actor, ThreadStarted(thread_id=thread.id), audience=thread.audience)
    return thread


def close_thread(actor: Actor, thread: Thread, *, reason: str) -> None:
    """Close a thread for further posts, with a reason that everybody reads (T-25)."""
    require(actor, "thread.close", thread)
    reason = clean_line(reason)
    if len(reason) < 5:
        raise Invalid(fields={"reason": [_("Bitte nennen Sie einen Grund.")]})
    if thread.closed_at is None:
        thread.closed_at, thread.closed_reason = now(), reason[:250]
        record(actor, ThreadClosed(thread_id=thread.id), audience=thread.audience)


def reopen_thread(actor: Actor, thread: Thread) -> None:
    """Open a closed thread again."""
    require(actor, "thread.close", thread)
    if thread.closed_at is not None:
        thread.closed_at = thread.closed_reason = None
        record(actor, ThreadReopened(thread_id=thread.id), audience=thread.audience)
