"""Changing posts: writing, editing, taking back, hiding and restoring them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import case, func, literal, or_, select, update

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, Forbidden, Invalid, TooOften
from forum.core.events import record
from forum.core.i18n import _, ngettext, spoken
from forum.core.permissions import Actor, require
from forum.core.text import clean_line, clean_text, excerpt, plain, render
from forum.discussions import tree
from forum.discussions.commands.branches import check_branch
from forum.discussions.commands.mentions import keep_mentions, shown
from forum.discussions.events import PostDeleted, PostEdited, PostHidden, PostPublished, PostRestored
from forum.discussions.languages import checked_language
from forum.discussions.models import DEEPEST, Post, PostQuote, PostRevision, PostState, Stance, Thread
from forum.discussions.policies import marks_of
from forum.discussions.queries.mentions import people_named
from forum.files import commands as files_of
from forum.files import queries as files_in
from forum.files.queries import Choice
from forum.web.language import moment

TEXT = (8, 20_000)
LONGEST_QUOTE = 1000


@dataclass(frozen=True)
class Quoted:
    """The post whose words a new post answers to, and these words; empty words mean the whole post."""

    post_id: int
    text: str = ""


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
) -> Post:
    """Write a post under a thread, or under another post of it. Raises Invalid, Conflict, TooOften."""
    if not thread.is_open:
        raise Conflict(why_closed(thread))
    require(actor, "post.publish", thread)
    text = clean_text(text)
    if complaint := text_problem(text):
        raise Invalid(fields={"text": [complaint]})
    language = checked_language(language)
    check_pause(actor)
    _check_slow_mode(actor, thread)
    parent = _parent(thread, parent_id)
    quote = _quote(thread, quoted) if quoted else None
    mark = mark if mark in marks_of(actor) else ""
    post = add_post(actor, thread, parent, text, stance=stance, mark=mark, language=language, files=files)
    if quote is not None:
        quote.post_id = post.id
        db.session.add(quote)
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
    if thread.closed_at is not None:
        return _("Dieses Thema ist geschlossen: %(reason)s", reason=spoken(thread.closed_reason))
    if thread.archived_at is not None:
        sentence: str = _("Dieses Thema liegt im Archiv. Lesen können Sie es weiterhin.")
        return f"{sentence} {_('Grund: %(reason)s', reason=thread.state_reason)}" if thread.state_reason else sentence
    if thread.is_over:
        return _("Dieses Thema war bis %(when)s geöffnet.", when=moment(thread.closes_at))
    return _("Dieses Thema öffnet am %(when)s.", when=moment(thread.opens_at))


def _parent(thread: Thread, parent_id: int | None) -> Post | None:
    if parent_id is None:
        return None
    parent = db.session.get(Post, parent_id)
    if parent is None or parent.thread_id != thread.id:
        raise Invalid(_("Der Beitrag, auf den Sie antworten, gehört nicht zu diesem Thema."))
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
    people = people_named(thread.audience, text)
    html = render(text, files_in.pictures(actor, files, "post"), shown(people))
    # Each statement also locks its row, thread first: no two posts get the same place, and what was read before counts
    # only as far as it still holds.
    path, depth, at = _place(thread, parent, language, marked=bool(mark))
    post = Post(
        thread_id=thread.id,
        parent_id=parent.id if parent else None,
        depth=depth,
        path=path,
        author_id=actor.person_id,
        mark=mark,
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
    if not thread.is_open:
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


def edit_post(
    actor: Actor,
    post: Post,
    *,
    text: str,
    version: int,
    reason: str = "",
    language: str | None = None,
    files: Sequence[Choice] | None = None,
) -> Post:
    """Change a post; ``version`` is the one the author saw, ``reason`` what everybody reads in the history (T-11).

    ``files`` are the ones the post has from now on, ``language`` is the one it is in; None leaves them.

    Raises Conflict with the stored post when it was changed meanwhile, so that both texts can be shown (T-13).
    """
    _require_on_post(actor, "post.edit", post)
    if version != post.version:
        raise Conflict(_("Der Beitrag wurde inzwischen an anderer Stelle geändert."), current=post)
    text = clean_text(text)
    if complaint := text_problem(text):
        raise Invalid(fields={"text": [complaint]})
    # What a post was written in stays possible for it, also when the settings offer it no longer.
    language = checked_language(language) if language not in {None, post.language} else post.language
    kept = files_in.choices_of("post", post.id) if files is None else files
    people = people_named(post.thread.audience, text)
    html = render(text, files_in.pictures(actor, kept, "post", post.id), shown(people))
    if files is not None:
        files_of.arrange(actor, "post", post.id, files, audience=post.thread.audience)
    if language != post.language:
        post.language = language
        db.session.execute(update(Thread).where(Thread.id == post.thread_id).values(languages=with_language(language)))
    elif text == post.source and html == post.html:
        return post
    db.session.add(
        PostRevision(
            post_id=post.id,
            version=post.version,
            source=post.source,
            html=post.html,
            renderer=post.renderer,
            editor_id=post.editor_id or post.author_id,
            reason=post.edit_reason,
            at=post.edited_at or post.created_at,
        )
    )
    post.source, post.html, post.edited_at = text, html, now()
    post.editor_id, post.edit_reason = actor.person_id, clean_line(reason)[:200]
    db.session.flush()
    keep_mentions(post, people)
    event = PostEdited(post_id=post.id, thread_id=post.thread_id, parent_id=post.parent_id, version=post.version)
    record(actor, event, audience=post.thread.audience)
    return post


def delete_post(actor: Actor, post: Post) -> None:
    """Take the own post back; the tree keeps its shape, and a tombstone stays in its place (T-07)."""
    require(actor, "post.delete", post)
    post.state, post.state_at = PostState.DELETED, now()
    post.state_ground = None
    db.session.flush()
    event = PostDeleted(post_id=post.id, thread_id=post.thread_id, parent_id=post.parent_id)
    record(actor, event, audience=post.thread.audience)


def hide_post(actor: Actor, post: Post, *, ground: str) -> None:
    """Hide a post; ``ground`` is the short public reason on the tombstone (S-06)."""
    require(actor, "post.hide", post)
    if post.state != PostState.VISIBLE:
        raise Conflict(_("Der Beitrag ist schon entfernt."))
    post.state, post.state_ground, post.state_at = PostState.HIDDEN, clean_line(ground)[:120], now()
    db.session.flush()
    event = PostHidden(post_id=post.id, thread_id=post.thread_id, parent_id=post.parent_id)
    record(actor, event, audience=post.thread.audience)


def restore_post(actor: Actor, post: Post) -> None:
    """Show a hidden post again."""
    require(actor, "post.hide", post)
    if post.state != PostState.HIDDEN:
        raise Conflict(_("Der Beitrag ist nicht verborgen."))
    post.state, post.state_ground, post.state_at = PostState.VISIBLE, None, None
    db.session.flush()
    event = PostRestored(post_id=post.id, thread_id=post.thread_id, parent_id=post.parent_id)
    record(actor, event, audience=post.thread.audience)


def _require_on_post(actor: Actor, permission: str, post: Post) -> None:
    """Say plainly when the state of things forbids it, before saying that a right is missing."""
    if post.author_id == actor.person_id and actor.person_id is not None:
        if post.state != PostState.VISIBLE:
            raise Conflict(_("Der Beitrag wurde inzwischen entfernt."), current=post)
        if not post.thread.is_open:
            raise Conflict(why_closed(post.thread))
        check_branch(post.thread, post.path)
        if post.child_count:
            raise Conflict(_("Auf den Beitrag wurde schon geantwortet. Bitte schreiben Sie einen neuen."), current=post)
    require(actor, permission, post)


def text_problem(text: str) -> str | None:
    """Say what is wrong with the text of a post, or None (T-28)."""
    if len(text) < TEXT[0]:
        return _("Bitte schreiben Sie mindestens 8 Zeichen.")
    if len(text) > TEXT[1]:
        return _("Der Text ist zu lang: höchstens 20.000 Zeichen.")
    return None


def _check_slow_mode(actor: Actor, thread: Thread) -> None:
    """Let one person write only so often in a thread that is slowed down (T-26); those who moderate it may more."""
    if not thread.pause or actor.words & {"moderator", "staff"}:
        return
    last = db.session.scalar(
        select(func.max(Post.created_at)).where(Post.thread_id == thread.id, Post.author_id == actor.person_id)
    )
    wait = 0 if last is None else int((last + timedelta(minutes=thread.pause) - now()).total_seconds() / 60) + 1
    if wait > 0:
        sentence = ngettext(
            "Dieses Thema ist verlangsamt. Sie können in %(num)d Minute wieder schreiben.",
            "Dieses Thema ist verlangsamt. Sie können in %(num)d Minuten wieder schreiben.",
            wait,
        )
        raise TooOften(sentence, retry_after=wait * 60)


def check_pause(actor: Actor) -> None:
    """Ask people to take a breath between two posts (T-28)."""
    if actor.person_id is None:
        raise Forbidden
    last = db.session.scalar(select(func.max(Post.created_at)).where(Post.author_id == actor.person_id))
    if last is None:
        return
    person = get_or_404(Person, actor.person_id)
    newcomer = person.is_newcomer
    pause = current_app.config["POST_PAUSE_NEWCOMERS" if newcomer else "POST_PAUSE"]
    wait = int((last + timedelta(seconds=pause) - now()).total_seconds()) + 1
    if wait > 0 and pause:
        sentence = ngettext(
            "Bitte warten Sie noch %(num)d Sekunde bis zum nächsten Beitrag.",
            "Bitte warten Sie noch %(num)d Sekunden bis zum nächsten Beitrag.",
            wait,
        )
        raise TooOften(sentence, retry_after=wait)
