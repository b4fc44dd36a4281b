"""Turns an understood query into a Whoosh query, with the caps that keep every question cheap (Q-25)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush, nlargest

from whoosh import query as ask
from whoosh.reading import IndexReader

from forum.search.analysis import QueryTerm, Vocabulary, phrase_terms, query_terms, tokens
from forum.search.engines.contents import MOST_EXPANSIONS, needed_terms, same_title, spellings
from forum.search.engines.whoosh.postings import Segment, TooLate
from forum.search.engines.whoosh.seen import Seen
from forum.search.syntax import Query, Term, TermKind

_MOST_LOOKED_AT = 2_000  # terms that begin alike; of these the most frequent are taken
_EXACT_BONUS = 0.2  # enough to put the exact spelling first where stems collide
_MOST_SIMILAR_TERMS = 12
_MOST_SIMILAR_WORDS = 4  # of these, looked for in the texts too
MOST_SPELLED = 20_000  # of a word in more documents nobody looks at how it is spelt, which would take as long again
_ASKED_TITLE = 1_000.0  # the words of the query are a whole title: more than all else together


class Asker:
    """Builds Whoosh queries for one reader; terms that the index does not have are left out at once.

    At the `end`, by the monotonic clock, it leaves out what only raises hits.
    """

    def __init__(self, reader: IndexReader, segments: Sequence[Segment], seen: Seen, end: float) -> None:
        self.reader = reader
        self._seen = seen
        self._end = end
        self._segments = segments
        # Whether a start of a word has more words than are looked for, in what the one who asks may see.
        self.is_cut = False

    def build(self, query: Query) -> ask.Query:
        """Return what the documents must contain; a query of filters only matches everything."""
        stems, exact = ("title", "exact_title") if query.in_title else ("words", "exact")
        needed = needed_terms(query)
        others = [
            *(self._phrase(text, exact) for text in query.phrases),
            *(self._prefix(text, exact) for text in query.prefixes),
            *(_any(self._term(term, query) for term in group) for group in query.any_of),
        ]
        required = [*(self._word(term, stems) for term in needed), *others]
        wanted = _all(required) if required else ask.Every()
        bonus = [self._spelt(term, word, stems, exact) for term in needed for word in term.exact]
        if query.words:
            same = same_title(" ".join(query.words))
            bonus += [ask.Term("same", same, _ASKED_TITLE)] if ("same", same) in self.reader else []
        raised = _any(bonus)
        if ask.NullQuery not in (raised, wanted):
            wanted = ask.AndMaybe(wanted, raised)
        unwanted = _any(self._term(term, query) for term in query.excluded)
        return wanted if unwanted == ask.NullQuery else ask.AndNot(wanted, unwanted)

    def _term(self, term: Term, query: Query) -> ask.Query:
        stems, exact = ("title", "exact_title") if query.in_title else ("words", "exact")
        if term.kind is TermKind.PHRASE:
            return self._phrase(term.text, exact)
        if term.kind is TermKind.PREFIX:
            return self._prefix(term.text, exact)
        return _all(self._word(one, stems) for one in query_terms(term.text, language=query.language))

    def _word(self, term: QueryTerm, field: str) -> ask.Query:
        ways = [way for way in term.alternatives if all((field, one) in self.reader for one in way)]
        return _any(_all(ask.Term(field, one) for one in way) for way in ways)

    def _spelt(self, term: QueryTerm, word: str, stems: str, exact: str) -> ask.Query:
        """Return the bonus for a word as it is written. However rare that form is, it says no more than the word itself."""
        if (exact, word) not in self.reader or self.reader.doc_frequency(exact, word) > MOST_SPELLED:
            return ask.NullQuery
        ways = [one for way in term.alternatives for one in way if (stems, one) in self.reader]
        try:
            said = min((self._seen.rarity(stems, one, self._end) for one in ways), default=0.0)
            share = min(1.0, said / self._seen.rarity(exact, word, self._end))
        except TooLate:
            return ask.NullQuery  # Whoever answers is too late as well, and says so.
        return ask.Term(exact, word, _EXACT_BONUS * share)

    def _phrase(self, text: str, field: str) -> ask.Query:
        words = phrase_terms(text)
        if not all((field, word) in self.reader for word in words):
            return ask.NullQuery
        return ask.Term(field, words[0]) if len(words) == 1 else ask.Phrase(field, list(words))

    def _prefix(self, text: str, field: str) -> ask.Query:
        words = self.begun(text, field)
        return ask.ConstantScoreQuery(_any(ask.Term(field, word) for word in words)) if words else ask.NullQuery

    def begun(self, start: str, field: str) -> list[str]:
        """Return the most frequent words that begin so, in any spelling, in texts that the one who asks may see."""
        every: Counter[str] = Counter()
        for spelling in spellings(start):
            for segment in self._segments:
                for word, count in segment.begun(field, spelling, _MOST_LOOKED_AT):
                    every[word] += count
        if self._seen.is_all:
            self.is_cut = self.is_cut or len(every) > MOST_EXPANSIONS
            return nlargest(MOST_EXPANSIONS, every, key=lambda word: (every[word], word))
        best: list[tuple[int, str]] = []
        is_full = False
        for word, most in every.most_common():
            # Whatever follows stands in fewer texts, seen or not; only whether there is one more is still to be told.
            if is_full and most < best[0][0]:
                break
            if count := self._seen.frequency(field, word):
                heappush(best, (count, word))
            if len(best) > MOST_EXPANSIONS:
                heappop(best)
                is_full = True
        self.is_cut = self.is_cut or is_full
        return [word for _number, word in sorted(best, reverse=True)]

    def resemble(self, title: str, text: str, language: str, vocabulary: Vocabulary) -> ask.Query:
        """Return a query for what shares rare words with a title; its last word may be unfinished."""
        weights: dict[str, float] = {}
        for part, value in ((title, 1.0), (text[:500], 0.3)):
            for token in tokens(part, vocabulary, language=language):
                weights[token.term] = max(weights.get(token.term, 0.0), token.weight * value)
        rarity = {term: self._rarity(term) for term in weights}
        rare = nlargest(_MOST_SIMILAR_TERMS, weights, key=lambda term: (weights[term] * rarity[term], term))
        clauses = [ask.Term("title", term, boost=weights[term]) for term in rare if ("title", term) in self.reader]
        clauses += [
            ask.Term("words", term, boost=0.3 * weights[term])
            for term in sorted(rare, key=rarity.__getitem__, reverse=True)[:_MOST_SIMILAR_WORDS]
            if rarity[term]
        ]
        last = phrase_terms(title)[-1:]
        if last and len(last[0]) > 2 and title[-1].isalnum():
            begun = self.begun(last[0], "exact_title")[:_MOST_SIMILAR_TERMS]
            clauses += [ask.Term("exact_title", word, boost=0.3) for word in begun]
        return _any(clauses)

    def _rarity(self, term: str) -> float:
        """Return 1 for a unique word down to nearly 0 for one in every document, 0 for an unknown one."""
        frequency = self._seen.frequency("words", term)
        return 1.0 - frequency / (len(self._seen.places) + 1) if frequency else 0.0


def _any(queries: Iterable[ask.Query]) -> ask.Query:
    real = [query for query in queries if query != ask.NullQuery]
    if not real:
        return ask.NullQuery
    return real[0] if len(real) == 1 else ask.Or(real)


def _all(queries: Iterable[ask.Query]) -> ask.Query:
    every = list(queries)
    if not every or any(query == ask.NullQuery for query in every):
        return ask.NullQuery
    return every[0] if len(every) == 1 else ask.And(every)
