"""Curation: splitting, merging and moving, each with a reason that everybody reads; ``undoing`` takes each back.

Closing does not keep moderation from moving: a branch that is closed itself stays closed wherever it goes; what is taken
out of a closed branch can be answered in its new place; and undoing puts it back where nobody can.

A move keeps where every branch stood. Places in a tree are given out once, so the old ones are free when it is undone.
"""

from collections.abc import Sequence

from sqlalchemy import exists, func, insert, select, update

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line
from forum.discussions import tree
from forum.discussions.commands.bookmarks import carry_bookmarks
from forum.discussions.commands.branches import note_closed_branches
from forum.discussions.commands.locks import lock_to_curate, refuse_merged
from forum.discussions.commands.reading import keep_what_is_read
from forum.discussions.commands.reasons import public_reason
from forum.discussions.commands.relocation import new_places, relocate, relocate_beginnings
from forum.discussions.commands.spaces import TITLE
from forum.discussions.commands.waiting import carry_held
from forum.discussions.events import PostsMoved, ThreadMoved, ThreadStarted
from forum.discussions.models import Move, MovedBranch, MoveKind, Post, Space, Thread
from forum.drafts.commands import carry_drafts

MOST_POSTS = 200


def split_thread(
    actor: Actor, thread: Thread, post_ids: Sequence[int], *, title: str, space: Space, reason: str, confirmed: bool
) -> Move:
    """Make a new thread of some posts and everything below them (T-20). Raises Invalid."""
    require(actor, "thread.curate", thread)
    require(actor, "thread.start", space)
    title = clean_line(title)
    if not TITLE[0] <= len(title) <= TITLE[1]:
        raise Invalid(fields={"title": [_("Bitte schreiben Sie zwischen 5 und 120 Zeichen.")]})
    reason = public_reason(reason)
    lock_to_curate(actor, [thread], space)
    refuse_merged(thread)
    roots = _roots(thread, post_ids)
    check_audience(thread.audience, space.audience, confirmed=confirmed)
    made = Thread(
        space_id=space.id,
        author_id=roots[0].author_id,
        title=title,
        kind=thread.kind,
        audience=space.audience,
        writers=space.writers,
        created_at=now(),
        last_post_at=now(),
    )
    db.session.add(made)
    db.session.execute(update(Space).where(Space.id == space.id).values(thread_count=Space.thread_count + 1))
    db.session.flush()
    record(actor, ThreadStarted(thread_id=made.id), audience=made.audience)
    keep_what_is_read(thread.id, thread.space_id if thread.space_id != space.id else None, made.id)
    return _move_posts(actor, MoveKind.SPLIT, thread, made, [root.id for root in roots], reason)


def move_posts(
    actor: Actor, thread: Thread, post_ids: Sequence[int], *, target: Thread, reason: str, confirmed: bool
) -> Move:
    """Take some posts and everything below them to another thread. Raises Invalid."""
    require(actor, "thread.curate", thread)
    reason = public_reason(reason)
    lock_to_curate(actor, [thread, target])
    refuse_merged(thread)
    _check_target(thread, target)
    roots = _roots(thread, post_ids)
    check_audience(thread.audience, target.audience, confirmed=confirmed)
    return _move_posts(actor, MoveKind.POSTS, thread, target, [root.id for root in roots], reason)


def merge_threads(actor: Actor, thread: Thread, *, target: Thread, reason: str, confirmed: bool) -> Move:
    """Take all posts of a thread to another one; whoever comes to the first is led to the second (T-21).

    What people were writing to the first is a draft for the second; where there was one already, both stay.
    """
    require(actor, "thread.curate", thread)
    if thread.idea_id is not None:
        raise Conflict(_("Die Diskussion einer Idee bleibt bei ihrer Idee."))
    reason = public_reason(reason)
    lock_to_curate(actor, [thread, target])
    refuse_merged(thread)
    _check_target(thread, target)
    check_audience(thread.audience, target.audience, confirmed=confirmed)
    move = _new_move(actor, MoveKind.MERGE, thread, target, 0, reason)
    tops = db.session.execute(
        select(Post.id, Post.path)
        .where(Post.thread_id == thread.id, Post.depth == 0)
        .order_by(Post.created_at, Post.id)
    ).all()
    if tops:
        db.session.execute(
            insert(MovedBranch), [{"move_id": move.id, "post_id": top.id, "path": top.path} for top in tops]
        )
    places = zip((top.path for top in tops), new_places(target.id, len(tops)), strict=True)
    count = thread.post_count
    relocate_beginnings(thread.id, target.id, list(places), count)
    _note_move(actor, move, thread, target, count)
    lead(thread.id, target.id)
    carry_held(target.id)
    carry_drafts("post.publish", f"thread:{thread.id}", f"thread:{target.id}")
    carry_bookmarks(thread.id, target.id)
    return move


