"""Hiding all posts of an account, and showing them again, in many short transactions (T-33)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import aliased, selectinload

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.errors import Conflict
from forum.core.events import in_bulk, record
from forum.core.i18n import _
from forum.core.permissions import SYSTEM, Actor, require
from forum.core.text import clean_line
from forum.discussions.commands.changing import hide_post, restore_post
from forum.discussions.events import PostsOfAccountHidden, PostsOfAccountRestored
from forum.discussions.models import Post, PostState, PostSweep, SweptPost, Thread

CHUNK = 50
# So many chunks at one run of the job; what else waits for the worker comes between two runs.
CHUNKS_AT_ONCE = 5


def hide_posts_of(actor: Actor, person: Person, *, ground: str) -> PostSweep:
    """Begin to hide everything that a person has written so far in rooms that the actor may read.

    ``ground`` stands on the tombstones (S-06). Once that is done, it can be done again when there is more.
    """
    require(actor, "post.hide")
    _lock(person)
    if covered_by_sweep(actor, person.id):
        raise Conflict(_("Die Beiträge dieses Kontos sind schon verborgen."))
    last = db.session.scalar(select(func.max(Post.id)).where(Post.author_id == person.id)) or 0
    sweep = PostSweep(person_id=person.id, ground=clean_line(ground)[:120], last_id=last)
    sweep.audiences = sorted(actor.words)
    return _begin(actor, sweep)


def restore_posts_of(actor: Actor, person: Person) -> PostSweep:
    """Begin to show again what was hidden with the account the last time, and nothing that was hidden otherwise."""
    require(actor, "post.hide")
    _lock(person)
    sweep = _standing(person.id)
    if sweep is None:
        raise Conflict(_("Die Beiträge dieses Kontos sind nicht verborgen."))
    # What was not yet hidden stays visible.
    sweep.done_at = sweep.done_at or now()
    return _begin(actor, PostSweep(person_id=person.id, undoes_id=sweep.id, last_id=sweep.last_id))


def _lock(person: Person) -> None:
    """Let one begin after the other when two moderators act on an account at once."""
    db.session.execute(select(Person.id).where(Person.id == person.id).with_for_update())


def _standing(person_id: int) -> PostSweep | None:
    """Return the newest act that hid posts of an account and was not undone."""
    undone = aliased(PostSweep)
    return db.session.scalar(
        select(PostSweep)
        .where(
            PostSweep.person_id == person_id,
            PostSweep.undoes_id.is_(None),
            ~exists().where(undone.undoes_id == PostSweep.id),
        )
        .order_by(PostSweep.id.desc())
        .limit(1)
    )


def covered_by_sweep(viewer: Actor, person_id: int) -> bool:
    """Tell whether an account is being hidden, or was and has written nothing since that the viewer could read."""
    sweep = _standing(person_id)
    if sweep is None or sweep.done_at is None:
        return sweep is not None
    return db.session.scalar(_left_of(viewer, person_id, Post.id).limit(1)) is None


def posts_to_hide(actor: Actor, person: Person) -> int:
    """Count the posts of an account that hiding it would hide now (M-18)."""
    return db.session.scalar(_left_of(actor, person.id, func.count(Post.id))) or 0


def words_to_hide(actor: Actor, person_id: int) -> Select[Any]:
    """Select what hiding an account would hide now, with its words: number, version, source, moment and audience."""
    left: Any = _left_of(actor, person_id, Post.id)
    words: Select[Any] = left.with_only_columns(Post.id, Post.version, Post.source, Post.created_at, Thread.audience)
    return words


def _left_of(viewer: Actor, person_id: int, what: Any) -> Select[Any]:
    """Select the posts of an account that can be read still, in rooms that the viewer may read."""
    left = select(what).select_from(Post).join(Thread, Thread.id == Post.thread_id)
    return left.where(Post.author_id == person_id, Post.state == PostState.VISIBLE, Thread.audience.in_(viewer.words))


def _begin(actor: Actor, sweep: PostSweep) -> PostSweep:
    sweep.actor_id, sweep.begun_at = actor.person_id, now()
    db.session.add(sweep)
    db.session.flush()
    event = PostsOfAccountHidden if sweep.undoes_id is None else PostsOfAccountRestored
    record(actor, event(person_id=sweep.person_id, sweep_id=sweep.id), audience="moderator")
    return sweep


def go_on_sweeping(most: int = CHUNKS_AT_ONCE) -> int:
    """Carry on with what was begun, chunk by chunk, each in a transaction of its own; return how many chunks it took."""
    for number in range(most):
        with transaction(), in_bulk():
            before = aliased(PostSweep)
            # Of one account one after the other: what one hides must not be shown again by one that began earlier.
            earlier = exists().where(
                before.person_id == PostSweep.person_id, before.id < PostSweep.id, before.done_at.is_(None)
            )
            sweep = db.session.scalar(
                select(PostSweep)
                .where(PostSweep.done_at.is_(None), ~earlier)
                .order_by(PostSweep.id)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            if sweep is None:
                return number
            _sweep(sweep)
    return most


def _sweep(sweep: PostSweep) -> None:
    """Hide or show one chunk.

    Posts that somebody holds at this moment are left for the next one: so this waits for no post while it holds others,
    and nobody who writes can be caught with it in a circle.
    """
    mine = select(Post.id).where(Post.author_id == sweep.person_id, Post.id > sweep.reached, Post.id <= sweep.last_id)
    ids = db.session.scalars(mine.order_by(Post.id).limit(CHUNK)).all()
    free: dict[int, Post] = {
        post.id: post
        for post in db.session.scalars(
            select(Post)
            .where(Post.id.in_(ids))
            .order_by(Post.id)
            .options(selectinload(Post.thread))
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
    }
    if sweep.undoes_id is None:
        _hide(sweep, list(free.values()))
    else:
        _restore(sweep, free)
    held = next((number for number in ids if number not in free), None)
    if held is not None:
        sweep.reached = held - 1
    elif ids:
        sweep.reached = ids[-1]
    if held is None and len(ids) < CHUNK:
        sweep.done_at = now()


def _hide(sweep: PostSweep, posts: Sequence[Post]) -> None:
    for post in posts:
        # Where a post lies counts at this moment: it may have been moved since the decision.
        if post.state == PostState.VISIBLE and post.thread.audience in sweep.audiences:
            hide_post(SYSTEM, post, ground=sweep.ground)
            db.session.add(SweptPost(sweep_id=sweep.id, post_id=post.id, at=post.state_at))


def _restore(sweep: PostSweep, posts: dict[int, Post]) -> None:
    hidden: Any = db.session.execute(
        select(SweptPost.post_id, SweptPost.at).where(
            SweptPost.sweep_id == sweep.undoes_id, SweptPost.post_id.in_(posts)
        )
    )
    for post_id, at in hidden:
        post = posts[post_id]
        # A post that was hidden anew for a reason of its own has another moment, and stays hidden.
        if post.state == PostState.HIDDEN and post.state_at == at:
            restore_post(SYSTEM, post)
