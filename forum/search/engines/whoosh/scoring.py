"""Which documents match a question, and how well: BM25F (Robertson et al. 2004) over whole lists of postings.

Whoosh can do this itself, a document at a time. Here a term is a list of documents with their scores at once, and what a
question asks of them is an intersection or a sum of such lists, which Python does ten times faster. All that matches is
known then, so hits, their number and their facets come from one pass.
"""

from collections.abc import Collection, Sequence
from heapq import nlargest

from whoosh import query as ask
from whoosh.reading import IndexReader

from forum.search.engines.whoosh.postings import Segment, TooLate
from forum.search.engines.whoosh.seen import Seen

Scores = dict[int, float]
Within = Collection[int] | None  # only these documents; None says all

_B = 0.6  # how much the length of a text counts
MOST_READ = 8_000  # documents that have all words of a phrase and are read for where; those that have them best
_K1 = 1.6  # how slowly a word that is said again stops counting


class Scorer:
    """Answers one question; `end` is the time of the monotonic clock at which it stops and gives what it has."""

    def __init__(self, reader: IndexReader, segments: Sequence[Segment], seen: Seen, end: float) -> None:
        self._reader = reader
        self._segments = segments
        self._seen = seen
        self._end = end
        self.is_late = False  # or not everything was looked at

    def scores(self, asked: ask.Query, within: Within = None) -> Scores:
        """Return every document that matches, with its score."""
        match asked:
            case ask.Term():
                return self._term(asked, within)
            case ask.And():
                return self._all(asked.subqueries, within)
            case ask.Or():
                return self._any(asked.subqueries, within)
            case ask.AndMaybe():
                return self._raised(self.scores(asked.a, within), asked.b)
            case ask.AndNot():
                return self._without(self.scores(asked.a, within), asked.b)
            case ask.Phrase():
                words = [ask.Term(asked.fieldname, word) for word in dict.fromkeys(asked.words)]
                return self._all(words, self._rows(asked, within))
            case ask.ConstantScoreQuery():
                return dict.fromkeys(self.places(asked.child, within), asked.score)
            case ask.Every():
                return dict.fromkeys(self._reader.all_doc_ids() if within is None else within, 1.0)
        return {}

    def places(self, asked: ask.Query, within: Within = None) -> set[int]:
        """Return every document that matches; cheaper where nobody asks how well."""
        match asked:
            case ask.Term():
                return self._places_of(asked, within)
            case ask.And():
                return self._in_all(asked.subqueries, within)
            case ask.Or():
                return set().union(*(self.places(one, within) for one in asked.subqueries))
            case ask.AndMaybe():
                return self.places(asked.a, within)
            case ask.AndNot():
                found = self.places(asked.a, within)
                return found - self.places(asked.b, found)
            case ask.Phrase():
                return self._rows(asked, within)
            case ask.ConstantScoreQuery():
                return self.places(asked.child, within)
            case ask.Every():
                return set(self._reader.all_doc_ids() if within is None else within)
        return set()

    def _raised(self, found: Scores, by: ask.Query) -> Scores:
        for place, score in self.scores(by, found.keys()).items():
            found[place] += score
        return found

    def _without(self, found: Scores, unwanted: ask.Query) -> Scores:
        for place in self.places(unwanted, found.keys()):
            del found[place]
        return found

    def _term(self, asked: ask.Term, within: Within) -> Scores:
        field, word = asked.fieldname, asked.text
        found: Scores = {}
        is_scored = self._reader.schema[field].scorable
        try:
            worth, base, slope = self._formula(field, word, asked.boost) if is_scored else (asked.boost, 0.0, 0.0)
        except TooLate:
            self.is_late = True
            return found
        for segment in self._segments:
            try:
                places, weights = segment.postings(field, word, self._end)
            except TooLate:
                self.is_late = True
                break
            if not places:
                continue
            offset = segment.offset
            if not is_scored:
                here: Scores = {place + offset: worth for place in places}
            else:
                lengths = segment.lengths(field)
                if offset == 0 and within is None:
                    here = {
                        place: worth * weight / (weight + base + slope * lengths[place])
                        for place, weight in zip(places, weights, strict=True)
                    }
                else:
                    here = {
                        place + offset: worth * weight / (weight + base + slope * lengths[place])
                        for place, weight in zip(places, weights, strict=True)
                        if within is None or place + offset in within
                    }
            found = {**found, **here} if found else here
        if within is None or is_scored:
            return found
        return {place: score for place, score in found.items() if place in within}

    def _formula(self, field: str, word: str, boost: float) -> tuple[float, float, float]:
        """Return the parts of the formula that are the same for all documents."""
        rarity = self._seen.rarity(field, word, self._end)
        return boost * rarity * (_K1 + 1), _K1 * (1 - _B), _K1 * _B / self._seen.average(field)

    def _places_of(self, asked: ask.Term, within: Within) -> set[int]:
        found: set[int] = set()
        for segment in self._segments:
            try:
                places = segment.postings(asked.fieldname, asked.text, self._end).places
            except TooLate:
                self.is_late = True
                break
            found.update(map(segment.offset.__add__, places) if segment.offset else places)
        return found if within is None else found.intersection(within)

    def _all(self, queries: Sequence[ask.Query], within: Within) -> Scores:
        """Return what all of them have; the rarest is asked first, so that the others look at little."""
        found: Scores | None = None
        for one in sorted(queries, key=self._size):
            scores = self.scores(one, within if found is None else found.keys())
            found = scores if found is None else {place: found[place] + score for place, score in scores.items()}
        return found or {}

    def _in_all(self, queries: Sequence[ask.Query], within: Within) -> set[int]:
        found: set[int] | None = None
        for one in sorted(queries, key=self._size):
            found = self.places(one, within if found is None else found)
        return found or set()

    def _any(self, queries: Sequence[ask.Query], within: Within) -> Scores:
        found: Scores = {}
        for one in queries:
            scores = self.scores(one, within)
            if not found:
                found = scores
                continue
            for place, score in scores.items():
                found[place] = found.get(place, 0.0) + score
        return found

    def _size(self, asked: ask.Query) -> int:
        """Return about how many documents match, without looking."""
        match asked:
            case ask.Term():
                return int(self._reader.doc_frequency(asked.fieldname, asked.text))
            case ask.And() | ask.Or():
                sizes = [self._size(one) for one in asked.subqueries]
                return min(sizes) if isinstance(asked, ask.And) else sum(sizes)
            case ask.ConstantScoreQuery():
                return self._size(asked.child)
            case ask.Phrase():
                return min(int(self._reader.doc_frequency(asked.fieldname, word)) for word in asked.words)
        return int(self._reader.doc_count_all())

    def _rows(self, asked: ask.Phrase, within: Within) -> set[int]:
        """Return the documents in which the words stand in a row."""
        words = list(asked.words)
        having = self._in_all([ask.Term(asked.fieldname, word) for word in dict.fromkeys(words)], within)
        if len(having) > MOST_READ:
            scores = self._all([ask.Term(asked.fieldname, word) for word in dict.fromkeys(words)], having)
            having, self.is_late = set(nlargest(MOST_READ, scores, key=scores.__getitem__)), True
        found: set[int] = set()
        for segment in self._segments:
            count = segment.reader.doc_count_all()
            wanted = {place - segment.offset for place in having if 0 <= place - segment.offset < count}
            try:
                found.update(place + segment.offset for place in self._rows_in(segment, asked.fieldname, words, wanted))
            except TooLate:
                self.is_late = True
                break
        return found

    def _rows_in(self, segment: Segment, field: str, words: Sequence[str], wanted: set[int]) -> set[int]:
        """Narrow the places where the phrase may begin word by word."""
        starts: dict[int, set[int]] = {}
        known: dict[str, dict[int, list[int]]] = {}
        for step, word in enumerate(words):
            if not wanted:
                return set()
            if word not in known:
                known[word] = segment.positions(field, word, wanted, self._end)
            here = known[word]
            if step == 0:
                starts = {place: set(places) for place, places in here.items()}
            else:
                starts = {
                    place: left
                    for place, begun in starts.items()
                    if (left := begun.intersection([one - step for one in here.get(place, ())]))
                }
            wanted = set(starts)
        return wanted
