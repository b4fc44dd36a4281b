"""Searching for a viewer: the engine finds, the database has the last word (Q-16)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from flask import Flask, current_app

from forum.core.clock import today
from forum.core.i18n import language
from forum.core.permissions import Actor
from forum.search.engines import MOST_HITS, Engine, Hit, IndexUnavailable
from forum.search.engines.whoosh import WhooshEngine
from forum.search.highlight import Passage, highlight
from forum.search.sources import SOURCES, Shown
from forum.search.syntax import ME, Filter, FilterName, NoteCode, Query, parse

PER_PAGE = 20


@dataclass(frozen=True)
class Found:
    """A hit with the passages that show why it was found."""

    shown: Shown
    title: Passage
    passages: Sequence[Passage]


@dataclass(frozen=True)
class Answer:
    """A page of hits. ``plain`` tells that the index was away and SQL alone was asked."""

    query: Query
    found: Sequence[Found]
    total: int
    number: int
    has_more: bool
    truncated: bool = False
    plain: bool = False

    @property
    def not_understood(self) -> list[str]:
        """The words that looked like an operator and were searched as words."""
        return [note.about for note in self.query.notes if note.code is NoteCode.UNKNOWN_OPERATOR]


def init_app(app: Flask) -> None:
    """Give the application its engine; the index lies in the instance folder."""
    app.extensions["search"] = WhooshEngine(Path(app.config["INSTANCE"]) / "index")
    app.extensions["similar"] = similar_ideas
    app.extensions["similar_threads"] = similar_threads


def engine() -> Engine:
    """Return the engine of the running application."""
    found: Engine = current_app.extensions["search"]
    return found


def find(viewer: Actor, text: str, *, kind: str = "", number: int = 1, per_page: int = PER_PAGE) -> Answer:
    """Return a page of what matches and what the viewer may see; never fails on what a person typed (Q-28)."""
    query = _with_person(parse(text, today=today(), language=language()), viewer)
    number = max(1, min(number, MOST_HITS // per_page))
    if query.is_empty:
        return Answer(query, [], 0, number, has_more=False)
    kinds = frozenset({kind}) if kind in SOURCES else frozenset()
    try:
        result = engine().find(
            query, audiences=viewer.words, kinds=kinds, limit=per_page + 1, offset=(number - 1) * per_page
        )
    except IndexUnavailable:
        return _plainly(viewer, query, kinds, number, per_page)
    hits = result.hits[:per_page]
    found = [_found(shown, query) for shown in checked(viewer, hits)]
    total = max(result.approximate_total - (len(hits) - len(found)), len(found))
    return Answer(query, found, total, number, has_more=len(result.hits) > per_page, truncated=result.truncated)


def checked(viewer: Actor, hits: Sequence[Hit]) -> list[Shown]:
    """Return the hits that the viewer may see now, in their order; one query per kind."""
    by_kind: dict[str, list[int]] = {}
    for hit in hits:
        by_kind.setdefault(hit.kind, []).append(_id(hit.key))
    shown = {
        (kind, number): row
        for kind, ids in by_kind.items()
        if kind in SOURCES
        for number, row in SOURCES[kind].shown(viewer, ids).items()
    }
    return [shown[hit.kind, _id(hit.key)] for hit in hits if (hit.kind, _id(hit.key)) in shown]


def similar_ideas(viewer: Actor, title: str, text: str = "", exclude_id: int | None = None) -> list[int] | None:
    """Return the numbers of ideas that resemble one in the writing, the most similar first (N-04).

    None says that the index is away; then the package of ideas asks the database alone.
    """
    exclude = frozenset() if exclude_id is None else frozenset({f"idea:{exclude_id}"})
    return _similar(viewer, "idea", title, text, exclude)


def similar_threads(viewer: Actor, title: str) -> list[int] | None:
    """Return the numbers of threads whose titles resemble one in the writing, or None while the index is away."""
    return _similar(viewer, "thread", title, "", frozenset())


def _similar(viewer: Actor, kind: str, title: str, text: str, exclude: frozenset[str]) -> list[int] | None:
    try:
        hits = engine().similar(title, text, audiences=viewer.words, kind=kind, limit=10, exclude=exclude)
    except IndexUnavailable:
        return None
    return [_id(hit.key) for hit in hits]


def _id(key: str) -> int:
    return int(key.rpartition(":")[2])


def _found(shown: Shown, query: Query) -> Found:
    title = highlight(shown.title, query, limit=1, language=shown.language)
    passages = highlight(shown.text, query, language=shown.language) if shown.text else []
    return Found(shown, title[0] if title and _whole(title[0], shown.title) else ((shown.title, False),), passages)


def _whole(passage: Passage, text: str) -> bool:
    return "".join(part for part, _hit in passage) == text


def _with_person(query: Query, viewer: Actor) -> Query:
    """Put the person who asks in the place of „mir“."""
    handle = getattr(viewer, "handle", None) or "\x00"
    filters = tuple(
        Filter(one.name, handle, one.excluded) if one.name is FilterName.AUTHOR and one.value == ME else one
        for one in query.filters
    )
    return replace(query, filters=filters)


def _plainly(viewer: Actor, query: Query, kinds: frozenset[str], number: int, per_page: int) -> Answer:
    words = [*query.words, *query.phrases, *query.prefixes]
    if not words:
        return Answer(query, [], 0, number, has_more=False, plain=True)
    hits = [
        Hit(f"{source.kind}:{row}", source.kind, 0.0)
        for source in SOURCES.values()
        if not kinds or source.kind in kinds
        for row in source.plainly(viewer, words, per_page)
    ]
    found = [_found(shown, query) for shown in checked(viewer, hits[:per_page])]
    return Answer(query, found, len(found), number, has_more=False, plain=True)
