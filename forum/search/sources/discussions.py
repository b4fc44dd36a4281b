"""Threads and posts for the search."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import aliased, joinedload, load_only

from forum.accounts.events import HandleChanged, NamesSwept, PersonErased
from forum.accounts.models import Person
from forum.core.db import db
from forum.core.events import LoggedEvent
from forum.core.i18n import lazy
from forum.core.permissions import Actor
from forum.core.text import plain
from forum.discussions.events import (
    MoveUndone,
    PostDeleted,
    PostEdited,
    PostHidden,
    PostNamesChanged,
    PostPublished,
    PostRestored,
    PostsMoved,
    SpaceAudienceChanged,
    ThreadArchived,
    ThreadArranged,
    ThreadClosed,
    ThreadMoved,
    ThreadReopened,
    ThreadStarted,
    ThreadTitleHidden,
    ThreadTitleRestored,
)
from forum.discussions.models import Post, PostState, Space, Thread, byline
from forum.discussions.queries import moved_post_ids
from forum.ideas.events import IdeaHidden, IdeaReleased, IdeaRestored
from forum.search.engines import Document
from forum.search.sources.source import Shown, Source, held, matching


def _thread_of(event: LoggedEvent) -> Iterable[int]:
    return [event.subject_id]


def _post_of(event: LoggedEvent) -> Iterable[int]:
    return [event.data["post_id"]]


def _threads_of_space(event: LoggedEvent) -> Iterable[int]:
    return db.session.scalars(select(Thread.id).where(Thread.space_id == event.data["space_id"]))


def _posts_of_space(event: LoggedEvent) -> Iterable[int]:
    return db.session.scalars(select(Post.id).join(Thread).where(Thread.space_id == event.data["space_id"]))


def _both_threads(event: LoggedEvent) -> Iterable[int]:
    return {event.subject_id, *(event.data[name] for name in ("to_thread_id", "from_thread_id") if name in event.data)}


def _posts_of_thread(event: LoggedEvent) -> Iterable[int]:
    return db.session.scalars(select(Post.id).where(Post.thread_id == event.subject_id))


def _posts_of_idea(event: LoggedEvent) -> Iterable[int]:
    """Return what was said about an idea: who may read it changes with the idea."""
    about = select(Post.id).join(Thread).where(Thread.idea_id == event.data["idea_id"])
    return db.session.scalars(about)


def _posts_of_move(event: LoggedEvent) -> Iterable[int]:
    return moved_post_ids(event.data["move_id"])


def _posts_of_undone(event: LoggedEvent) -> Iterable[int]:
    # A whole thread that went back took no single posts along.
    return [*moved_post_ids(event.data["move_id"]), *_posts_of_thread(event)]


# Which posts other people may read, or no longer, by what happened to more than one post; files of posts follow them.
POSTS_CHANGE_READERS = {
    SpaceAudienceChanged: _posts_of_space,
    PostsMoved: _posts_of_move,
    ThreadMoved: _posts_of_thread,
    MoveUndone: _posts_of_undone,
    IdeaHidden: _posts_of_idea,
    IdeaRestored: _posts_of_idea,
    IdeaReleased: _posts_of_idea,
}


def _threads_by(event: LoggedEvent) -> Iterable[int]:
    return db.session.scalars(select(Thread.id).where(Thread.author_id == event.data["person_id"]))


def _posts_by(event: LoggedEvent) -> Iterable[int]:
    return db.session.scalars(select(Post.id).where(Post.author_id == event.data["person_id"]))


_other = aliased(Post)


def _threads(ids: Sequence[int]) -> Iterable[Document]:
    # The discussion of an idea is found through the idea and its posts, not as a thing of its own.
    first = select(_other.id).where(_other.thread_id == Thread.id).order_by(_other.path).limit(1).scalar_subquery()
    rows = db.session.execute(
        select(Thread, Post.mark, Post.unit)
        .outerjoin(Post, Post.id == first)
        .where(Thread.id.in_(ids), Thread.space_id.is_not(None), Thread.merged_into_id.is_(None))
        .options(joinedload(Thread.space), joinedload(Thread.author).load_only(Person.handle))
    )
    for thread, mark, unit in rows:
        yield Document(
            key=f"thread:{thread.id}",
            kind="thread",
            audience=thread.audience,
            created=thread.created_at,
            title=thread.title,
            author=byline(mark, unit, thread.author.handle if thread.author else None) or "",
            space=thread.space.slug if thread.space else "",
            thread=str(thread.id),
            state="open" if thread.is_open else "closed",
            is_open=thread.is_open,
        )


def _posts(ids: Sequence[int]) -> Iterable[Document]:
    rows = db.session.scalars(
        select(Post)
        .where(Post.id.in_(ids), Post.state == PostState.VISIBLE)
        .options(
            joinedload(Post.thread).joinedload(Thread.space).load_only(Space.slug),
            joinedload(Post.author).load_only(Person.handle),
        )
    )
    files = held("post", ids)
    for post in rows:
        yield Document(
            key=f"post:{post.id}",
            kind="post",
            audience=post.thread.audience,
            created=post.created_at,
            body=plain(post.source),
            language=post.language,
            author=post.byline or "",
            space=post.thread.space.slug if post.thread.space else "",
            thread=str(post.thread_id),
            has=files.get(post.id, ()),
        )


def _shown_threads(viewer: Actor, ids: Sequence[int]) -> Mapping[int, Shown]:
    rows = db.session.scalars(
        select(Thread)
        .where(
            Thread.id.in_(ids),
            Thread.audience.in_(viewer.words),
            Thread.space_id.is_not(None),
            Thread.merged_into_id.is_(None),
        )
        .options(joinedload(Thread.space).load_only(Space.title))
    )
    return {
        thread.id: Shown(
            kind="thread",
            id=thread.id,
            title=thread.title,
            url=thread.url,
            text="",
            at=thread.created_at,
            context=thread.space.title if thread.space else "",
        )
        for thread in rows
    }


def _shown_posts(viewer: Actor, ids: Sequence[int]) -> Mapping[int, Shown]:
    rows = db.session.scalars(
        select(Post)
        .join(Thread)
        .where(Post.id.in_(ids), Post.state == PostState.VISIBLE, Thread.audience.in_(viewer.words))
        .options(
            load_only(Post.source, Post.created_at, Post.language, Post.mark, Post.unit),
            joinedload(Post.thread).load_only(Thread.title),
            joinedload(Post.author).load_only(Person.handle),
        )
    )
    return {
        post.id: Shown(
            kind="post",
            id=post.id,
            title=post.thread.title,
            url=post.url,
            text=plain(post.source),
            at=post.created_at,
            language=post.language,
            context=post.byline or "",
        )
        for post in rows
    }


def _plain_threads(viewer: Actor, words: Sequence[str], limit: int) -> Sequence[int]:
    matches = matching(words, Thread.title)
    statement = select(Thread.id).where(Thread.audience.in_(viewer.words), Thread.space_id.is_not(None), matches)
    statement = statement.where(Thread.merged_into_id.is_(None))
    return db.session.scalars(statement.order_by(Thread.id.desc()).limit(limit)).all()


def _plain_posts(viewer: Actor, words: Sequence[str], limit: int) -> Sequence[int]:
    matches = matching(words, Post.source)
    statement = select(Post.id).join(Thread).where(Thread.audience.in_(viewer.words), matches)
    statement = statement.where(Post.state == PostState.VISIBLE)
    return db.session.scalars(statement.order_by(Post.id.desc()).limit(limit)).all()


SOURCES = (
    Source(
        kind="thread",
        label=lazy("Themen"),
        touched={
            ThreadStarted: _thread_of,
            ThreadArchived: _thread_of,
            ThreadArranged: _thread_of,
            ThreadClosed: _thread_of,
            ThreadReopened: _thread_of,
            SpaceAudienceChanged: _threads_of_space,
            PostsMoved: _both_threads,
            ThreadMoved: _thread_of,
            ThreadTitleHidden: _thread_of,
            ThreadTitleRestored: _thread_of,
            MoveUndone: _both_threads,
            HandleChanged: _threads_by,
            **dict.fromkeys((NamesSwept, PersonErased), lambda event: event.data["threads"]),
        },
        documents=_threads,
        shown=_shown_threads,
        every_id=lambda: db.session.scalars(
            select(Thread.id).where(Thread.space_id.is_not(None), Thread.merged_into_id.is_(None))
        ),
        plainly=_plain_threads,
    ),
    Source(
        kind="post",
        label=lazy("Beiträge"),
        touched={
            PostPublished: _post_of,
            PostEdited: _post_of,
            PostNamesChanged: _post_of,
            PostDeleted: _post_of,
            PostHidden: _post_of,
            PostRestored: _post_of,
            **POSTS_CHANGE_READERS,
            ThreadTitleHidden: _posts_of_thread,
            ThreadTitleRestored: _posts_of_thread,
            HandleChanged: _posts_by,
            **dict.fromkeys((NamesSwept, PersonErased), lambda event: event.data["posts"]),
        },
        documents=_posts,
        shown=_shown_posts,
        every_id=lambda: db.session.scalars(select(Post.id).where(Post.state == PostState.VISIBLE)),
        plainly=_plain_posts,
    ),
)
