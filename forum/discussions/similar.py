"""Finding threads that ask the same, before a second one is opened.

A search engine may plug in a better way: a function (viewer, title) → numbers of threads in
``app.extensions["similar_threads"]``, or None while it cannot answer. What it names is read from the database again.
"""

from collections.abc import Sequence

from flask import current_app
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import load_only

from forum.core.db import db
from forum.core.likeness import likeness, stems, title_key
from forum.core.permissions import Actor
from forum.discussions.models import Thread

MOST = 5
CANDIDATES = 120
MOST_WORDS = 8
LEAST_LIKENESS = 0.28
# The index knows compounds and word forms, so less is asked of what it names.
FAR_FETCHED = 0.12
# As alike as this is worth a question before the last click.
VERY_ALIKE = 0.5


def similar_threads(viewer: Actor, title: str) -> Sequence[Thread]:
    """Return up to five threads that the viewer may read and that seem to ask the same, the most similar first."""
    plugged = current_app.extensions.get("similar_threads")
    numbers = plugged(viewer, title) if plugged is not None else None
    if numbers is not None:
        rows = {row.id: row for row in db.session.scalars(_readable(viewer).where(Thread.id.in_(numbers)))}
        wanted = title_key(title)
        found = [rows[number] for number in numbers if number in rows]
        return [row for row in found if likeness(wanted, title_key(row.title)) >= FAR_FETCHED][:MOST]
    return _by_words(viewer, title)


def related_threads(viewer: Actor, thread: Thread) -> Sequence[Thread]:
    """Return up to five other threads that the viewer may read and that seem to be about the same."""
    return [row for row in similar_threads(viewer, thread.title) if row.id != thread.id][:MOST]


def very_similar_threads(viewer: Actor, title: str) -> Sequence[Thread]:
    """Return those of the similar threads whose titles are nearly the same."""
    key = title_key(title)
    return [row for row in similar_threads(viewer, title) if likeness(key, title_key(row.title)) >= VERY_ALIKE]


def _readable(viewer: Actor) -> Select[Thread]:
    return (
        select(Thread)
        .where(Thread.audience.in_(viewer.words), Thread.space_id.is_not(None), Thread.merged_into_id.is_(None))
        .options(load_only(Thread.title, Thread.idea_id, Thread.post_count, Thread.closed_at, Thread.locked_reason))
    )


def _by_words(viewer: Actor, title: str) -> Sequence[Thread]:
    wanted = title_key(title)
    # The table holds titles as they were written, so words are asked for as they were typed.
    words = [word for word in title.lower().split() if stems(title_key(word))]
    words = sorted({word.strip(".,;:!?()„“") for word in words}, key=len, reverse=True)[:MOST_WORDS]
    if not words:
        return []
    matches = or_(*(Thread.title.icontains(word[:7], autoescape=True) for word in words))
    statement = _readable(viewer).where(matches).order_by(Thread.last_post_at.desc(), Thread.id.desc())
    rows = db.session.scalars(statement.limit(CANDIDATES)).all()
    ranked = sorted(
        ((likeness(wanted, title_key(row.title)), row) for row in rows), key=lambda one: (-one[0], one[1].id)
    )
    return [row for value, row in ranked if value >= LEAST_LIKENESS][:MOST]
