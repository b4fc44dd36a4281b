"""What a page shows of a post: one row each, from one statement that is built once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from forum.accounts.models import Person, belonging
from forum.core.db import db
from forum.discussions.models import OFFICIAL, Post, PostQuote, PostRevision, PostState, ReactionKind, Thread, byline
from forum.discussions.queries.traces import gone_answers
from forum.web import addresses


@dataclass(frozen=True)
class Author:
    """What a page shows of somebody who wrote something."""

    handle: str
    affiliations: str | None
    organisation: str | None

    @property
    def url(self) -> str:
        """The address of the public profile."""
        return addresses.of("accounts.profile", "handle", self.handle)

    @property
    def affiliation_label(self) -> Any:
        """Organisation and groups, if the person shows them."""
        return belonging(self.affiliations, self.organisation)


@dataclass(frozen=True)
class Office:
    """What a page shows where somebody speaks in office: the office's name, and no profile (I-17)."""

    handle: str
    url: str = ""
    affiliation_label: str = ""


@dataclass(frozen=True)
class Quote:
    """The words of another post above a post; without text when that post cannot be read any more (T-14)."""

    post_id: int
    author: str | None
    text: str
    language: str


@dataclass(frozen=True)
class PostRow:
    """A post as a page shows it; the text is missing when it was removed."""

    id: int
    depth: int
    path: str
    parent_id: int | None
    author_id: int | None
    author: Author | Office | None
    # Who wrote for the office; only the offices themselves are shown it (I-17).
    writer: str | None
    reply_to: str | None
    mark: str
    unit: str
    stance: str
    html: str
    quote: Quote | None
    language: str
    state: PostState
    state_ground: str | None
    state_at: datetime | None
    created_at: datetime
    edited_at: datetime | None
    version: int
    child_count: int
    descendant_count: int
    # How many of the answers are not listed, because they were taken back and nothing is left below them (T-07).
    gone_answers: int
    reactions: dict[ReactionKind, int]

    @property
    def answers(self) -> int:
        """How many direct answers a reader finds below the post."""
        return self.child_count - self.gone_answers


@dataclass(frozen=True)
class More:
    """A link to answers that the page does not show; it stands where they would."""

    depth: int
    parent_id: int
    count: int


def _select_posts() -> Any:
    author, parent, parent_author = aliased(Person), aliased(Post), aliased(Person)
    quoted, quoted_author = aliased(Post), aliased(Person)
    own_thread, quoted_thread = aliased(Thread), aliased(Thread)
    # The version that was quoted, if it is an earlier one by now: the first that was put away since (T-12).
    quote_hidden_at = (
        select(PostRevision.hidden_at)
        .where(PostRevision.post_id == PostQuote.quoted_id, PostRevision.version >= PostQuote.version)
        .order_by(PostRevision.version)
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            Post.id, Post.depth, Post.path, Post.parent_id, Post.author_id, Post.mark, Post.unit, Post.stance, Post.html,
            Post.language, Post.state, Post.state_ground, Post.state_at, Post.created_at, Post.edited_at, Post.version,
            Post.child_count, Post.descendant_count, Post.helpful, Post.agree, Post.disagree, Post.objection,
            author.handle, author.affiliations, author.organisation, author.shows_affiliation,
            parent_author.handle.label("parent_handle"), parent.mark.label("parent_mark"), parent.unit.label("parent_unit"),
            PostQuote.quoted_id, PostQuote.text.label("quote"), quoted.state.label("quoted_state"),
            quoted.language.label("quoted_language"),
            quoted_author.handle.label("quoted_handle"), quoted.mark.label("quoted_mark"), quoted.unit.label("quoted_unit"),
            own_thread.audience,
            quoted_thread.audience.label("quoted_audience"), quote_hidden_at.label("quote_hidden_at"),
            gone_answers().label("gone_answers"),
        )
        .outerjoin(author, author.id == Post.author_id)
        .outerjoin(parent, parent.id == Post.parent_id)
        .outerjoin(parent_author, parent_author.id == parent.author_id)
        .outerjoin(PostQuote, PostQuote.post_id == Post.id)
        .outerjoin(quoted, quoted.id == PostQuote.quoted_id)
        .outerjoin(quoted_author, quoted_author.id == quoted.author_id)
        .outerjoin(own_thread, own_thread.id == Post.thread_id)
        .outerjoin(quoted_thread, quoted_thread.id == quoted.thread_id)
    )  # fmt: skip


# Building this statement costs more than running it, so it is built once.
POSTS = _select_posts()


def rows_of(statement: Any, values: dict[str, Any] | None = None) -> list[PostRow]:
    """Return the rows of a statement that begins with ``POSTS``, in its order."""
    return [_row(row) for row in db.session.execute(statement, values or {})]


def _row(row: Any) -> PostRow:
    visible = row.state == PostState.VISIBLE
    official = visible and row.mark in OFFICIAL
    author: Author | Office | None = None
    if official:
        author = Office(str(byline(row.mark, row.unit, None)))
    elif visible and row.handle is not None:
        shown = row.shows_affiliation
        author = Author(row.handle, row.affiliations if shown else None, row.organisation if shown else None)
    return PostRow(
        id=row.id,
        depth=row.depth,
        path=row.path,
        parent_id=row.parent_id,
        author_id=row.author_id,
        author=author,
        writer=row.handle if official else None,
        reply_to=byline(row.parent_mark, row.parent_unit, row.parent_handle),
        mark=row.mark,
        unit=row.unit,
        stance=row.stance if visible else "",
        html=row.html if visible else "",
        quote=_quote(row) if visible and row.quoted_id is not None else None,
        language=row.language,
        state=PostState(row.state),
        state_ground=row.state_ground,
        state_at=row.state_at,
        created_at=row.created_at,
        edited_at=row.edited_at,
        version=row.version,
        child_count=row.child_count,
        descendant_count=row.descendant_count,
        gone_answers=row.gone_answers,
        reactions={kind: getattr(row, kind.value) for kind in ReactionKind},
    )


def _quote(row: Any) -> Quote:
    # A post that was moved to where other people read takes its words out of every quote elsewhere (E-18).
    there = row.quoted_state == PostState.VISIBLE and row.quote_hidden_at is None
    readable = there and row.quoted_audience in {"public", row.audience}
    author = byline(row.quoted_mark, row.quoted_unit, row.quoted_handle)
    return Quote(row.quoted_id, author if readable else None, row.quote if readable else "", row.quoted_language)


def posts_with_ids(ids: Sequence[int]) -> list[PostRow]:
    """Return these posts in reading order."""
    return rows_of(POSTS.where(Post.id.in_(ids)).order_by(Post.path))
