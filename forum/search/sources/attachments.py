"""Attached files for the search: their names and their words, for whoever may read what they are attached to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from forum.core.db import db
from forum.core.events import Event, LoggedEvent
from forum.core.i18n import _, lazy
from forum.core.permissions import Actor
from forum.discussions.events import PostDeleted, PostHidden, PostRestored
from forum.discussions.models import Post, PostState, Thread
from forum.files.events import FileAttached, FileDescribed, FileHidden, FileRemoved, FileRestored
from forum.files.models import File
from forum.ideas.events import IdeaAdvanced, IdeaHidden, IdeaReleased, IdeaRestored, IdeaSubmitted
from forum.ideas.lifecycle import UNLISTED
from forum.ideas.models import Idea
from forum.meetings.events import ItemAdded, MeetingChanged, TextRedacted
from forum.meetings.models import AgendaItem, Circle, Meeting, SessionPaper
from forum.search.engines import Document
from forum.search.events import FileRead
from forum.search.filetexts import READABLE
from forum.search.models import FileText
from forum.search.sources.discussions import POSTS_CHANGE_READERS
from forum.search.sources.source import Shown, Source, matching, named

Words = frozenset[str]
Touched = Callable[[LoggedEvent], Iterable[int]]
# What a file is attached to: the words that a reader needs all of, what it is called, and its address.
Thing = tuple[Words, str, str]


def _files_of(purpose: str, field: str) -> Any:
    def ids(event: LoggedEvent) -> Iterable[int]:
        return db.session.scalars(select(File.id).where(File.purpose == purpose, File.thing_id == event.data[field]))

    return ids


def _files_at(posts: Touched) -> Touched:
    def ids(event: LoggedEvent) -> Iterable[int]:
        wanted = File.purpose == "post", File.thing_id.in_(list(posts(event)))
        return db.session.scalars(select(File.id).where(*wanted))

    return ids


def _also(one: Touched, other: Touched) -> Touched:
    return lambda event: [*one(event), *other(event)]


def _files_of_meeting(event: LoggedEvent) -> Iterable[int]:
    papers = select(SessionPaper.id).where(SessionPaper.meeting_id == event.data["meeting_id"])
    return db.session.scalars(select(File.id).where(File.purpose == "session_paper", File.thing_id.in_(papers)))


def _rows(ids: Sequence[int]) -> Sequence[tuple[File, str]]:
    rows = db.session.execute(
        select(File, FileText.text)
        .outerjoin(FileText, FileText.file_id == File.id)
        .where(File.id.in_(ids), File.kind.in_(READABLE), File.hidden_at.is_(None))
    )
    return [(file, text or "") for file, text in rows]


def _things(files: Iterable[File]) -> Mapping[tuple[str, int], Thing]:
    """Return what files are attached to and everybody with the right words may read; one query for each purpose."""
    asked: dict[str, list[int]] = {}
    for file in files:
        if file.purpose is not None and file.thing_id is not None:
            asked.setdefault(file.purpose, []).append(file.thing_id)
    found: dict[tuple[str, int], Thing] = {}
    if numbers := asked.get("post"):
        posts = select(Post, Thread).join(Thread, Thread.id == Post.thread_id)
        for post, thread in db.session.execute(posts.where(Post.id.in_(numbers), Post.state == PostState.VISIBLE)):
            found["post", post.id] = frozenset({thread.audience}), thread.title, post.url
    if numbers := asked.get("idea"):
        ideas = select(Idea).where(Idea.id.in_(numbers), Idea.hidden_at.is_(None), Idea.state.not_in(UNLISTED))
        for idea in db.session.scalars(ideas):
            found["idea", idea.id] = frozenset({idea.audience}), idea.title, idea.url
    if numbers := asked.get("session_paper"):
        papers = (
            select(SessionPaper, AgendaItem, Meeting)
            .join(AgendaItem, AgendaItem.id == SessionPaper.item_id)
            .join(Meeting, Meeting.id == SessionPaper.meeting_id)
            .where(SessionPaper.id.in_(numbers), SessionPaper.title != "")
        )
        for paper, item, meeting in db.session.execute(papers):
            words = frozenset({paper.audience, item.audience, meeting.audience})
            found["session_paper", paper.id] = words, f"{meeting.title}, TOP {item.number}", meeting.url
    return found


def _documents(ids: Sequence[int]) -> Iterable[Document]:
    rows = _rows(ids)
    things = _things(file for file, _text in rows)
    for file, text in rows:
        thing = things.get((file.purpose or "", file.thing_id or 0))
        if thing is not None:
            yield Document(
                key=f"file:{file.id}",
                kind="file",
                audience=max(thing[0], key=lambda word: Circle.of(word).breadth),
                created=file.created_at,
                title=file.name,
                files=text,
            )


def _shown(viewer: Actor, ids: Sequence[int]) -> Mapping[int, Shown]:
    rows = _rows(ids)
    things = _things(file for file, _text in rows)
    found = {}
    for file, text in rows:
        thing = things.get((file.purpose or "", file.thing_id or 0))
        if thing is not None and thing[0] <= viewer.words:
            context = _("Anhang zu „%(title)s“", title=thing[1])
            found[file.id] = Shown("file", file.id, file.name, thing[2], text, file.created_at, context=context)
    return found


def _plainly(viewer: Actor, words: Sequence[str], limit: int) -> Sequence[int]:
    statement = select(File.id).join(FileText, FileText.file_id == File.id).where(matching(words, FileText.text))
    # What the viewer may not see is taken out when hits are checked.
    return db.session.scalars(statement.order_by(File.id.desc()).limit(limit)).all()


_OF_IDEA = dict.fromkeys(
    (IdeaHidden, IdeaRestored, IdeaReleased, IdeaSubmitted, IdeaAdvanced), _files_of("idea", "idea_id")
)
_OF_POSTS = {event: _files_at(posts) for event, posts in POSTS_CHANGE_READERS.items()}
_TOUCHED: dict[type[Event], Touched] = {
    **dict.fromkeys((FileAttached, FileRemoved, FileDescribed, FileRead, FileHidden, FileRestored), named("file_id")),
    **dict.fromkeys((PostHidden, PostRestored, PostDeleted), _files_of("post", "post_id")),
    **dict.fromkeys((ItemAdded, MeetingChanged, TextRedacted), _files_of_meeting),
    **_OF_IDEA,
    # What happens to an idea happens to its own files and to those of its discussion.
    **{event: _also(ids, _OF_IDEA[event]) if event in _OF_IDEA else ids for event, ids in _OF_POSTS.items()},
}
SOURCES = (
    Source(
        kind="file",
        label=lazy("Dateien"),
        touched=_TOUCHED,
        documents=_documents,
        shown=_shown,
        every_id=lambda: db.session.scalars(select(File.id).where(File.purpose.is_not(None), File.kind.in_(READABLE))),
        plainly=_plainly,
    ),
)
