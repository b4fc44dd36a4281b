"""Keeping threads and posts for later. No events: what nobody else may know is nobody else's news."""

from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from forum.core.clock import now
from forum.core.db import db, dialect
from forum.core.errors import Conflict
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.discussions.models import Bookmark, Post, Thread

MOST = 1_000


def bookmark(actor: Actor, thing: Thread | Post) -> None:
    """Keep a thread or a post for later; saying it twice is saying it once. Raises Forbidden, Conflict."""
    require(actor, "bookmark.set", thing if isinstance(thing, Thread) else thing.thread)
    if (db.session.scalar(select(func.count()).where(Bookmark.person_id == actor.person_id)) or 0) >= MOST:
        raise Conflict(_("Ihre Merkliste ist voll. Bitte nehmen Sie zuerst etwas heraus."))
    insert = postgresql.insert if dialect() == "postgresql" else sqlite.insert
    row = insert(Bookmark).values(person_id=actor.person_id, **_named(thing), created_at=now())
    db.session.execute(row.on_conflict_do_nothing())


def take_bookmark_back(actor: Actor, thing: Thread | Post) -> None:
    """Take a thread or a post off the list."""
    require(actor, "bookmark.set", thing if isinstance(thing, Thread) else thing.thread)
    db.session.execute(delete(Bookmark).where(Bookmark.person_id == actor.person_id, _is_about(thing)))


def carry_bookmarks(old_thread_id: int, new_thread_id: int) -> None:
    """Let who kept a thread keep the one into which it was merged; bookmarks of posts move with their posts (T-21)."""
    other = aliased(Bookmark)
    have = select(other.person_id).where(other.thread_id == new_thread_id)
    db.session.execute(
        update(Bookmark)
        .where(Bookmark.thread_id == old_thread_id, Bookmark.person_id.not_in(have))
        .values(thread_id=new_thread_id)
        .execution_options(synchronize_session=False)
    )
    # Who keeps both keeps the new one alone.
    db.session.execute(
        delete(Bookmark).where(Bookmark.thread_id == old_thread_id).execution_options(synchronize_session=False)
    )


def _named(thing: Thread | Post) -> dict[str, Any]:
    return {"thread_id": thing.id} if isinstance(thing, Thread) else {"post_id": thing.id}


def _is_about(thing: Thread | Post) -> Any:
    return Bookmark.thread_id == thing.id if isinstance(thing, Thread) else Bookmark.post_id == thing.id
