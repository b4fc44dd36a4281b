"""Reading what was moved, and choosing what to move."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor
from forum.discussions.models import Move, MovedBranch, Post, PostState, Space, Thread

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


def moved_post_ids(move_id: int) -> Sequence[int]:
    """Return the numbers of all posts that a move took along, wherever they stand now."""
    roots = db.session.execute(
        select(Post.thread_id, Post.path)
        .join(MovedBranch, MovedBranch.post_id == Post.id)
        .where(MovedBranch.move_id == move_id)
    ).all()
    inside = [
        (Post.thread_id == row.thread_id) & (Post.path >= row.path) & (Post.path < f"{row.path}~") for row in roots
    ]
    return db.session.scalars(select(Post.id).where(or_(*inside))).all() if inside else []


def authors_of_move(move_id: int) -> set[int]:
    """Return who wrote the posts that a move took along."""
    ids = moved_post_ids(move_id)
    found = db.session.scalars(select(Post.author_id).where(Post.id.in_(ids)).distinct())
    return {number for number in found if number is not None}


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
            row.handle,
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
