"""What people send in: it is published, or waits for the moderation when a rule finds something (M-11, S-07).

Pages and programs come through here. Whoever releases what waited publishes it in its author's name, at the place and at
the moment at which people can read it (M-12).
"""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from sqlalchemy import func, select

from forum.core.db import db
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.i18n import _, lazy
from forum.core.permissions import Actor
from forum.discussions.commands.locks import lock_threads
from forum.discussions.commands.posts import Quoted, check_post, publish_post
from forum.discussions.commands.threads import check_thread, start_thread
from forum.discussions.commands.waiting import place_held, place_now
from forum.discussions.languages import checked_language
from forum.discussions.models import Post, PostState, Space, Stance, Thread, ThreadKind
from forum.files import commands as files_of
from forum.files.queries import Choice, words_of
from forum.screening.commands import author_of, hold, label, screen
from forum.screening.models import HeldText
from forum.screening.places import Back, HeldPlace

# Nobody who has published so much is new any more.
ENOUGH = 50


def published_by(person_id: int | None) -> int:
    """Count the posts of a person that can be read, as far as it matters."""
    some = select(Post.id).where(Post.author_id == person_id, Post.state == PostState.VISIBLE).limit(ENOUGH)
    return db.session.scalar(select(func.count()).select_from(some.subquery())) or 0


def send_post(
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
    seconds: float | None = None,
) -> Post | HeldText:
    """Publish a post, or let it wait and return what waits. Raises Invalid, Conflict, TooOften."""
    facts: dict[str, Any] = {"parent_id": parent_id, "quoted": quoted, "mark": mark, "language": language}
    it = check_post(actor, thread, text=text, **facts)
    verdict = screen(
        actor,
        thread.audience,
        source=it.text,
        files=len(files),
        beside=words_of(actor, files, "post"),
        earlier=lambda: published_by(actor.person_id),
        seconds=seconds,
        space_holds=thread.space is not None and thread.space.holds_texts,
    )
    if not verdict.holds:
        post = publish_post(actor, thread, text=text, stance=stance, files=files, **facts)
        label(actor, "post", post.id, verdict.labels)
        return post
    kept = {
        "thread_id": thread.id,
        "parent_id": parent_id,
        "stance": stance.value,
        "mark": mark,
        "language": it.language,
    }
    if it.quote is not None:
        kept |= {"quoted": it.quote.quoted_id, "quote": it.quote.text}
    # Whoever moves the thread at this moment takes along what waits, or is done with it.
    lock_threads(thread.id)
    held = hold(
        actor,
        "post",
        kept,
        verdict.holds,
        source=it.text,
        audience=thread.audience,
        title=thread.title,
        space_id=thread.space_id,
        files=files,
    )
    place_held(held)
    return held


def send_thread(
    actor: Actor,
    space: Space,
    *,
    title: str,
    text: str,
    kind: ThreadKind = ThreadKind.DISCUSSION,
    mark: str = "",
    language: str | None = None,
    files: Sequence[Choice] = (),
    seconds: float | None = None,
) -> Thread | HeldText:
    """Start a thread, or let it wait and return what waits. Raises Invalid, Conflict, TooOften."""
    title, text = check_thread(actor, space, title=title, text=text, kind=kind, mark=mark)
    language = checked_language(language)
    verdict = screen(
        actor,
        space.audience,
        title=title,
        source=text,
        files=len(files),
        beside=words_of(actor, files, "post"),
        earlier=lambda: published_by(actor.person_id),
        seconds=seconds,
        space_holds=space.holds_texts,
    )
    if not verdict.holds:
        thread = start_thread(
            actor, space, title=title, text=text, kind=kind, mark=mark, language=language, files=files
        )
        first = db.session.scalar(select(Post.id).where(Post.thread_id == thread.id))
        label(actor, "post", first or 0, verdict.labels)
        return thread
    kept = {"space_id": space.id, "kind": kind.value, "mark": mark, "language": language}
    return hold(
        actor,
        "thread",
        kept,
        verdict.holds,
        source=text,
        audience=space.audience,
        title=title,
        space_id=space.id,
        files=files,
    )


def _publish_post(held: HeldText) -> str:
    """Publish a post where the talk goes on now: what it answered to may have moved or gone (T-21)."""
    data, author = held.data, author_of(held)
    thread, parent = place_now(data["thread_id"], data["parent_id"])
    facts: dict[str, Any] = {
        "text": held.source,
        "parent_id": parent.id if parent is not None else None,
        "stance": Stance(data["stance"]),
        "mark": data["mark"],
        "language": data["language"],
        "files": files_of.let_go("held", held.id),
        "waited": True,
    }
    quoted = Quoted(data["quoted"], data["quote"]) if "quoted" in data else None
    try:
        if quoted is not None:
            check_post(author, thread, text=held.source, quoted=quoted, waited=True)
    except (Conflict, Invalid):
        # The words that it quotes are gone or say something else now; the answer stands by itself.
        quoted = None
    try:
        return publish_post(author, thread, quoted=quoted, **facts).url
    except Forbidden as error:
        raise Conflict(_("Wer das geschrieben hat, darf dort zurzeit nicht schreiben.")) from error


def _lock_place(held: HeldText) -> None:
    """Lock the thread in which a waiting answer would stand."""
    if held.data:
        lock_threads(place_now(held.data["thread_id"], held.data["parent_id"])[0].id)


def _publish_thread(held: HeldText) -> str:
    data = held.data
    try:
        return start_thread(
            author_of(held),
            db.session.get_one(Space, data["space_id"]),
            title=held.title,
            text=held.source,
            kind=ThreadKind(data["kind"]),
            mark=data["mark"],
            language=data["language"],
            files=files_of.let_go("held", held.id),
            waited=True,
        ).url
    except Forbidden as error:
        raise Conflict(_("Wer das geschrieben hat, darf dort zurzeit nicht schreiben.")) from error


def _form_of_post(held: HeldText) -> Back:
    thread, parent = place_now(held.data["thread_id"], held.data["parent_id"])
    if parent is not None:
        return Back(url_for("posts.reply_to", post_id=parent.id, _external=False), "post.publish", f"post:{parent.id}")
    return Back(f"{thread.url}#mitreden", "post.publish", f"thread:{thread.id}")


def _form_of_thread(held: HeldText) -> Back:
    space = db.session.get_one(Space, held.data["space_id"])
    address = url_for("threads.start", name=space.slug, _external=False)
    return Back(address, "thread.start", f"space:{space.id}", with_title=True)


HELD_PLACES = [
    HeldPlace("post", lazy("Beitrag"), _publish_post, _form_of_post, _lock_place),
    HeldPlace("thread", lazy("Neues Thema"), _publish_thread, _form_of_thread),
]
