"""Changing posts: writing, editing, taking back, hiding and restoring them."""

from collections.abc import Sequence
from datetime import timedelta

from flask import current_app
from sqlalchemy import func, select, update

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, Forbidden, Invalid, TooOften
from forum.core.events import record
from forum.core.i18n import _, language, ngettext, spoken
from forum.core.permissions import Actor, require
from forum.core.text import clean_line, clean_text, render
from forum.discussions import tree
from forum.discussions.events import PostDeleted, PostEdited, PostHidden, PostPublished, PostRestored
from forum.discussions.models import DEEPEST, Post, PostRevision, PostState, Thread
from forum.files import commands as files_of
from forum.files import queries as files_in
from forum.files.queries import Choice

TEXT = (8, 20_000)
NEWCOMER = timedelta(days=1)


def publish_post(
    actor: Actor,
    thread: Thread,
    *,
    text: str,
    parent_id: int | None = None,
    mark: str = "",
    files: Sequence[Choice] = (),
) -> Post:
    """Write a post under a thread, or under another post of it. Raises Invalid, Conflict, TooOften."""
    if thread.closed_at is not None:
        raise Conflict(_("Dieses Thema ist geschlossen: %(reason)s", reason=spoken(thread.closed_reason)))
    require(actor, "post.publish", thread)
    text = clean_text(text)
    if complaint := text_problem(text):
        raise Invalid(fields={"text": [complaint]})
    check_pause(actor)
    parent = _parent(thread, parent_id)
    return add_post(actor, thread, parent, text, mark=mark if mark in actor.words else "", files=files)


def _parent(thread: Thread, parent_id: int | None) -> Post | None:
    if parent_id is None:
        return None
    parent = db.session.get(Post, parent_id)
    if parent is None or parent.thread_id != thread.id:
        raise Invalid(_("Der Beitrag, auf den Sie antworten, gehört nicht zu diesem Thema."))
    if parent.state != PostState.VISIBLE:
        raise Conflict(_("Der Beitrag, auf den Sie antworten, wurde inzwischen entfernt."))
    # A branch that is as deep as it may be goes on beside its last post.
    return parent if parent.depth < DEEPEST else parent.parent


def add_post(
    actor: Actor, thread: Thread, parent: Post | None, text: str, *, mark: str = "", files: Sequence[Choice] = ()
) -> Post:
    """Add a post at its place in the tree; the caller asked for the permission and looked at the text."""
    html = render(text, files_in.pictures(actor, files, "post"))
    moment = now()
    # The counter is raised by one statement, which also locks the row: no two posts get the same place.
    if parent is None:
        top = update(Thread).where(Thread.id == thread.id).values(top_count=Thread.top_count + 1)
        place = db.session.scalar(top.returning(Thread.top_count)) or 1
        path, depth = tree.word(place), 0
    else:
        below = update(Post).where(Post.id == parent.id).values(child_count=Post.child_count + 1)
        place = db.session.scalar(below.returning(Post.child_count)) or 1
        path, depth = parent.path + tree.word(place), parent.depth + 1
    post = Post(
        thread_id=thread.id,
        parent_id=parent.id if parent else None,
        depth=depth,
        path=path,
        author_id=actor.person_id,
        mark=mark,
        source=text,
        html=html,
        language=language(),
        created_at=moment,
    )
    db.session.add(post)
    db.session.execute(
        update(Thread).where(Thread.id == thread.id).values(post_count=Thread.post_count + 1, last_post_at=moment)
    )
    if depth:
        db.session.execute(
            update(Post)
            .where(Post.thread_id == thread.id, Post.path.in_(tree.ancestors(path)))
            .values(descendant_count=Post.descendant_count + 1)
        )
    db.session.flush()
    record(
        actor,
        PostPublished(post_id=post.id, thread_id=thread.id, parent_id=post.parent_id),
        audience=thread.audience,
    )
    files_of.arrange(actor, "post", post.id, files, audience=thread.audience)
    return post


def edit_post(actor: Actor, post: Post, *, text: str, version: int, files: Sequence[Choice] | None = None) -> Post:
    """Change a post; ``version`` is the one the author saw, ``files`` are the ones it has from now on, None leaves them.

    Raises Conflict with the stored post when it was changed meanwhile, so that both texts can be shown (T-13).
    """
    _require_on_post(actor, "post.edit", post)
    if version != post.version:
        raise Conflict(_("Der Beitrag wurde inzwischen an anderer Stelle geändert."), current=post)
    text = clean_text(text)
    if complaint := text_problem(text):
        raise Invalid(fields={"text": [complaint]})
    kept = _choices_of(post) if files is None else files
    html = render(text, files_in.pictures(actor, kept, "post", post.id))
    if files is not None:
        files_of.arrange(actor, "post", post.id, files, audience=post.thread.audience)
    if text == post.source and html == post.html:
        return post
    db.session.add(
        PostRevision(
            post_id=post.id,
            version=post.version,
            source=post.source,
            html=post.html,
            editor_id=actor.person_id,
            at=post.edited_at or post.created_at,
        )
    )
    post.source, post.html, post.edited_at = text, html, now()
    db.session.flush()
    event = PostEdited(post_id=post.id, thread_id=post.thread_id, parent_id=post.parent_id, version=post.version)
    record(actor, event, audience=post.thread.audience)
    return post


def _choices_of(post: Post) -> Sequence[Choice]:
    rows = files_in.attached("post", [post.id]).get(post.id, ())
    return [Choice(row.key, row.alt, row.decorative) for row in rows]


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
        if post.thread.closed_at is not None:
            raise Conflict(_("Dieses Thema ist geschlossen: %(reason)s", reason=spoken(post.thread.closed_reason)))
    require(actor, permission, post)


def text_problem(text: str) -> str | None:
    """Say what is wrong with the text of a post, or None (T-28)."""
    if len(text) < TEXT[0]:
        return _("Bitte schreiben Sie mindestens 8 Zeichen.")
    if len(text) > TEXT[1]:
        return _("Der Text ist zu lang: höchstens 20.000 Zeichen.")
    return None


def check_pause(actor: Actor) -> None:
    """Ask people to take a breath between two posts (T-28)."""
    if actor.person_id is None:
        raise Forbidden
    last = db.session.scalar(select(func.max(Post.created_at)).where(Post.author_id == actor.person_id))
    if last is None:
        return
    person = get_or_404(Person, actor.person_id)
    newcomer = now() - person.created_at < NEWCOMER
    pause = current_app.config["POST_PAUSE_NEWCOMERS" if newcomer else "POST_PAUSE"]
    wait = int((last + timedelta(seconds=pause) - now()).total_seconds()) + 1
    if wait > 0 and pause:
        sentence = ngettext(
            "Bitte warten Sie noch %(num)d Sekunde bis zum nächsten Beitrag.",
            "Bitte warten Sie noch %(num)d Sekunden bis zum nächsten Beitrag.",
            wait,
        )
        raise TooOften(sentence, retry_after=wait)
