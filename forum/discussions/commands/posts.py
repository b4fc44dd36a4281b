"""Writing posts: the place in the tree, the counts and the names, all in one transaction (T-01)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, func, literal, or_, update

from forum.accounts.models import Unit
from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _, spoken
from forum.core.permissions import Actor, require
from forum.core.text import clean_text, excerpt, plain, render
from forum.discussions import tree
from forum.discussions.commands.brakes import why_braked
from forum.discussions.commands.branches import check_branch
from forum.discussions.commands.limits import check_pause, check_slow_mode, text_problem
from forum.discussions.commands.mentions import keep_mentions, shown
from forum.discussions.commands.processes import why_no_posts
from forum.discussions.events import PostPublished
from forum.discussions.languages import checked_language
from forum.discussions.models import DEEPEST, Post, PostQuote, PostState, Stance, Thread, ThreadKind, known_writer
from forum.discussions.queries.mentions import people_named
from forum.files import commands as files_of
from forum.files import queries as files_in
from forum.files.queries import Choice
from forum.web.language import ending, moment

LONGEST_QUOTE = 1000


@dataclass(frozen=True)
class Quoted:
    """The post whose words a new post answers to, and these words; empty words mean the whole post."""

    post_id: int
    text: str = ""


@dataclass(frozen=True)
class Checked:
    """A post that may be published now: its tidied text, where it goes, and what it answers to."""

    text: str
    language: str
    parent: Post | None
    quote: PostQuote | None


def check_post(
    actor: Actor,
    thread: Thread,
    *,
    text: str,
    parent_id: int | None = None,
    quoted: Quoted | None = None,
    mark: str = "",
    language: str | None = None,
    waited: bool = False,
) -> Checked:
    """Say whether a post may be published now; what ``waited`` for the moderation came in time (M-12).

    Raises Invalid, Conflict, TooOften.
    """
    if not thread.takes_posts:
        raise Conflict(why_closed(thread))
    require(actor, "post.publish", thread)
    if mark:
        require(actor, "post.mark", mark)
    text = clean_text(text)
    if complaint := text_problem(text):
        raise Invalid(fields={"text": [complaint]})
    language = checked_language(language)
    if not waited:
        check_pause(actor)
        check_slow_mode(actor, thread)
    return Checked(text, language, _parent(thread, parent_id), _quote(thread, quoted) if quoted else None)


def publish_post(
    actor: Actor,
    thread: Thread,
    *,
    text: str,
    parent_id: int | None = None,
    quoted: Quoted | None = None,
    stance: Stance = Stance.NONE,
    mark: str = "",
    language: str | None = None,
    files: Sequence[Choice] = (),
    waited: bool = False,
) -> Post:
    """Write a post under a thread, or under another post of it. Raises Invalid, Conflict, TooOften.

    ``mark`` is the task in which somebody speaks, a unit by its word; without it they speak for themselves (G-27).
    """
    known: dict[str, Any] = {"parent_id": parent_id, "quoted": quoted, "mark": mark, "language": language}
    it = check_post(actor, thread, text=text, waited=waited, **known)
    post = add_post(actor, thread, it.parent, it.text, stance=stance, mark=mark, language=it.language, files=files)
    if it.quote is not None:
        it.quote.post_id = post.id
        db.session.add(it.quote)
        db.session.flush()
    return post


def _quote(thread: Thread, quoted: Quoted) -> PostQuote:
    """Return the quote of a post of the same thread; a quote may shorten what was said, but never change it (T-14)."""
    source = db.session.get(Post, quoted.post_id)
    if source is None or source.thread_id != thread.id:
        raise Invalid(_("Der Beitrag, den Sie zitieren, gehört nicht zu diesem Thema."))
    if source.state != PostState.VISIBLE:
        raise Conflict(_("Der Beitrag, den Sie zitieren, wurde inzwischen entfernt."))
    said = plain(source.source)
    words = clean_text(quoted.text) or said
    if " ".join(words.split()) not in " ".join(said.split()):
        problem = _("Ein Zitat darf kürzen, aber nichts ändern: Diese Worte stehen so nicht im Beitrag.")
        raise Invalid(fields={"quote": [problem]})
    return PostQuote(quoted_id=source.id, version=source.version, text=excerpt(words, LONGEST_QUOTE))


def why_closed(thread: Thread) -> str:
    """Say why nobody can write in a thread at this moment."""
    if thread.space is not None and thread.space.archived_at is not None:
        closed: str = _("Dieser Raum liegt im Archiv. Lesen können Sie alles weiterhin.")
        return closed
    for braked in (thread, thread.space):
        if braked is not None and braked.is_braked:
            return why_braked(braked)
    if thread.space is not None and not thread.space.course.takes_posts:
        return why_no_posts(thread.space)
    for reason in (thread.locked_reason, thread.closed_reason if thread.closed_at is not None else None):
        if reason is not None:
            return _("Dieses Thema ist geschlossen: %(reason)s", reason=spoken(reason))
    if thread.archived_at is not None:
        sentence: str = _("Dieses Thema liegt im Archiv. Lesen können Sie es weiterhin.")
        return f"{sentence} {_('Grund: %(reason)s', reason=thread.state_reason)}" if thread.state_reason else sentence
    if thread.is_over:
        return _("Dieses Thema war bis %(when)s geöffnet.", when=ending(thread.closes_at))
    return _("Dieses Thema öffnet am %(when)s.", when=moment(thread.opens_at))


def _parent(thread: Thread, parent_id: int | None) -> Post | None:
    if parent_id is None:
        return None
    parent = db.session.get(Post, parent_id)
    if parent is None:
        raise Invalid(_("Der Beitrag, auf den Sie antworten, gehört nicht zu diesem Thema."))
    if parent.thread_id != thread.id:
        raise Conflict(_("Der Beitrag, auf den Sie antworten, steht nicht mehr in diesem Thema."))
    if parent.state != PostState.VISIBLE:
        raise Conflict(_("Der Beitrag, auf den Sie antworten, wurde inzwischen entfernt."))
    check_branch(thread, parent.path)
    # A branch that is as deep as it may be goes on beside its last post.
    return parent if parent.depth < DEEPEST else parent.parent


def add_post(
    actor: Actor,
    thread: Thread,
    parent: Post | None,
    text: str,
    *,
    stance: Stance = Stance.NONE,
    mark: str = "",
    language: str,
    files: Sequence[Choice] = (),
) -> Post:
    """Add a post at its place in the tree; the caller asked for the permission and looked at the text."""
    people = people_named(thread.audience, text, known_writer(mark, actor.person_id))
    html = render(text, files_in.pictures(actor, files, "post"), shown(people))
    # Each statement also locks its row, thread first: no two posts get the same place, and what was read before counts
    # only as far as it still holds.
    path, depth, at = _place(thread, parent, language, marked=bool(mark))
    kind, _colon, unit_id = mark.partition(":")
    post = Post(
        thread_id=thread.id,
        parent_id=parent.id if parent else None,
        depth=depth,
        path=path,
        author_id=actor.person_id,
        mark=kind,
        unit=db.session.get_one(Unit, int(unit_id)).name if unit_id else "",
        stance=stance,
        source=text,
        html=html,
        language=language,
        created_at=at,
    )
    db.session.add(post)
    if depth:
        db.session.execute(
            update(Post)
            .where(Post.thread_id == thread.id, Post.path.in_(tree.ancestors(path)))
            .values(descendant_count=Post.descendant_count + 1)
        )
    db.session.flush()
    if people:
        keep_mentions(post, people)
    record(
        actor,
        PostPublished(post_id=post.id, thread_id=thread.id, parent_id=post.parent_id),
        audience=thread.audience,
    )
    files_of.arrange(actor, "post", post.id, files, audience=thread.audience)
    return post


def _place(thread: Thread, parent: Post | None, language: str, *, marked: bool) -> tuple[str, int, datetime]:
    """Count a new post in and return its path, its depth and its moment, which is later than that of any before it.

    Raises Conflict when the thread or the branch closed, or the parent was removed or moved, while the text was on its way.
    """
    top, at = int(parent is None), now()
    db.session.execute(
        update(Thread)
        .where(Thread.id == thread.id)
        .values(
            post_count=Thread.post_count + 1,
            places=Thread.places + top,
            top_count=Thread.top_count + top,
            last_post_at=case((Thread.last_post_at > at, Thread.last_post_at), else_=at),
            has_marks=or_(Thread.has_marks, literal(marked)),
            languages=with_language(language),
        )
    )
    db.session.refresh(thread)
    if thread.last_post_at > at:
        # Another post came in while this one waited for the lock. Whoever has read that one has not read this one, so
        # time must not run backwards within a thread (T-27, T-40).
        at = thread.last_post_at = thread.last_post_at + timedelta(microseconds=1)
    if thread.merged_into_id is not None:
        raise Conflict(_("Dieses Thema wurde inzwischen mit einem anderen zusammengeführt."))
    # An announcement comes with its first post, also while a process takes none.
    is_announced = thread.kind == ThreadKind.ANNOUNCEMENT and thread.post_count == 1
    if not thread.takes_posts and not is_announced:
        raise Conflict(why_closed(thread))
    if parent is None:
        return tree.word(thread.places), 0, at
    below = update(Post).where(Post.id == parent.id).values(places=Post.places + 1, child_count=Post.child_count + 1)
    row = db.session.execute(below.returning(Post.places, Post.path, Post.depth, Post.thread_id, Post.state)).one()
    if row.thread_id != thread.id:
        raise Conflict(_("Der Beitrag, auf den Sie antworten, wurde gerade in ein anderes Thema verschoben."))
    if row.state != PostState.VISIBLE:
        raise Conflict(_("Der Beitrag, auf den Sie antworten, wurde inzwischen entfernt."))
    check_branch(thread, row.path)
    return row.path + tree.word(row.places), row.depth + 1, at


def with_language(code: str) -> Any:
    """Return the languages of a thread with one more, unless it has that one already."""
    known = literal(" ").op("||")(Thread.languages).op("||")(literal(" "))
    more = func.trim(Thread.languages.op("||")(literal(f" {code}")))
    return case((known.contains(f" {code} "), Thread.languages), else_=more)
