"""What every engine keeps of a document and looks for in it, before each writes it in its own way."""

from hashlib import blake2s
from math import log1p

from forum.core.clock import local, today
from forum.search.analysis import QueryTerm, phrase_terms, plain, query_terms
from forum.search.analysis.lists import read_list
from forum.search.engines import Document
from forum.search.syntax import Query

# title above official text above body above comments above the text of files.
WEIGHTS = {"title": 4.0, "official": 3.0, "body": 2.0, "comments": 1.4, "files": 1.0}
# What a document is worth before anybody asks, by which the score of its words is multiplied. Together they make a
# tenth at most, less than what divides a title from a text, so that words decide first.
OPEN_BONUS = 0.04  # still under way
SUPPORT_BONUS = 0.03  # with as many supporters as count; by the logarithm, so that the first ones count most
RECENT_BONUS = 0.03  # of today; after a year half of it is left
MOST_SUPPORT = 1_000
RECENT_DAYS = 365
GAP = 100  # positions between two texts, so that no phrase reaches over the border
LEAST_MORE = 3  # letters that a longer word has beside one that is its start or its end
MOST_EXPANSIONS = 20  # of the words that begin alike the most frequent are looked for

FACETS = (
    "kind", "audience", "author", "space", "thread", "state", "goal", "district", "committee", "year",
    "has", "day", "language",
)  # fmt: skip
# Audience and kind are words of the code; the others are compared as people type them.
CASE_COUNTS = frozenset({"kind", "audience"})


def facets(document: Document) -> dict[str, list[str]]:
    """Return the facets as lists of terms; an empty one has no term."""
    single = ("kind", "audience", "author", "space", "thread", "state", "committee", "language")
    found: dict[str, list[str]] = {name: [getattr(document, name)] for name in single}
    found["author"].extend(document.co_authors)
    found["goal"], found["district"] = list(document.goals), list(document.districts)
    found["has"] = list(document.has)
    day = local(document.created)
    found["day"], found["year"] = [day.strftime("%Y%m%d")], [day.strftime("%Y")]
    return {
        name: [term if name in CASE_COUNTS else term.lower() for term in terms if term] for name, terms in found.items()
    }


def form() -> str:
    """Return a short name of how texts are put into the index; one of another form is to be built anew (Q-19)."""
    lists = [list(read_list(name)) for name in ("exceptions.txt", "allow.txt", "deny.txt")]
    return blake2s(repr((FACETS, WEIGHTS, lists)).encode(), digest_size=6).hexdigest()


def prior(document: Document) -> float:
    """Return what a document is worth before anybody asks: more while it is open, is supported, is new.

    It is counted when the document is put into the index, so it costs a question nothing; the nightly rebuild lets it age.
    """
    support = min(1.0, log1p(max(document.votes, 0)) / log1p(MOST_SUPPORT))
    age = max(0, (today() - document.created.date()).days)
    return round(
        (1 + OPEN_BONUS * document.is_open)
        * (1 + SUPPORT_BONUS * support)
        * (1 + RECENT_BONUS * 0.5 ** (age / RECENT_DAYS)),
        4,
    )


def same_title(title: str) -> str:
    """Return a short name of a title that equal titles share, however they are spaced and punctuated."""
    return blake2s(" ".join(phrase_terms(title)).encode(), digest_size=12).hexdigest()


def needed_terms(query: Query) -> list[QueryTerm]:
    """Return the words that a hit must have; function words only if nothing else was asked."""
    terms = query_terms(" ".join(query.words), language=query.language)
    asks_more = bool(query.phrases or query.prefixes or query.any_of)
    needed = [term for term in terms if not (term.optional and asks_more)]
    if any(not term.optional for term in needed):
        needed = [term for term in needed if not term.optional]
    return needed


def spellings(start: str) -> list[str]:
    """Return a start of a word as it was typed and with ü for ue, ß for ss and the other way round."""
    pairs = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"))
    found = {plain(start)}
    for one, two in pairs:
        found |= {word.replace(one, two) for word in found} | {word.replace(two, one) for word in found}
    return sorted(found)
