"""How a document lies in a Whoosh index: few fields, fed with terms that are analysed already.

`words` holds the stems of all texts with their weights, so that a word is looked up once and not once per
field. `exact` holds the words as written with their positions. Facets are plain terms. The analyser of
Whoosh is never asked, and the schema, which Whoosh pickles, holds nothing but these few names.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from whoosh import columns, fields, formats

from forum.search.analysis import Vocabulary, exact_tokens, tokens
from forum.search.engines import Document
from forum.search.engines.contents import FACETS, GAP, WEIGHTS, facets, prior, same_title

Posting = tuple[str, int, float]  # term, position, weight


class WeightedTerms(formats.Frequency):  # type: ignore[misc]
    """Stores terms with the sum of their weights."""

    def word_values(self, value: Iterable[Posting], analyzer: None, **_: Any) -> Iterator[Any]:
        """Yield what Whoosh writes for each term."""
        counts: defaultdict[str, int] = defaultdict(int)
        weights: defaultdict[str, float] = defaultdict(float)
        for term, _position, weight in value:
            counts[term] += 1
            weights[term] += weight
        return ((term, count, weights[term], formats.pack_uint(count)) for term, count in counts.items())


class PlacedTerms(formats.Positions):  # type: ignore[misc]
    """Stores terms with their positions, for phrases."""

    def word_values(self, value: Iterable[Posting], analyzer: None, **_: Any) -> Iterator[Any]:
        """Yield what Whoosh writes for each term."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        weights: defaultdict[str, float] = defaultdict(float)
        for term, position, weight in value:
            places[term].append(position)
            weights[term] += weight
        for term, positions in places.items():
            yield term, len(positions), weights[term], self.encode(positions)


def schema() -> fields.Schema:
    """Return the fields of the index."""
    weighted = fields.FieldType(WeightedTerms(), None, scorable=True)
    placed = fields.FieldType(PlacedTerms(), None, scorable=True)
    facet = fields.FieldType(formats.Existence(), None)
    return fields.Schema(
        key=fields.ID(unique=True, sortable=True),
        words=weighted,
        title=weighted,
        exact=placed,
        exact_title=placed,
        same=facet,
        created=fields.COLUMN(columns.NumericColumn("q")),
        votes=fields.COLUMN(columns.NumericColumn("i")),
        prior=fields.COLUMN(columns.NumericColumn("f", default=1.0)),
        **dict.fromkeys(FACETS, facet),
    )


def values(document: Document, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return what Whoosh is to write for a document."""
    stems: list[Posting] = []
    placed: list[Posting] = []
    in_title = (0, 0)
    for name, weight in WEIGHTS.items():
        text = getattr(document, name)
        start = placed[-1][1] + GAP if placed else 0
        found = tokens(text, vocabulary, language=document.language)
        stems.extend((token.term, token.position, token.weight * weight) for token in found)
        placed.extend((token.term, start + token.position, weight) for token in exact_tokens(text))
        if name == "title":
            in_title = len(stems), len(placed)
    return {
        "key": document.key,
        "words": stems,
        "title": stems[: in_title[0]],
        "exact": placed,
        "exact_title": placed[: in_title[1]],
        "same": [same_title(document.title)] if document.title else [],
        "created": int(document.created.timestamp()),
        "votes": max(-(2**31), min(document.votes, 2**31 - 1)),
        "prior": prior(document),
        **facets(document),
    }
