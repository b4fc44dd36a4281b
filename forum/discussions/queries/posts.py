"""Reading the posts of a thread: pages of its tree, of one branch, or flat; and where a post stands.

A page of the tree shows twenty beginnings of branches, and below each the first three answers on two more levels; what
is not shown is one link away (T-03). All of it is one statement, whatever the thread's size (T-04).
"""

import enum
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from flask import current_app
from sqlalchemy import Integer, bindparam, func, select, tuple_, union_all
from sqlalchemy.orm import contains_eager, joinedload

from forum.core.db import UtcDateTime, db
from forum.core.errors import NotFound
from forum.core.i18n import lazy
from forum.core.permissions import Actor
from forum.discussions import tree
from forum.discussions.models import Post, PostState, Reaction, ReactionKind, Thread
from forum.discussions.queries.rows import POSTS, More, PostRow, posts_with_ids, rows_of
from forum.discussions.queries.traces import gone_below, gone_in, leaves_trace

ANSWERS_SHOWN = 3
BRANCH_PAGE = 50


class View(enum.StrEnum):
    """How the posts of a thread are laid out (T-05)."""

    TREE = "baum"
    FLAT = "flach"
    SIDES = "gegenueber"

    @property
    def label(self) -> Any:
        """The name in the interface."""
        return _VIEW_LABELS[self]


_VIEW_LABELS = {
    View.TREE: lazy("Nach Antworten geordnet"),
    View.FLAT: lazy("Der Reihe nach"),
    View.SIDES: lazy("Dafür und dagegen nebeneinander"),
}


class Sorting(enum.StrEnum):
    """In which order the beginnings of branches are read (T-06)."""

    OLDEST = "aelteste"
    NEWEST = "neueste"
    HELPFUL = "hilfreichste"
    ANSWERS = "meiste-antworten"

    @property
    def label(self) -> Any:
        """The name in the interface."""
        return _SORTING_LABELS[self]


_SORTING_LABELS = {
    Sorting.OLDEST: lazy("Älteste zuerst"),
    Sorting.NEWEST: lazy("Neueste zuerst"),
    Sorting.HELPFUL: lazy("Hilfreichste zuerst"),
    Sorting.ANSWERS: lazy("Meiste Antworten zuerst"),
}

# The number of the post decides ties, so that two pages never share or lose a post.
_ORDER_BY: dict[Sorting, Any] = {
    Sorting.OLDEST: (Post.created_at, Post.id),
    Sorting.NEWEST: (Post.created_at.desc(), Post.id.desc()),
    Sorting.HELPFUL: (Post.helpful.desc(), Post.id),
    Sorting.ANSWERS: (Post.descendant_count.desc(), Post.id),
}


@dataclass(frozen=True)
class Reading:
    """What a reader wants to see of a thread."""

    number: int = 1
    sorting: Sorting = Sorting.OLDEST
    stance: str = ""
    # Only posts in this language, in the order of time (T-39).
    language: str = ""
    # Only posts that were there at this moment, so that pages that begin with the newest hold still (T-06).
    until: datetime | None = None


@dataclass(frozen=True)
class PostsPage:
    """A numbered page of posts, and links to the answers it does not show, in reading order."""

    rows: Sequence[PostRow | More]
    number: int
    of: int

    @property
    def posts(self) -> list[PostRow]:
        """The posts of the page."""
        return [row for row in self.rows if isinstance(row, PostRow)]


def post(viewer: Actor, post_id: int) -> Post:
    """Return a post with its thread, whatever its state. Raises NotFound, also when the viewer may not know of it."""
    found = db.session.scalar(
        select(Post)
        .join(Thread)
        .where(Post.id == post_id, Thread.audience.in_(viewer.words))
        .options(joinedload(Post.thread), joinedload(Post.author))
    )
    if found is None:
        raise NotFound
    return found


def posts(_viewer: Actor, within: Thread, wanted: Reading | None = None) -> PostsPage:
    """Return a numbered page of a thread's tree. The viewer was asked for the thread before.

    A number past the end leads to the last page (T-35).
    """
    wanted = wanted or Reading()
    counted = wanted.stance or wanted.until
    size = _count_of(within, wanted) if counted else within.top_count - gone_in(within, Post.depth == 0)
    number, of = _numbered(wanted.number, size, per_page())
    values = {"within": within.id, "limit": per_page(), "offset": (number - 1) * per_page()}
    found = rows_of(
        _tree_page(wanted.sorting, bool(wanted.stance), bool(wanted.until)),
        values | {"stance": wanted.stance, "until": wanted.until},
    )
    return PostsPage(_arranged(found, wanted.sorting, depth=0), number, of)


