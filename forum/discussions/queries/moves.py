"""Reading what was moved, and choosing what to move."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, literal, or_, select
from sqlalchemy.orm import aliased, joinedload

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor
from forum.discussions.models import Move, MovedBranch, MoveKind, Post, PostState, Space, Thread, byline

MOST_SHOWN = 10
PER_PAGE = 100


def moves(viewer: Actor, within: Thread) -> Sequence[Move]:
    """Return the moves that brought posts into a thread or out of it, newest first.

    Of a move from or to a thread that the viewer may not read nothing is said.
    """
    if not within.has_moves:
        return []
    rows = db.session.scalars(
        select(Move)
        .where(or_(Move.from_thread_id == within.id, Move.to_thread_id == within.id), Move.undone_at.is_(None))
        .options(joinedload(Move.from_thread).joinedload(Thread.space), joinedload(Move.to_thread))
        .order_by(Move.id.desc())
        .limit(MOST_SHOWN)
    )
    return [row for row in rows if {row.from_thread.audience, row.to_thread.audience} <= viewer.words]


def move(viewer: Actor, move_id: int) -> Move:
    """Return a move between threads that the viewer may read. Raises NotFound."""
    found = db.session.get(Move, move_id)
    if found is None or not {found.from_thread.audience, found.to_thread.audience} <= viewer.words:
        raise NotFound
    return found


def writer_of_title() -> ColumnElement[int | None]:
    """Return who wrote the title of a thread: whoever made it by a split (T-20), else whoever began it."""
    made = select(Move.actor_id).where(Move.kind == MoveKind.SPLIT, Move.to_thread_id == Thread.id).correlate(Thread)
    return func.coalesce(made.limit(1).scalar_subquery(), Thread.author_id)


def _taken_along(move_id: int) -> ColumnElement[bool]:
    """Return the condition that a move took a post along, wherever it stands now."""
    root, inside = aliased(Post), aliased(Post)
    within = and_(
        inside.thread_id == root.thread_id,
        inside.path >= root.path,
        inside.path < root.path.op("||")(literal("~")),
    )
    found = select(inside.id).select_from(MovedBranch).join(root, root.id == MovedBranch.post_id).join(inside, within)
    return Post.id.in_(found.where(MovedBranch.move_id == move_id))


def moved_post_ids(move_id: int) -> Sequence[int]:
    """Return the numbers of all posts that a move took along, wherever they stand now."""
    return db.session.scalars(select(Post.id).where(_taken_along(move_id))).all()


def _posts_of(move: Move) -> ColumnElement[bool]:
    return Post.thread_id == move.to_thread_id if move.kind == MoveKind.THREAD else _taken_along(move.id)


def authors_of_move(move: Move) -> set[int]:
    """Return who wrote the posts that a move took along, or who takes part in the thread that moved."""
    found = set(db.session.scalars(select(Post.author_id).where(_posts_of(move)).distinct()))
    return {number for number in found if number is not None}


def written_since(move: Move) -> int:
    """Return how many posts were written since a move, among those that undoing it takes back."""
    return db.session.scalar(select(func.count(Post.id)).where(_posts_of(move), Post.created_at > move.at)) or 0


@dataclass(frozen=True)
class Choice:
    """A post in the list from which posts to move are chosen."""

    id: int
    depth: int
    author: str | None
    at: datetime
    words: str
    descendant_count: int


def choices(_viewer: Actor, within: Thread, number: int = 1) -> tuple[Sequence[Choice], int, int]:
    """Return a page of a thread's posts to choose from, its number and how many there are, in reading order."""
    of = max(1, -(-within.post_count // PER_PAGE))
    number = min(max(1, number), of)
    rows = db.session.execute(
        select(
            Post.id,
            Post.depth,
            Person.handle,
            Post.mark,
            Post.unit,
            Post.created_at,
            func.substr(Post.source, 1, 160).label("words"),
            Post.state,
            Post.descendant_count,
        )
        .outerjoin(Person, Person.id == Post.author_id)
        .where(Post.thread_id == within.id)
        .order_by(Post.path)
        .limit(PER_PAGE)
        .offset((number - 1) * PER_PAGE)
    )
    found = [
        Choice(
            row.id,
            row.depth,
            byline(row.mark, row.unit, row.handle),
            row.created_at,
            row.words if row.state == PostState.VISIBLE else "",
            row.descendant_count,
        )
        for row in rows
    ]
    return found, number, of


def spaces_to_move_to(viewer: Actor) -> Sequence[tuple[int, str]]:
    """Return number and title of the spaces in which the viewer may start threads."""
    rows = db.session.execute(
        select(Space.id, Space.title)
        .where(Space.audience.in_(viewer.words), Space.starters.in_(viewer.words), Space.archived_at.is_(None))
        .order_by(Space.position, Space.id)
    )
    return [(row.id, row.title) for row in rows]
