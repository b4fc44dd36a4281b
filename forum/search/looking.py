"""The questions that one search puts to the engine: as asked, in the other language, loosely, and for slips of typing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from flask import current_app

from forum.core.permissions import Actor
from forum.search.analysis import Vocabulary, is_function_word, query_terms
from forum.search.analysis.compounds import LEAST_LETTERS, LINKS
from forum.search.engines import MOST_HITS, Engine, Result
from forum.search.engines.near import asked, nearest
from forum.search.sources import Shown
from forum.search.syntax import Query, Term, TermKind
from forum.search.syntax.writing import written

# Up to so many hits a person may have mistyped, and so many words are looked at and offered.
NEAR_BELOW = 3
NEAR_WORDS = 3
MOST_NEAR = 3
# So many proposals are tried, and so many ways to cut long words.
_MOST_TRIES = 6
_MOST_CUTS = 24


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
        if halves == query.words:
            halves = self._halves_that_stand_together(query) or halves
        if halves != query.words:
            cut = replace(query, words=halves)
            found = self.page(cut)
            if found.approximate_total:
                return cut, found
        loose = some_words(replace(query, words=halves))
        return (loose, self.page(loose)) if loose.any_of != query.any_of else (query, result)

    def _halves_that_stand_together(self, query: Query) -> tuple[str, ...]:
        """Return the words of the question with a long one cut so that something has both halves; often nothing.

        What the index learnt as parts stands in several texts; here one text is enough, since it is looked for.
        """
        left = _MOST_CUTS
        for place, word in enumerate(query.words):
            for first, tail in islice(_cuts(word), left):
                words = (*query.words[:place], first, tail, *query.words[place + 1 :])
                if self._finds(replace(query, words=words)):
                    return words
                left -= 1
        return ()

    def not_found_yet(self, new: Sequence[Shown], query: Query, result: Result) -> Sequence[Shown]:
        """Return what the index does not find by itself on a later page, as it does what was found before it was edited."""
        if not new or len(result.hits) >= result.approximate_total:
            return new
        found = {hit.key for hit in engine().find(query, audiences=self.viewer.words, limit=MOST_HITS).hits}
        return [one for one in new if f"{one.kind}:{one.id}" not in found]

    def near(self, typed: Query, query: Query, vocabulary: Vocabulary) -> Sequence[str]:
        """Return the question with a word put in the place of one that is spelt nearly so, in texts one may see (Q-30).

        Of several words those that are found by themselves are no slips. What was typed beside the words stays.
        """
        found: list[str] = []
        tries = _MOST_TRIES
        for place in islice(self._slips(query), NEAR_WORDS):
            for other in self._alike(query.words[place], query.language, vocabulary):
                words = (*query.words[:place], other, *query.words[place + 1 :])
                tries -= 1
                # What is offered finds something, if only by this word; the page says so then.
                if self._finds(replace(query, words=(other,))):
                    found.append(written(replace(typed, words=words)))
                if len(found) == MOST_NEAR or not tries:
                    return found
        return found

    def _slips(self, query: Query) -> Iterator[int]:
        """Yield the places of words that may be slips of typing: the only one, or those that are found nowhere."""
        said = [place for place, word in enumerate(query.words) if not is_function_word(word)]
        for place in said:
            if len(said) == 1 or not self._finds(Query(words=(query.words[place],), language=query.language)):
                yield place

    def _alike(self, word: str, language: str, vocabulary: Vocabulary) -> Sequence[str]:
        """Return words that are spelt nearly so, the nearest first: of texts, and of what is known as part of long words."""
        near = engine().alike(word, audiences=self.viewer.words, limit=MOST_NEAR, without=self.gone)
        parts = nearest(asked(word), ((part, 0) for part in vocabulary.known)) if asked(word) else []
        stems = _stems(word, language)
        every = dict.fromkeys((*near, *parts[:MOST_NEAR]))
        # Another form of the word was looked for already.
        others = [(other, -place) for place, other in enumerate(every) if _stems(other, language) != stems]
        return nearest(asked(word), others)[:MOST_NEAR]

    def _finds(self, query: Query) -> bool:
        return bool(engine().find(query, audiences=self.viewer.words, limit=1, without=self.gone).hits)


def some_words(query: Query) -> Query:
    """Return the question that asks for one of the words instead of all; words like "der" find nothing worth reading."""
    words = tuple(Term(TermKind.WORD, word) for word in query.words if not is_function_word(word))
    return replace(query, words=(), any_of=(*query.any_of, words)) if words else query


def _cuts(word: str) -> Iterator[tuple[str, str]]:
    """Yield how a long word may be made of two, the most even first, without the letters that link them."""
    places = range(LEAST_LETTERS, len(word) - LEAST_LETTERS + 1)
    for place in sorted(places, key=lambda cut: abs(2 * cut - len(word))):
        for link in LINKS:
            first = word[: place - len(link)]
            if len(first) >= LEAST_LETTERS and word[:place].endswith(link):
                yield first, word[place:]


def _stems(word: str, language: str) -> list[object]:
    return [term.alternatives for term in query_terms(word, language=language)]