def branch(_viewer: Actor, root: Post, number: int = 1) -> PostsPage:
    """Return a numbered page of the answers to one post. The viewer was asked for the post before."""
    number, of = _numbered(number, root.child_count - gone_below(root), BRANCH_PAGE)
    values = {"within": root.id, "limit": BRANCH_PAGE, "offset": (number - 1) * BRANCH_PAGE}
    return PostsPage(_arranged(rows_of(_branch_page(), values), Sorting.OLDEST, depth=root.depth + 1), number, of)


def above(_viewer: Actor, found: Post) -> list[PostRow]:
    """Return the posts above a post, from the top (T-02). The viewer was asked for the post before."""
    statement = POSTS.where(Post.thread_id == found.thread_id, Post.path.in_(tree.ancestors(found.path)))
    return rows_of(statement.order_by(Post.path))


def posts_in_time(
    _viewer: Actor, within: Thread, number: int = 1, language: str = "", *, size: int | None = None
) -> PostsPage:
    """Return a numbered page of a thread as it was written, one post after the other, or those in one language (T-05).

    A page has ``size`` posts, or as many as usual.
    """
    wanted = [Post.thread_id == within.id, *([Post.language == language] if language else []), leaves_trace()]
    count = db.session.scalar(select(func.count()).where(*wanted)) if language else within.post_count - gone_in(within)
    size = size or per_page()
    number, of = _numbered(number, count or 0, size)
    ids = (
        select(Post.id)
        .where(*wanted)
        .order_by(Post.created_at, Post.id)
        .limit(size)
        .offset((number - 1) * size)
        .subquery()
    )
    found = rows_of(POSTS.where(Post.id.in_(select(ids.c.id))).order_by(Post.created_at, Post.id))
    return PostsPage(found, number, of)


def page_in_time(found: Post) -> int:
    """Return the number of the page on which a post stands when a thread is read in the order of time (T-05)."""
    earlier = select(func.count()).where(
        Post.thread_id == found.thread_id,
        leaves_trace(),
        tuple_(Post.created_at, Post.id) < tuple_(found.created_at, found.id),
    )
    return (db.session.scalar(earlier) or 0) // per_page() + 1


def posts_after(_viewer: Actor, within: Thread, path: str | None, limit: int) -> tuple[Sequence[PostRow], str | None]:
    """Return posts in reading order behind a path, and the path behind which the next ones begin; for the API."""
    statement = select(Post.id, Post.path).where(Post.thread_id == within.id)
    if path:
        statement = statement.where(Post.path > path)
    found = db.session.execute(statement.order_by(Post.path).limit(limit + 1)).all()
    rows = posts_with_ids([row.id for row in found[:limit]])
    return rows, found[limit - 1].path if len(found) > limit else None


def post_row(found: Post) -> PostRow:
    """Return a post as a page shows it."""
    return posts_with_ids([found.id])[0]


@dataclass(frozen=True)
class Standing:
    """Where a post is shown: on a page of its thread, or of the branch below ``branch_id``."""

    number: int
    branch_id: int | None = None


