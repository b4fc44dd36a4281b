"""Turns an understood query into conditions and a rank of PostgreSQL, with the caps that keep it cheap (Q-25)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Connection, Float, Text, case, cast, false, func, literal, not_, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY

from forum.core.clock import CITY_ZONE
from forum.search.analysis import QueryTerm, phrase_terms, query_terms
from forum.search.engines.contents import CASE_COUNTS, MOST_EXPANSIONS, needed_terms, same_title, spellings
from forum.search.engines.postgres.tables import documents, everything, facet, quoted, words
from forum.search.syntax import FilterName, Query, Term, TermKind

_WEIGHTS = "{0.35,0.5,0.75,1.0}"  # of comments, bodies, official texts and titles
_FILES = 0.25  # below all of these
_EXACT = 1.25  # enough to put the exact spelling first where stems collide
_SAME_TITLE = 10.0  # the words of the query are a whole title
_BEGUN = 0.01  # a word that only begins so says little
_BY_LENGTH = 1  # the database divides by the logarithm of the length
_MOST_LOOKED_AT = 2_000  # words that begin alike

Condition = ColumnElement[bool]
Rank = ColumnElement[float]
_NOTHING = false()
_ZERO: Rank = literal(0.0, Float)


@dataclass(frozen=True)
class Part:
    """One thing a hit must have, and what it is worth."""

    condition: Condition
    rank: Rank = _ZERO


@dataclass(frozen=True)
class Wanted:
    """All that a query asks of the texts; without parts everything matches."""

    parts: Sequence[Part]
    bonus: Rank
    factor: Rank
    unwanted: Sequence[Condition]
    # That a document has all words of the phrases, wherever they stand: an index tells this, and no more of a phrase.
    begun: Sequence[Condition] = ()

    @property
    def conditions(self) -> list[Condition]:
        """Return what must hold."""
        return [*(part.condition for part in self.parts), *(not_(one) for one in self.unwanted)]

    @property
    def rank(self) -> Rank:
        """Return the score of a row that matches."""
        total: Rank = _ZERO
        for part in self.parts:
            total = total + part.rank
        return total * self.factor + self.bonus


class Asker:
    """Builds conditions; asks for the words that begin alike among those the viewer may see."""

    def __init__(self, connection: Connection, audiences: frozenset[str]) -> None:
        self._connection = connection
        self._audiences = sorted(audiences)
        # Whether a start of a word has more words than are looked for.
        self.is_cut = False

    def build(self, query: Query) -> Wanted:
        """Return what the documents must contain."""
        needed = needed_terms(query)
        parts = [_words(needed, query)] if needed else []
        parts += [_phrase(text, query) for text in query.phrases]
        parts += [self._prefix(text, query) for text in query.prefixes]
        parts += [_any(self._term(term, query) for term in group) for group in query.any_of]
        exact = [word for term in needed for word in term.exact]
        bonus: Rank = _ZERO
        factor: Rank = documents.c.prior
        if exact:
            spelled = documents.c.exact.bool_op("@@")(_tsquery(" | ".join(_exact(word, query) for word in exact)))
            factor = factor * case((spelled, _EXACT), else_=1.0)
        if query.words:
            bonus = case((documents.c.same == same_title(" ".join(query.words)), _SAME_TITLE), else_=0.0)
        unwanted = [self._term(term, query).condition for term in query.excluded]
        return Wanted(parts, bonus, factor, unwanted, [_words_of(text, query) for text in query.phrases])

    def in_titles(self, query: Query) -> list[Condition]:
        """Return what must hold of a document that has all the words of the query in its title."""
        needed = needed_terms(query)
        return [documents.c.title.bool_op("@@")(_tsquery(_all_of(needed)))] if needed else []

    def begun(self, start: str, *, in_titles: bool) -> list[str]:
        """Return the most frequent words that begin so, in any spelling of umlauts and sharp s."""
        counted = words.c.titles if in_titles else words.c.documents
        begins = or_(*(words.c.word.startswith(spelling, autoescape=True) for spelling in spellings(start)))
        looked_at = (
            select(words.c.word, counted.label("documents"))
            .where(begins, counted > 0, words.c.audience == func.any(cast(self._audiences, ARRAY(Text))))
            .limit(_MOST_LOOKED_AT)
            .subquery()
        )
        total = func.sum(looked_at.c.documents)
        chosen = select(looked_at.c.word).group_by(looked_at.c.word).order_by(total.desc(), looked_at.c.word.desc())
        found = list(self._connection.scalars(chosen.limit(MOST_EXPANSIONS + 1)))
        self.is_cut = self.is_cut or len(found) > MOST_EXPANSIONS
        return found[:MOST_EXPANSIONS]

    def _term(self, term: Term, query: Query) -> Part:
        if term.kind is TermKind.PHRASE:
            return _phrase(term.text, query)
        if term.kind is TermKind.PREFIX:
            return self._prefix(term.text, query)
        found = query_terms(term.text, language=query.language)
        return _words(found, query) if found else Part(_NOTHING)

    def _prefix(self, text: str, query: Query) -> Part:
        found = self.begun(text, in_titles=query.in_title)
        if not found:
            return Part(_NOTHING)
        asked = _tsquery(" | ".join(_exact(word, query) for word in found))
        return Part(documents.c.exact.bool_op("@@")(asked), literal(_BEGUN, Float))


def narrowing(
    query: Query, audiences: frozenset[str], kinds: frozenset[str], without: frozenset[str] = frozenset()
) -> list[Condition]:
    """Return what the viewer and the filters leave."""
    found: list[Condition] = [documents.c.audience == func.any(cast(sorted(audiences), ARRAY(Text)))]
    if without:
        found.append(documents.c.key != func.all(cast(sorted(without), ARRAY(Text))))
    if kinds:
        found.append(documents.c.kind == func.any(cast(sorted(kinds), ARRAY(Text))))
    for name in FilterName:
        if name is FilterName.MARK:
            continue
        if values := query.values(name):
            found.append(having(name, values, documents.c.facets))
        # All in one, since a mark may mean a thousand threads.
        if values := query.unwanted(name):
            found.append(not_(having(name, values, documents.c.facets)))
    if query.after:
        found.append(documents.c.created >= _midnight(query.after))
    if query.before:
        found.append(documents.c.created < _midnight(query.before))
    return found


def having(name: FilterName, values: Iterable[str], facets: ColumnElement[Any]) -> Condition:
    """Return that one of these values stands among the facets of a document."""
    terms = [facet(name.value, value if name.value in CASE_COUNTS else value.lower()) for value in values]
    condition: Condition = facets.op("&&", is_comparison=True)(cast(literal(terms, ARRAY(Text)), ARRAY(Text)))
    return condition


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CITY_ZONE)


def _words(terms: Iterable[QueryTerm], query: Query) -> Part:
    wanted = list(terms)
    asked = _tsquery(_all_of(wanted))
    # Asked for all of them, the database ranks by nearness alone: a word in the title and one in the text count nothing.
    each = _tsquery(" | ".join(_ways(term) for term in wanted))
    if query.in_title:
        return Part(documents.c.title.bool_op("@@")(asked), _rank(documents.c.title, each))
    rank = _rank(documents.c.words, each) + _FILES * _rank(documents.c.files, each)
    return Part(everything.bool_op("@@")(asked), rank)


def _all_of(terms: Iterable[QueryTerm]) -> str:
    return " & ".join(_ways(term) for term in terms)


def _ways(term: QueryTerm) -> str:
    ways = (" & ".join(quoted(one) for one in way) for way in term.alternatives)
    return "(" + " | ".join(f"({way})" for way in ways) + ")"


def _phrase(text: str, query: Query) -> Part:
    row = phrase_terms(text)
    if not row:
        return Part(_NOTHING)
    asked = _tsquery(" <-> ".join(_exact(word, query) for word in row))
    return Part(documents.c.exact.bool_op("@@")(asked), _rank(documents.c.exact, asked))


def _words_of(phrase: str, query: Query) -> Condition:
    row = phrase_terms(phrase)
    asked = _tsquery(" & ".join(_exact(word, query) for word in row))
    return documents.c.exact.bool_op("@@")(asked) if row else _NOTHING


def _any(parts: Iterable[Part]) -> Part:
    every = list(parts)
    rank: Rank = _ZERO
    for part in every:
        rank = rank + case((part.condition, part.rank), else_=0.0)
    return Part(or_(_NOTHING, *(part.condition for part in every)), rank)


def _exact(word: str, query: Query) -> str:
    return quoted(word) + (":A" if query.in_title else "")


def _tsquery(text: str) -> ColumnElement[str]:
    return cast(literal(text, Text), TSQUERY)


def _rank(vector: ColumnElement[str], asked: ColumnElement[str]) -> Rank:
    weights = cast(literal(_WEIGHTS, Text), ARRAY(Float(24)))
    return func.ts_rank(weights, vector, asked, _BY_LENGTH, type_=Float)
