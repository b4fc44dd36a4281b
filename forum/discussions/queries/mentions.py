"""Whom a post may name: people of whom everybody who reads there may know, and who may read there themselves (T-15).

A person is known by what they wrote where the readers of the thread may read too; who merely has an account, or wrote only
in rooms that are closed to these readers, is no name but a word. The thread's audience decides and nobody else, so the
preview, the stored text and the suggestions agree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for
from sqlalchemy import ColumnElement, and_, case, exists, or_, select

from forum.accounts.blocking import may_name
from forum.accounts.models import NOBODY, Person, Standing
from forum.accounts.queries import handle_key, holding_word
from forum.core.db import db
from forum.core.permissions import Actor
from forum.core.text import Named, names_in
from forum.discussions.models import OFFICIAL, Mention, Post, PostState, Thread

MOST_SUGGESTED = 8
# Somebody wrote a post in the own name; who wrote for an office is internal (I-17).
_SPOKE = (Post.author_id == Person.id, Post.mark.not_in(OFFICIAL), Post.state == PostState.VISIBLE)
# So many names are looked up at most; a text with more names nobody.
MOST_NAMES = 50


@dataclass(frozen=True)
class Where:
    """Where a text stands or will stand: for whom it is, in which thread, if there is one yet, and who is known to write it.

    For an office nobody is known, so what somebody wishes about the person who writes says nothing there (I-17).
    """

    audience: str
    thread_id: int | None = None
    writer_id: int | None = None


@dataclass(frozen=True)
class Suggestion:
    """Somebody whom a text may name, and whether the person takes part in the thread."""

    handle: str
    takes_part: bool


def profile_of(handle: str, standing: Standing) -> Named:
    """Return how a text names somebody; who has no profile any more is named without a link."""
    shown = standing in {Standing.ACTIVE, Standing.SUSPENDED}
    # The stored text is read in every language, so its links carry none.
    url = url_for("accounts.profile", handle=handle, sprache=None, _external=False) if shown else ""
    return Named(handle, url)


def people_named(audience: str, source: str, writer_id: int | None) -> Mapping[str, tuple[int, Named]]:
    """Return the people whom a text for this audience names, by the handles in it; at most so many as a setting says.

    Who does not wish to be named by the writer is a word like any other.
    """
    names = names_in(source)[:MOST_NAMES]
    if not names:
        return {}
    rows = db.session.execute(
        select(Person.id, Person.handle, Person.standing).where(
            Person.handle_key.in_({handle_key(name) for name in names}), *_may_be_named(audience), may_name(writer_id)
        )
    )
    known = {row.handle.casefold(): (row.id, profile_of(row.handle, row.standing)) for row in rows}
    found = [(name, known[name]) for name in names if name in known]
    return dict(found[: current_app.config["MENTIONS_PER_POST"]])


def people_of(post_ids: Sequence[int]) -> Mapping[int, Mapping[str, Named]]:
    """Return everybody whom these posts name or named, by post and handle; for rendering them anew."""
    rows = db.session.execute(
        select(Mention.post_id, Mention.handle, Person.handle.label("present"), Person.standing)
        .join(Person, Person.id == Mention.person_id)
        .where(Mention.post_id.in_(post_ids))
    )
    found: dict[int, dict[str, Named]] = {}
    for row in rows:
        named = profile_of(row.present or NOBODY, Standing(row.standing))
        found.setdefault(row.post_id, {}).update({row.handle.casefold(): named, named.handle.casefold(): named})
    return found


def suggestions(viewer: Actor, where: Where, start: str) -> Sequence[Suggestion]:
    """Return people whose handles begin like this, those who take part in the thread first.

    Without a beginning only those are named who take part. The viewer was asked for the place before.
    """
    takes_part = _takes_part(where.thread_id)
    statement = (
        select(Person.handle, takes_part.label("takes_part"))
        .where(*_may_be_named(where.audience), may_name(where.writer_id), Person.id != viewer.person_id)
        .order_by(case((takes_part, 0), else_=1), Person.handle_key)
        .limit(MOST_SUGGESTED)
    )
    if start:
        key = handle_key(start)
        alike = Person.handle_key.startswith(key, autoescape=True) if key else Person.handle_key == ""
        statement = statement.where(or_(Person.handle.istartswith(start, autoescape=True), alike))
    else:
        statement = statement.where(takes_part)
    return [Suggestion(row.handle, bool(row.takes_part)) for row in db.session.execute(statement)]


def _may_be_named(audience: str) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions: an own account in good standing, known here, and allowed to read here."""
    seen = {"public"} if audience == "public" else {"public", "members", audience}
    posted = exists().where(
        *_SPOKE,
        Post.thread_id == Thread.id,
        Thread.audience.in_(seen),
    )
    began = exists().where(Thread.author_id == Person.id, Thread.idea_id.is_not(None), Thread.audience.in_(seen))
    return (
        Person.standing == Standing.ACTIVE,
        Person.confirmed_at.is_not(None),
        or_(posted, began),
        holding_word(audience),
    )


def _takes_part(thread_id: int | None) -> Any:
    posted = exists().where(*_SPOKE, Post.thread_id == thread_id)
    began = exists().where(and_(Thread.id == thread_id, Thread.author_id == Person.id, Thread.idea_id.is_not(None)))
    return or_(posted, began)
