"""How a document lies in PostgreSQL: a schema of its own with two tables, which can be thrown away at any time.

It is no part of the migrations: the index is not data, and a rebuild makes it anew beside the old one. `words` and
`files` hold stems with weights, `exact` the words as written with their places. The texts are analysed before they
come here (requirement Q-23), so the text search configuration of the database is never asked.
"""

from collections import defaultdict
from typing import Any

from sqlalchemy import REAL, Column, DateTime, Index, Integer, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR

from forum.search.analysis import Vocabulary, exact_tokens, tokens
from forum.search.engines import Document
from forum.search.engines.contents import GAP, WEIGHTS, facets, prior, same_title

# Which schema the tables lie in says the search path of the connection: the one in use, or the one being built.
metadata = MetaData()

_PLAIN = Text(collation="C")  # compared sign by sign, as the other engine does

documents = Table(
    "document",
    metadata,
    Column("key", _PLAIN, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("created", DateTime(timezone=True), nullable=False),
    Column("votes", Integer, nullable=False),
    Column("prior", REAL, nullable=False),
    Column("same", Text, nullable=False),
    Column("facets", ARRAY(Text), nullable=False),
    Column("title", TSVECTOR, nullable=False),
    Column("words", TSVECTOR, nullable=False),
    Column("files", TSVECTOR, nullable=False),
    Column("exact", TSVECTOR, nullable=False),
    # A vector that lies apart costs three more looks each time it is ranked; so it lies in the row as long as the row fits
    # in a page of the database.
    postgresql_with={"toast_tuple_target": 8160},
)
# The database knows four weights and five are needed, so the text of files stands apart and is found together.
everything = documents.c.words.op("||", return_type=TSVECTOR())(documents.c.files)

words = Table(
    "word",
    metadata,
    Column("word", _PLAIN, primary_key=True),
    Column("audience", Text, primary_key=True),
    Column("documents", Integer, nullable=False),  # that have this word, of those with this audience
    Column("titles", Integer, nullable=False),  # of these, the ones with the word in the title
)

vocabulary = Table("vocabulary", metadata, Column("word", Text, primary_key=True))
# The one row names the build, so that who remembers the vocabulary of an older one notices.
build = Table("build", metadata, Column("number", Text, primary_key=True))

INDEXES = (
    Index("document_everything", everything, postgresql_using="gin"),
    Index("document_title", documents.c.title, postgresql_using="gin"),
    Index("document_exact", documents.c.exact, postgresql_using="gin"),
    Index("document_facets", documents.c.facets, postgresql_using="gin"),
    Index("document_same", documents.c.same),
    Index("document_created", documents.c.created.desc(), documents.c.key),
    Index("document_votes", documents.c.votes.desc(), documents.c.key),
    Index("document_audience", documents.c.audience),
)

_LONGEST_TERM = 200  # signs; longer strings are no words, and the database takes none of over 2,046 bytes
_MOST_TERMS = 20_000  # of one document; a vector holds a megabyte
_MOST_PLACES = 255  # of one term; the database keeps no more
_PLACE_OF = {"title": "A", "official": "B", "body": "C", "comments": "D", "files": "D"}

Places = dict[str, list[str]]


def row(document: Document, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the row of a document."""
    found: dict[str, Places] = {name: defaultdict(list) for name in ("title", "words", "files", "exact")}
    start = 1
    for name, weight in WEIGHTS.items():
        text = getattr(document, name)
        into = found["files" if name == "files" else "words"]
        end = start
        for token in tokens(text, vocabulary, language=document.language):
            place = f"{start + token.position}{_letter(token.weight * weight)}"
            into[token.term].append(place)
            if name == "title":
                found["title"][token.term].append(place)
        for token in exact_tokens(text):
            end = start + token.position
            found["exact"][token.term].append(f"{end}{_PLACE_OF[name]}")
        start = end + GAP
    terms = facets(document)
    return {
        "key": document.key,
        "kind": document.kind,
        "audience": document.audience,
        "created": document.created.replace(microsecond=0),
        "votes": max(-(2**31), min(document.votes, 2**31 - 1)),
        "prior": prior(document),
        "same": same_title(document.title) if document.title else "",
        "facets": [facet(name, term) for name, values in terms.items() for term in dict.fromkeys(values)],
        **{name: _vector(places) for name, places in found.items()},
    }


def facet(name: str, value: str) -> str:
    """Return how the value of a facet stands among all of a document."""
    return f"{name}:{value}"


def quoted(term: str) -> str:
    """Return a term as vectors and queries of the database take it, whatever signs it has."""
    escaped = term.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _letter(weight: float) -> str:
    """Return the weight of a term in the letters of the database; parts of words fall below whole ones."""
    return "A" if weight >= 3.5 else "B" if weight >= 2.5 else "C" if weight >= 1.7 else "D"


def _vector(found: Places) -> str:
    kept = [(term, places) for term, places in found.items() if len(term) <= _LONGEST_TERM][:_MOST_TERMS]
    return " ".join(f"{quoted(term)}:{','.join(places[:_MOST_PLACES])}" for term, places in kept)