def move_thread(actor: Actor, thread: Thread, *, space: Space, reason: str, confirmed: bool) -> Move:
    """Take a thread to another space, whose readers and writers are the thread's from then on (T-22)."""
    require(actor, "thread.curate", thread)
    require(actor, "thread.start", space)
    if thread.idea_id is not None:
        raise Conflict(_("Die Diskussion einer Idee bleibt bei ihrer Idee."))
    lock_to_curate(actor, [thread], space)
    refuse_merged(thread)
    if thread.space_id == space.id:
        raise Invalid(fields={"space": [_("Das Thema liegt schon in diesem Raum.")]})
    reason = public_reason(reason)
    check_audience(thread.audience, space.audience, confirmed=confirmed)
    move = _new_move(actor, MoveKind.THREAD, thread, thread, thread.post_count, reason)
    move.from_space_id, move.to_space_id = thread.space_id, space.id
    put_into(thread, space)
    record(actor, ThreadMoved(thread_id=thread.id, move_id=move.id, space_id=space.id), audience=thread.audience)
    return move


def _move_posts(
    actor: Actor, kind: MoveKind, thread: Thread, target: Thread, roots: Sequence[int], reason: str
) -> Move:
    """Take branches along; the threads are locked, except one that was made just now."""
    move = _new_move(actor, kind, thread, target, 0, reason)
    count = 0
    for post_id, place in zip(roots, new_places(target.id, len(roots)), strict=True):
        before = db.session.execute(select(Post.parent_id, Post.path).where(Post.id == post_id)).one()
        db.session.add(MovedBranch(move_id=move.id, post_id=post_id, parent_id=before.parent_id, path=before.path))
        db.session.flush()
        count += relocate(post_id, to_thread_id=target.id, parent_id=None, path=place)
    _note_move(actor, move, thread, target, count)
    return move


def _note_move(actor: Actor, move: Move, thread: Thread, target: Thread, count: int) -> None:
    move.post_count = count
    carry_held(thread.id, target.id)
    for thread_id in (thread.id, target.id):
        date_anew(thread_id)
    event = PostsMoved(thread_id=thread.id, to_thread_id=target.id, move_id=move.id, kind=move.kind, count=count)
    record(actor, event, audience=target.audience)


def _new_move(actor: Actor, kind: MoveKind, thread: Thread, target: Thread, count: int, reason: str) -> Move:
    move = Move(
        kind=kind,
        from_thread_id=thread.id,
        to_thread_id=target.id,
        post_count=count,
        reason=reason,
        actor_id=actor.person_id,
        at=now(),
    )
    db.session.add(move)
    thread.has_moves = target.has_moves = True
    db.session.flush()
    return move


def _roots(thread: Thread, post_ids: Sequence[int]) -> list[Post]:
    """Return the chosen posts without those that stand below another chosen one, in the order of time."""
    if len(post_ids) > MOST_POSTS:
        raise Invalid(_("Bitte verschieben Sie höchstens 200 Beiträge auf einmal."))
    chosen = db.session.scalars(
        select(Post)
        .where(Post.thread_id == thread.id, Post.id.in_(post_ids))
        .order_by(Post.created_at, Post.id)
        .execution_options(populate_existing=True)
    ).all()
    if not chosen or len(chosen) != len(set(post_ids)):
        raise Invalid(_("Bitte wählen Sie Beiträge dieses Themas."))
    paths = {post.path for post in chosen}
    return [post for post in chosen if not paths & set(tree.ancestors(post.path))]


def _check_target(thread: Thread, target: Thread) -> None:
    if thread.id == target.id or target.merged_into_id is not None:
        raise Invalid(fields={"target": [_("Bitte wählen Sie ein anderes Thema.")]})


def check_audience(before: str, after: str, *, confirmed: bool) -> None:
    """Ask before posts are shown to other people than those for whom they were written (T-22)."""
    if before != after and not confirmed:
        problem = _("Dort lesen andere Menschen mit als hier. Bitte bestätigen Sie das.")
        raise Invalid(fields={"confirmed": [problem]})


def lead(thread_id: int, to_thread_id: int | None) -> None:
    """Lead people from an empty thread to another one, or let it be found again; the space counts those that are."""
    thread = db.session.get_one(Thread, thread_id)
    by = int(thread.merged_into_id is not None) - int(to_thread_id is not None)
    thread.merged_into_id = to_thread_id
    if by and thread.space_id is not None:
        db.session.execute(
            update(Space).where(Space.id == thread.space_id).values(thread_count=Space.thread_count + by)
        )
    db.session.flush()


def put_into(thread: Thread, space: Space) -> None:
    """Let a thread lie in a space; the thread and both spaces are locked."""
    keep_what_is_read(thread.id, thread.space_id, thread.id)
    for space_id, by in sorted(((thread.space_id or 0, -1), (space.id, 1))):
        db.session.execute(update(Space).where(Space.id == space_id).values(thread_count=Space.thread_count + by))
    thread.space_id, thread.audience, thread.writers = space.id, space.audience, space.writers
    db.session.flush()
    carry_held(thread.id)
    db.session.expire(thread)


def date_anew(thread_id: int) -> None:
    """Say anew when the last post of a thread was written, in which languages, and what stands above and within it."""
    newest = select(func.max(Post.created_at)).where(Post.thread_id == thread_id).scalar_subquery()
    languages = db.session.scalars(select(Post.language).where(Post.thread_id == thread_id).distinct())
    db.session.execute(
        update(Thread)
        .where(Thread.id == thread_id)
        .values(
            last_post_at=func.coalesce(newest, Thread.last_post_at),
            languages=" ".join(sorted(languages)),
            has_marks=exists().where(Post.thread_id == thread_id, Post.mark != ""),
        )
    )
    note_closed_branches(thread_id)