def standing(found: Post) -> Standing:
    """Return where a post is shown to whoever follows its permanent address (T-08)."""
    path = [*tree.ancestors(found.path), found.path]
    if len(path) <= tree.LEVELS_SHOWN and all(_places_before(found.thread_id, one) < ANSWERS_SHOWN for one in path[1:]):
        first = select(Post.created_at, Post.id).where(Post.thread_id == found.thread_id, Post.path == path[0])
        created_at, number = db.session.execute(first).one()
        earlier = select(func.count()).where(
            Post.thread_id == found.thread_id,
            Post.depth == 0,
            leaves_trace(),
            tuple_(Post.created_at, Post.id) < tuple_(created_at, number),
        )
        return Standing((db.session.scalar(earlier) or 0) // per_page() + 1)
    return Standing(_places_before(found.thread_id, found.path) // BRANCH_PAGE + 1, found.parent_id)


def _places_before(thread_id: int, path: str) -> int:
    """Return how many answers to the same post stand before the one with this path."""
    parent = select(Post.parent_id).where(Post.thread_id == thread_id, Post.path == path).scalar_subquery()
    return (
        db.session.scalar(select(func.count()).where(Post.parent_id == parent, Post.path < path, leaves_trace())) or 0
    )


def own_reactions(viewer: Actor, shown: Sequence[PostRow]) -> set[tuple[int, str]]:
    """Return with what the viewer reacted to the posts of a page."""
    if viewer.person_id is None or not shown:
        return set()
    found = db.session.execute(
        select(Reaction.post_id, Reaction.kind).where(
            Reaction.person_id == viewer.person_id, Reaction.post_id.in_([row.id for row in shown])
        )
    )
    return {(row.post_id, ReactionKind(row.kind).value) for row in found}


def newest_posts_of(viewer: Actor, person_id: int, most: int) -> Sequence[Post]:
    """Return with their threads the newest posts of a person that can be read, in the rooms that the viewer may read."""
    return db.session.scalars(
        select(Post)
        .join(Thread)
        .where(Post.author_id == person_id, Post.state == PostState.VISIBLE, Thread.audience.in_(viewer.words))
        .order_by(Post.created_at.desc(), Post.id.desc())
        .options(contains_eager(Post.thread))
        .limit(most)
    ).all()


def per_page() -> int:
    """Return how many posts a page shows, or how many branches of a tree."""
    return int(current_app.config["POSTS_PER_PAGE"])


def _numbered(number: int, size: int, per: int) -> tuple[int, int]:
    of = max(1, -(-size // per))
    return min(max(1, number), of), of


def _count_of(within: Thread, wanted: Reading) -> int:
    statement = select(func.count()).where(Post.thread_id == within.id, Post.depth == 0, leaves_trace())
    if wanted.stance:
        statement = statement.where(Post.stance == wanted.stance)
    if wanted.until:
        statement = statement.where(Post.created_at <= wanted.until)
    return db.session.scalar(statement) or 0


@cache
def _tree_page(sorting: Sorting, by_stance: bool, until: bool) -> Any:  # noqa: FBT001  A key of the kept statements.
    tops = select(Post.id).where(Post.thread_id == bindparam("within", type_=Integer), Post.depth == 0)
    tops = tops.where(leaves_trace())
    if by_stance:
        tops = tops.where(Post.stance == bindparam("stance"))
    if until:
        tops = tops.where(Post.created_at <= bindparam("until", type_=UtcDateTime))
    return _with_answers(tops.order_by(*_ORDER_BY[sorting]))


@cache
def _branch_page() -> Any:
    answers = select(Post.id).where(Post.parent_id == bindparam("within", type_=Integer), leaves_trace())
    return _with_answers(answers.order_by(Post.path))


def _with_answers(tops: Any) -> Any:
    """Add to a page of posts the first answers below each of them, level by level, in the same statement."""
    limit, offset = bindparam("limit", type_=Integer), bindparam("offset", type_=Integer)
    level = tops.limit(limit).offset(offset).cte("level_0")
    shown = [select(level.c.id)]
    for number in range(1, tree.LEVELS_SHOWN):
        place = func.row_number().over(partition_by=Post.parent_id, order_by=Post.path).label("place")
        answers = select(Post.id, place).where(Post.parent_id.in_(shown[-1]), leaves_trace()).cte(f"level_{number}")
        shown.append(select(answers.c.id).where(answers.c.place <= ANSWERS_SHOWN))
    return POSTS.where(Post.id.in_(union_all(*shown)))


def _arranged(found: list[PostRow], sorting: Sorting, *, depth: int) -> list[PostRow | More]:
    """Put the posts of a page in reading order, with a link wherever answers are missing."""
    tops = sorted((row for row in found if row.depth == depth), key=_KEYS[sorting])
    place = {row.path: number for number, row in enumerate(tops)}
    shown_below = Counter(row.parent_id for row in found)
    rows = sorted(found, key=lambda row: (place[([*tree.ancestors(row.path), row.path])[depth]], row.path))
    arranged: list[PostRow | More] = []
    waiting: list[More] = []
    for row in rows:
        while waiting and waiting[-1].depth > row.depth:
            arranged.append(waiting.pop())
        arranged.append(row)
        if missing := row.answers - shown_below[row.id]:
            waiting.append(More(row.depth + 1, row.id, missing))
    return [*arranged, *reversed(waiting)]


_KEYS: dict[Sorting, Any] = {
    Sorting.OLDEST: lambda row: (row.created_at, row.id),
    Sorting.NEWEST: lambda row: (-row.created_at.timestamp(), -row.id),
    Sorting.HELPFUL: lambda row: (-row.reactions[ReactionKind.HELPFUL], row.id),
    Sorting.ANSWERS: lambda row: (-row.descendant_count, row.id),
}
