"""Finding ideas that say the same (N-04, N-05), without any outside service.

A search engine may plug in a better way: a function (viewer, title, text, exclude_id) → numbers of ideas in
``app.extensions["similar"]``, or None while it cannot answer. Whatever it names is read from the database again,
which has the last word.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import ColumnElement, Select, case, not_, or_, select
from sqlalchemy.orm import load_only
from sqlalchemy.sql.expression import literal

from forum.core.db import db
from forum.core.likeness import likeness, sameness, stems, text_stems, title_key
from forum.core.permissions import SYSTEM, Actor
from forum.ideas.lifecycle import MERGEABLE, UNLISTED
from forum.ideas.models import Idea, written_by

_IS_SHOWN = Idea.hidden_at.is_(None)
MOST = 5
CANDIDATES = 120
MOST_WORDS = 8
LEAST_LIKENESS = 0.28
# From here on two ideas are shown to the Stabsstelle as likely twins.
LEAST_SAMENESS = 0.48


def similar_ideas(viewer: Actor, title: str, text: str = "", exclude_id: int | None = None) -> Sequence[Idea]:
    """Return up to five ideas of others that seem to say the same, the most similar first; small words alone have none."""
    if not stems(title_key(title)):
        return []
    plugged = current_app.extensions.get("similar")
    numbers = plugged(viewer, title, text, exclude_id) if plugged is not None else None
    if numbers is not None:
        rows = {row.id: row for row in db.session.scalars(_readable(viewer, exclude_id).where(Idea.id.in_(numbers)))}
        return [rows[number] for number in numbers if number in rows][:MOST]
    return _by_words(viewer, title, exclude_id)


def _readable(viewer: Actor, exclude_id: int | None) -> Select[Idea]:
    shown = select(Idea).where(Idea.audience.in_(viewer.words), _IS_SHOWN, Idea.state.not_in(UNLISTED))
    if exclude_id is not None:
        shown = shown.where(Idea.id != exclude_id)
    if viewer.person_id is not None:
        shown = shown.where(or_(Idea.author_id.is_(None), not_(written_by(viewer.person_id))))
    return shown.options(
        load_only(
            Idea.title,
            Idea.title_key,
            Idea.excerpt,
            Idea.state,
            Idea.support_count,
            Idea.threshold,
            Idea.hidden_at,
            Idea.support_deadline,
        )
    )


def _by_words(viewer: Actor, title: str, exclude_id: int | None) -> Sequence[Idea]:
    wanted = title_key(title)
    words = sorted(stems(wanted), key=len, reverse=True)
    if not words:
        return []
    matches: list[ColumnElement[bool]] = [Idea.title_key.contains(word, autoescape=True) for word in words[:MOST_WORDS]]
    hits: ColumnElement[int] = literal(0)
    for match in matches:
        hits = hits + case((match, 1), else_=0)
    statement = _readable(viewer, exclude_id).where(hits > 0)
    exact = case((Idea.title_key == wanted, 0), else_=1)
    rows = db.session.scalars(
        statement.order_by(exact, hits.desc(), Idea.support_count.desc(), Idea.id).limit(CANDIDATES)
    )
    # Of titles that differ only in spelling, the one that is written the same comes first.
    ranked = sorted(
        ((likeness(wanted, row.title_key), row.title == title, row) for row in rows),
        key=lambda found: (-found[0], not found[1], found[2].id),
    )
    return [row for value, _same, row in ranked if value >= LEAST_LIKENESS][:MOST]


@dataclass(frozen=True)
class Twin:
    """An idea that seems to mean the same as another, how sure that is, and the words that both use."""

    idea: Idea
    score: float
    words: list[str]


def twins_of(idea: Idea) -> Sequence[Twin]:
    """Return the ideas that seem to mean the same as this one, for the worker: it reads the texts of all candidates."""
    candidates = {found.id for found in _by_words(SYSTEM, idea.title, idea.id)}
    plugged = current_app.extensions.get("similar")
    if plugged is not None:
        candidates.update(plugged(SYSTEM, idea.title, idea.source, idea.id) or ())
    rows = db.session.scalars(
        select(Idea)
        .where(Idea.id.in_(candidates), Idea.audience == idea.audience, Idea.state.in_(MERGEABLE), _IS_SHOWN)
        .options(load_only(Idea.title, Idea.title_key, Idea.source, Idea.text_version))
    )
    own = text_stems(idea.title, idea.source)
    found = []
    for row in rows:
        words = text_stems(row.title, row.source)
        score = sameness((idea.title_key, row.title_key), (own, words))
        if score >= LEAST_SAMENESS:
            found.append(Twin(row, score, sorted(own & words)))
    return found
