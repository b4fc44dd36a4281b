"""The questions that one search puts to the engine: as asked, in the other language, loosely, and for slips of typing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import current_app

from forum.core.permissions import Actor
from forum.search.analysis import Vocabulary, query_terms
from forum.search.engines import MOST_HITS, Engine, Result
from forum.search.sources import Shown
from forum.search.syntax import Query, Term, TermKind
from forum.search.syntax.writing import written

# Up to so many hits a person may have mistyped, and so many words are looked at and offered.
NEAR_BELOW = 3
NEAR_WORDS = 3
MOST_NEAR = 3


def engine() -> Engine:
    """Return the engine of the running application."""
    found: Engine = current_app.extensions["search"]
    return found


@dataclass(frozen=True)
class Look:
    """The questions that one search puts to the engine: for whom, without what is gone, and which page."""

    viewer: Actor
    gone: frozenset[str]
    per_page: int
    number: int

    def page(self, query: Query) -> Result:
        """Ask for the page, and one hit more to know whether there is another."""
        offset = (self.number - 1) * self.per_page
        words = self.viewer.words
        return engine().find(query, audiences=words, limit=self.per_page + 1, offset=offset, without=self.gone)

    def in_languages(self, query: Query) -> tuple[Query, Result, bool]:
        """Ask in the language of the page and, without hits, in the other one (Q-11)."""
        for one in (query, replace(query, language="en" if query.language == "de" else "de")):
            result = self.page(one)
            if result.approximate_total or not query.asks_for_text:
                return one, result, one is not query
        return query, result, False

    def loosely(self, query: Query, result: Result, vocabulary: Vocabulary) -> tuple[Query, Result]:
        """Ask for the parts of long words, and where nothing has these, for some of the words."""
        halves = tuple(part for word in query.words for part in vocabulary.halves(word) or (word,))
        if halves != query.words:
            cut = replace(query, words=halves)
            found = self.page(cut)
            if found.approximate_total:
                return cut, found
        if len(halves) < 2:
            return query, result
        loose = some_words(replace(query, words=halves))
        return loose, self.page(loose)

    def not_found_yet(self, new: Sequence[Shown], query: Query, result: Result) -> Sequence[Shown]:
        """Return what the index does not find by itself on a later page, as it does what was found before it was edited."""
        if not new or len(result.hits) >= result.approximate_total:
            return new
        found = {hit.key for hit in engine().find(query, audiences=self.viewer.words, limit=MOST_HITS).hits}
        return [one for one in new if f"{one.kind}:{one.id}" not in found]

    def near(self, typed: Query, query: Query) -> Sequence[str]:
        """Return the question with a word put in the place of one that is spelt nearly so, in texts one may see (Q-30).

        Of several words those that are found by themselves are no slips. What was typed beside the words stays.
        """
        found: list[str] = []
        for place, word in enumerate(query.words[:NEAR_WORDS]):
            stems = _stems(word, query.language)
            if len(query.words) > 1 and self._is_known(word, query.language):
                continue
            for other in engine().alike(word, audiences=self.viewer.words, limit=MOST_NEAR, without=self.gone):
                if _stems(other, query.language) == stems:
                    continue  # Another form of the word was looked for already.
                words = (*query.words[:place], other, *query.words[place + 1 :])
                found.append(written(replace(typed, words=words)))
        return found[:MOST_NEAR]

    def _is_known(self, word: str, language: str) -> bool:
        alone = Query(text=word, words=(word,), language=language)
        return bool(engine().find(alone, audiences=self.viewer.words, limit=1, without=self.gone).hits)


def some_words(query: Query) -> Query:
    """Return the question that asks for one of the words instead of all."""
    words = tuple(Term(TermKind.WORD, word) for word in query.words)
    return replace(query, words=(), any_of=(*query.any_of, words))


def _stems(word: str, language: str) -> list[object]:
    return [term.alternatives for term in query_terms(word, language=language)]
