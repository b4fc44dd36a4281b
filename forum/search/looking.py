"""The questions that one search puts to the engine: as asked, in the other language, loosely, and for slips of typing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import islice

from flask import current_app

from forum.core.permissions import Actor
from forum.search.analysis import Vocabulary, is_function_word, query_terms
from forum.search.analysis.compounds import LEAST_LETTERS, LINKS
from forum.search.engines import MOST_HITS, Engine, Result
from forum.search.engines.near import asked, is_one_slip, nearest
from forum.search.sources import Shown
from forum.search.syntax import FilterName, Query, Term, TermKind
from forum.search.syntax.writing import written

# Up to so many hits a person may have mistyped, and so many words are looked at and offered.
NEAR_BELOW = 3
NEAR_WORDS = 3
MOST_NEAR = 3
# So many proposals are tried, and so many ways to cut long words.
_MOST_TRIES = 6
_MOST_CUTS = 24
# So many longer words are looked for beside one.
MOST_LONGER = 5


class Loosened(Enum):
    """How a question was asked that found nothing as it stands."""

    PARTS = "parts"
    LONGER = "longer"
    SOME = "some"


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
        other = "en" if query.language == "de" else "de"
        # Its stems are none of this one's, though they may look the same: English "burg" is the German stem of Bürger.
        elsewhere = replace(query, language=other).narrowed(FilterName.LANGUAGE, other)
        for one in (query, elsewhere):
            result = self.page(one)
            # What was not looked at in time may be there, so nothing else is asked instead.
            if result.approximate_total or result.is_late or not query.asks_for_text:
                return one, result, one is not query
        return query, result, False

    def loosely(self, query: Query, vocabulary: Vocabulary) -> tuple[Loosened, Query, Result] | None:
        """Ask in other ways where nothing was found; return the first that finds anything, with its question and page."""
        for how, looser in self._looser(query, vocabulary):
            found = self.page(looser)
            if found.approximate_total:
                return how, looser, found
        return None

    def _looser(self, query: Query, vocabulary: Vocabulary) -> Iterator[tuple[Loosened, Query]]:
        """Yield what to ask where nothing was found: parts of long words, longer words, and some of the words."""
        halves = tuple(part for word in query.words for part in _parts(word, vocabulary))
        if halves == query.words:
            halves = self._halves_that_stand_together(query) or halves
        if halves != query.words:
            yield Loosened.PARTS, replace(query, words=halves)
        # Words like "der" are asked for by themselves alone, and would be needed in a group.
        said = [word for word in query.words if not is_function_word(word)]
        longer = tuple(self._or_longer(word, query.language, place) for place, word in enumerate(said))
        if any(len(group) > 1 for group in longer):
            yield Loosened.LONGER, replace(query, words=(), any_of=(*query.any_of, *longer))
        loose = some_words(replace(query, words=halves))
        if loose.any_of != query.any_of:
            yield Loosened.SOME, loose

    def _or_longer(self, word: str, language: str, place: int) -> tuple[Term, ...]:
        """Return a word with those of which it is the start or the end; a small site has learnt few parts of words."""
        longer = self._longer(word, language, MOST_LONGER) if place < NEAR_WORDS else ()
        return tuple(Term(TermKind.WORD, one) for one in (word, *longer))

    def _longer(self, word: str, language: str, most: int) -> Sequence[str]:
        if is_function_word(word):
            return ()
        found = engine().longer(word, audiences=self.viewer.words, limit=most, without=self.gone)
        stems = _stems(word, language)
        return [one for one in found if _stems(one, language) != stems]

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
            for near in self._proposed(query.words[place], query.language, vocabulary):
                # The index knows no capitals; whoever typed one reads one.
                other = near.capitalize() if query.words[place][0].isupper() else near
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

    def _proposed(self, word: str, language: str, vocabulary: Vocabulary) -> Sequence[str]:
        """Return words to ask for instead: longer ones, and those that are spelt nearly so.

        What is found as it stands was hardly mistyped, so only one slip is thought of, and never a word that says little.
        """
        alike = [one for one in self._alike(word, language, vocabulary) if not is_function_word(one)]
        if not self._finds(Query(words=(word,), language=language)):
            return alike
        return [*self._longer(word, language, MOST_NEAR), *(one for one in alike if is_one_slip(asked(word), one))]

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


def _parts(word: str, vocabulary: Vocabulary) -> Sequence[str]:
    """Return the halves of a compound, the longer parts of one with hyphens, or the word itself."""
    if "-" in word:
        return [part for part in word.split("-") if len(part) >= LEAST_LETTERS] or (word,)
    return vocabulary.halves(word) or (word,)


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
