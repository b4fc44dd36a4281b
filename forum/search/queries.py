"""Searching for a viewer: the engine finds, the database has the last word (Q-16)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask

from forum.core.i18n import language
from forum.core.permissions import Actor
from forum.search.analysis import Vocabulary
from forum.search.asking import Asked, Choices, asked
from forum.search.engines import MOST_HITS, Facets, Hit, IndexUnavailable
from forum.search.engines.postgres import PostgresEngine
from forum.search.engines.whoosh import WhooshEngine
from forum.search.fresh import gone_meanwhile, is_in_time, lag, matches, own_newest
from forum.search.highlight import Passage, highlight
from forum.search.looking import NEAR_BELOW, Look, Loosened, engine
from forum.search.meaning import for_person
from forum.search.sources import SOURCES, Shown
from forum.search.syntax import HERE, Filter, FilterName, Query, Sort, TermKind

PER_PAGE = 20
# Of each kind, while there is no index; more than ten pages nobody turns.
MOST_PLAIN = 200


@dataclass(frozen=True)
class Found:
    """A hit with the passages that show why it was found."""

    shown: Shown
    title: Passage
    passages: Sequence[Passage]


@dataclass(frozen=True)
class Answer:
    """A page of hits. ``plain`` tells that the index was away, ``left_out`` that SQL alone could not ask everything.

    ``query`` is what was looked for, ``asked`` what the person asked; ``refused`` is what visitors cannot ask for.
    """

    asked: Asked
    query: Query
    found: Sequence[Found]
    total: int
    number: int
    has_more: bool
    truncated: bool = False
    # It was the time that ran out, not the words that begin alike.
    is_late: bool = False
    plain: bool = False
    left_out: bool = False
    refused: Sequence[Filter] = ()
    facets: Facets = field(default_factory=dict)
    near: Sequence[str] = ()
    in_other_language: bool = False
    # Nothing has the words as they stand, so hits have parts of them, longer ones, or some of them.
    loosened: Loosened | None = None
    lag: timedelta | None = None

    @property
    def is_unsure(self) -> bool:
        """Tell whether nothing was found, though not everything was looked at; more words that begin so are no such case."""
        return not self.found and (self.is_late or (self.truncated and not self.asks_for_starts))

    @property
    def asks_for_starts(self) -> bool:
        """Tell whether words are asked for by how they begin."""
        return bool(self.query.prefixes) or any(
            term.kind is TermKind.PREFIX for group in self.query.any_of for term in group
        )

    @property
    def is_last_page(self) -> bool:
        """Tell whether nobody is led further, though there are more hits (Q-33)."""
        return self.has_more and self.number * PER_PAGE >= MOST_HITS

    @property
    def is_beyond(self) -> bool:
        """Tell whether there are hits, only none on this page any more."""
        return not self.found and self.number > 1 and self.total > 0


def init_app(app: Flask) -> None:
    """Give the application its engine; the index lies in the instance folder, or in the database. Raises ValueError."""
    name, url = app.config["SEARCH_ENGINE"], app.config["SQLALCHEMY_DATABASE_URI"]
    if name not in {"whoosh", "postgresql"}:
        raise ValueError(f"FORUM_SEARCH_ENGINE must be whoosh or postgresql, not {name}")
    if name == "postgresql" and not url.startswith("postgresql"):
        raise ValueError("FORUM_SEARCH_ENGINE=postgresql needs FORUM_DATABASE_URL of a PostgreSQL database")
    in_database = name == "postgresql"
    app.extensions["search"] = (
        PostgresEngine(url) if in_database else WhooshEngine(Path(app.config["INSTANCE"]) / "index")
    )
    app.extensions["similar"] = similar_ideas
    app.extensions["similar_threads"] = similar_threads


def find(
    viewer: Actor,
    text: str,
    *,
    kind: str = "",
    choices: Choices | None = None,
    number: int = 1,
    per_page: int = PER_PAGE,
    everything: bool = False,
    loosely: bool = False,
) -> Answer:
    """Return a page of what matches and what the viewer may see; never fails on what a person typed (Q-28).

    With ``everything`` also counts by facet, words that are spelt nearly so, and what the index does not have yet;
    ``loosely`` also what has only some of the words, where nothing has all of them.
    """
    said = asked(text, {**(choices or {}), **({"art": [kind]} if kind in SOURCES else {})}, language())
    query, refused = for_person(said.query, viewer)
    number = max(1, min(number, MOST_HITS // per_page))
    if query.is_empty:
        return Answer(said, query, [], 0, number, has_more=False, refused=refused)
    behind = lag()
    gone = gone_meanwhile(viewer) if behind is not None else frozenset()
    if gone is None:
        # Too much was taken away to say of what the index must not speak; the database knows.
        return _plainly(viewer, said, query, refused, number, per_page)
    look = Look(viewer, gone, per_page, number)
    try:
        query, result, is_other = look.in_languages(query)
        strict, asked_for = result.approximate_total, query
        vocabulary = engine().vocabulary()
        how = None
        if loosely and not strict and not result.is_late and (found := look.loosely(query, vocabulary)):
            how, query, result = found
        facets = engine().facets(query, audiences=viewer.words, without=gone) if everything else {}
        near = look.near(said.typed, asked_for, vocabulary) if everything and strict <= NEAR_BELOW else ()
    except IndexUnavailable:
        return _plainly(viewer, said, query, refused, number, per_page)
    hits = result.hits[:per_page]
    shown = checked(viewer, hits)
    total = max(result.approximate_total - (len(hits) - len(shown)), len(shown))
    if everything and behind is not None and number == 1:
        new = look.not_found_yet(own_newest(viewer, query, {(one.kind, one.id) for one in shown}), query, result)
        shown, total = [*new, *shown], total + len(new)
    return Answer(
        said,
        query,
        [_found(one, query, vocabulary) for one in shown],
        total,
        number,
        has_more=len(result.hits) > per_page,
        truncated=result.truncated,
        is_late=result.is_late,
        refused=refused,
        facets=facets,
        near=() if refused else near,
        in_other_language=is_other,
        loosened=how,
        lag=behind if everything else None,
    )


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
    gone = gone_meanwhile(viewer)
    if gone is None:
        return None
    try:
        hits = engine().similar(title, text, audiences=viewer.words, kind=kind, limit=10, exclude=exclude | gone)
    except IndexUnavailable:
        return None
    return [_id(hit.key) for hit in hits]


def _id(key: str) -> int:
    return int(key.rpartition(":")[2])


def _found(shown: Shown, query: Query, vocabulary: Vocabulary | None = None) -> Found:
    title = highlight(shown.title, query, limit=1, vocabulary=vocabulary, language=shown.language)
    passages = highlight(shown.text, query, vocabulary=vocabulary, language=shown.language) if shown.text else []
    return Found(shown, title[0] if title and _whole(title[0], shown.title) else ((shown.title, False),), passages)


def _whole(passage: Passage, text: str) -> bool:
    return "".join(part for part, _hit in passage) == text


def findable_since(shown: Sequence[Shown]) -> list[datetime]:
    """Return since when each of these can be found; of most things that is the moment that is shown (Q-37)."""
    asked_of = {kind: [one.id for one in shown if one.kind == kind] for kind in {one.kind for one in shown}}
    known = {
        (kind, number): moment
        for kind, ids in asked_of.items()
        if (since := SOURCES[kind].since) is not None
        for number, moment in since(ids).items()
    }
    return [known.get((one.kind, one.id), one.at) for one in shown]


def _plainly(viewer: Actor, said: Asked, query: Query, refused: Sequence[Filter], number: int, per_page: int) -> Answer:
    """Ask SQL alone for what stands there literally; what that cannot tell is left out, and the answer says so (Q-20)."""
    words = [*query.words, *query.phrases, *query.prefixes]
    # One term of a group is enough, so each of the first group is a question of its own.
    questions = [[*words, term.text] for term in query.any_of[0]] if query.any_of else [words]
    kinds = query.values(FilterName.KIND)
    unwanted = {one.value for one in query.filters if one.excluded and one.name is FilterName.KIND}
    # What is about a person finds nothing for whoever is none, with an index and without.
    is_asked = query.asks_for_text and all(one.value == HERE for one in refused)
    hits = dict.fromkeys(
        Hit(f"{source.kind}:{row}", source.kind, 0.0)
        for source in SOURCES.values()
        if is_asked and (not kinds or source.kind in kinds) and source.kind not in unwanted
        for question in questions
        for row in source.plainly(viewer, question, MOST_PLAIN)
    )
    matching = [one for one in checked(viewer, list(hits)) if matches(one, query) and is_in_time(one, query)]
    left_out = (
        query.in_title
        or query.sort is not Sort.RELEVANCE
        or any(one.name is not FilterName.KIND for one in query.filters)
        or (bool(query.filters) and not query.asks_for_text)
    )
    first = (number - 1) * per_page
    found = [_found(shown, query) for shown in matching[first : first + per_page]]
    has_more = len(matching) > first + per_page
    return Answer(
        said, query, found, len(matching), number, has_more=has_more, plain=True, left_out=left_out, refused=refused
    )
