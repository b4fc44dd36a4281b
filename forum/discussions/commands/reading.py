"""Remembering how a person likes to read, and how far they have read.

How far is one moment per person and thread, or per person and space (T-27). It only ever moves on, whatever order two
windows report in: the statement that moves it decides.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import delete, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import db, dialect, get_or_404, transaction
from forum.core.permissions import Actor, require
from forum.discussions import queries
from forum.discussions.models import Post, Space, SpaceRead, Thread, ThreadRead

MOST_SHOWN = 500


def remember_reading(actor: Actor, *, view: str, sorting: str) -> None:
    """Keep how the actor lays out and sorts threads (T-05)."""
    require(actor, "reading.remember")
    person = get_or_404(Person, actor.person_id)
    person.reading = {"view": view, "sorting": sorting}
    db.session.flush()


def mark_posts_read(actor: Actor, thread: Thread, shown: Sequence[int]) -> None:
    """Note that these posts were on the screen.

    The mark moves to the last of them before which nothing is left unread: a new post on another page stays new.
    """
    require(actor, "reading.mark", thread)
    shown = shown[:MOST_SHOWN]
    gap = queries.first_unread(actor, thread, without=shown)
    until = select(func.max(Post.created_at)).where(Post.thread_id == thread.id, Post.id.in_(shown))
    if gap is not None:
        until = until.where(Post.created_at < gap.created_at)
    if (moment := db.session.scalar(until)) is not None:
        mark_thread_read(actor, thread, moment)


def mark_thread_read(actor: Actor, thread: Thread, until: datetime) -> None:
    """Note that the actor has read a thread up to a moment."""
    require(actor, "reading.mark", thread)
    until = min(until, now())
    of_space = select(SpaceRead.until).where(
        SpaceRead.person_id == actor.person_id, SpaceRead.space_id == thread.space_id
    )
    if (read := db.session.scalar(of_space)) is None or read < until:
        _move_on(ThreadRead, {"person_id": actor.person_id, "thread_id": thread.id, "until": until})


def mark_space_read(actor: Actor, space: Space, until: datetime) -> None:
    """Note that the actor has read everything in a space up to a moment: one row stands for those of its threads."""
    require(actor, "reading.mark", space)
    until = min(until, now())
    _move_on(SpaceRead, {"person_id": actor.person_id, "space_id": space.id, "until": until})
    inside = select(Thread.id).where(Thread.space_id == space.id)
    db.session.execute(
        delete(ThreadRead)
        .where(ThreadRead.person_id == actor.person_id, ThreadRead.thread_id.in_(inside), ThreadRead.until <= until)
        .execution_options(synchronize_session=False)
    )


def keep_what_is_read(from_thread_id: int, from_space_id: int | None, to_thread_id: int) -> None:
    """Let what people have read of a thread, or of its space, hold for the thread to which posts go (T-20, T-22)."""
    of_thread = select(ThreadRead.person_id, literal(to_thread_id), ThreadRead.until).where(
        ThreadRead.thread_id == from_thread_id
    )
    of_space = select(SpaceRead.person_id, literal(to_thread_id), SpaceRead.until).where(
        SpaceRead.space_id == from_space_id
    )
    for read in (of_thread, of_space):
        _move_on(ThreadRead, read)


def _move_on(table: type[ThreadRead] | type[SpaceRead], rows: Any) -> None:
    """Add marks where there are none, and move those that lie further back."""
    insert = postgresql.insert if dialect() == "postgresql" else sqlite.insert
    names = [column.name for column in table.__table__.columns]
    statement = insert(table).values(rows) if isinstance(rows, dict) else insert(table).from_select(names, rows)
    moved = statement.excluded.until
    db.session.execute(
        statement.on_conflict_do_update(index_elements=names[:2], set_={"until": moved}, where=table.until < moved)
    )


def forget_old_marks() -> None:
    """Remove marks so old that no post behind them can count as unread any more."""
    with transaction():
        oldest = now() - timedelta(days=current_app.config["UNREAD_DAYS"])
        for table in (ThreadRead, SpaceRead):
            db.session.execute(delete(table).where(table.until < oldest))
