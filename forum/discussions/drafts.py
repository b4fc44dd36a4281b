"""Where drafts of discussions belong: what they are for, and whether one can still publish them there."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload, load_only

from forum.core.db import db
from forum.core.i18n import _, lazy
from forum.core.permissions import Actor, can
from forum.discussions import queries
from forum.discussions.models import Post, PostState, Space, Thread
from forum.drafts.places import Place, Spot
from forum.web.addresses import number_in


def _ids(targets: Sequence[str], kind: str) -> list[int]:
    numbers = (number_in(target.removeprefix(f"{kind}:")) for target in targets if target.startswith(f"{kind}:"))
    return [number for number in numbers if number is not None]


def _threads(viewer: Actor, targets: Sequence[str]) -> Mapping[str, Thread]:
    statement = select(Thread).where(Thread.id.in_(_ids(targets, "thread")), Thread.audience.in_(viewer.words))
    return {f"thread:{row.id}": row for row in db.session.scalars(statement)}


def _posts(viewer: Actor, targets: Sequence[str]) -> Mapping[str, Post]:
    statement = (
        select(Post)
        .join(Thread)
        .where(Post.id.in_(_ids(targets, "post")), Thread.audience.in_(viewer.words))
        .options(joinedload(Post.thread), load_only(Post.state, Post.author_id, Post.path, Post.thread_id))
    )
    return {f"post:{row.id}": row for row in db.session.scalars(statement)}


def _in_closed_branches(posts: Iterable[Post]) -> set[int]:
    """Return the numbers of those posts that stand in a closed branch."""
    posts = list(posts)
    branches = queries.closed_branches(post.thread for post in posts)
    return {
        post.id
        for post in posts
        if queries.closed_above([one for one in branches if one.thread_id == post.thread_id], [post])
    }


def _why_not(viewer: Actor, action: str, thread: Thread, post: Post | None = None, closed: Collection[int] = ()) -> str:
    """Say why the draft cannot be published at present, or nothing."""
    if post is not None and post.state != PostState.VISIBLE:
        return _("Der Beitrag wurde inzwischen entfernt.")
    if thread.is_closed:
        return _("Das Thema ist inzwischen geschlossen.")
    if post is not None and post.id in closed:
        return _("Der Zweig, in dem der Beitrag steht, ist inzwischen geschlossen.")
    return "" if can(viewer, action, post if action == "post.edit" else thread) else _no_longer()


def _no_longer() -> str:
    return _("Sie können dort zurzeit nicht schreiben.")


def _merged() -> str:
    return _("Das Thema gehört jetzt zu diesem. Dort kann schon ein anderer Entwurf von Ihnen stehen.")


def _replies(viewer: Actor, targets: Sequence[str]) -> Mapping[str, Spot]:
    threads = _threads(viewer, targets)
    merged = _threads(viewer, [f"thread:{thread.merged_into_id}" for thread in threads.values()])
    spots = {}
    for target, thread in threads.items():
        if thread.merged_into_id is None:
            spots[target] = Spot(thread.title, f"{thread.url}#mitreden", _why_not(viewer, "post.publish", thread))
        elif (other := merged.get(f"thread:{thread.merged_into_id}")) is not None:
            # Whoever had drafts for both threads keeps both, and chooses.
            spots[target] = Spot(other.title, f"{other.url}#mitreden", _merged())
        else:
            spots[target] = Spot(thread.title, "", _no_longer())
    posts = _posts(viewer, targets)
    closed = _in_closed_branches(posts.values())
    for target, post in posts.items():
        note = _why_not(viewer, "post.publish", post.thread, post, closed)
        spots[target] = Spot(post.thread.title, url_for("posts.reply_to", post_id=post.id), note)
    return spots


def _edits(viewer: Actor, targets: Sequence[str]) -> Mapping[str, Spot]:
    posts = _posts(viewer, targets)
    closed = _in_closed_branches(posts.values())
    return {
        target: Spot(
            post.thread.title,
            url_for("posts.edit", post_id=post.id),
            _why_not(viewer, "post.edit", post.thread, post, closed),
        )
        for target, post in posts.items()
    }


def _new_threads(viewer: Actor, targets: Sequence[str]) -> Mapping[str, Spot]:
    statement = select(Space).where(Space.id.in_(_ids(targets, "space")), Space.audience.in_(viewer.words))
    return {
        f"space:{space.id}": Spot(
            space.title,
            url_for("threads.start", name=space.slug),
            "" if can(viewer, "thread.start", space) else _no_longer(),
        )
        for space in db.session.scalars(statement)
    }


PLACES = [
    Place("post.publish", lazy("Antwort"), ("text", "held"), _replies),
    Place("post.edit", lazy("Geänderter Beitrag"), ("text", "held"), _edits),
    Place("thread.start", lazy("Neues Thema"), ("title", "text", "held"), _new_threads),
]
