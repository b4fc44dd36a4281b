"""What resembles a title that is in the writing: asked at each pause of typing, so a few cheap questions must do."""

from collections.abc import Iterable, Sequence
from itertools import islice
from math import log
from typing import Any

from sqlalchemy import Connection, Float, Text, case, cast, func, literal, or_, select
from sqlalchemy.dialects.postgresql import TSQUERY

from forum.search.analysis import Vocabulary, phrase_terms, tokens
from forum.search.engines import Hit
from forum.search.engines.contents import same_title
from forum.search.engines.postgres.asking import Asker, Condition, narrowing
from forum.search.engines.postgres.reading import MOST_COUNTED, MOST_RANKED
from forum.search.engines.postgres.tables import documents, everything, quoted
from forum.search.syntax import Query

_MOST_WEIGHED = 24  # terms whose rarity is asked for; a long text has hundreds, and each costs a look into the index
_MOST_TERMS = 12
_MOST_WORDS = 4  # of these, looked for in the texts too
_IN_TEXT = 0.3  # of what a word in the title is worth
_BEGUN = 0.3  # what a title is worth that has a word which only begins so
_LEAST_RARITY = 0.01
_SAME = 100.0  # the same title stands above all that only resemble it

Worth = tuple[Any, str, float]  # a vector, what is looked for in it, what that is worth


def similar(
    connection: Connection,
    title: str,
    text: str,
    *,
    audiences: frozenset[str],
    kind: str,
    limit: int,
    exclude: frozenset[str],
    language: str,
    vocabulary: Vocabulary,
) -> tuple[Hit, ...]:
    """Return the best hits of one kind that share rare words with a title, first those with the same title."""
    left = narrowing(Query(), audiences, frozenset())
    worth = _shared(connection, _weights(title, text, language, vocabulary), left)
    last = phrase_terms(title)[-1:]
    if last and len(last[0]) > 2 and title[-1].isalnum():
        begun = Asker(connection, audiences).begun(last[0], in_titles=True)[:_MOST_TERMS]
        worth += [(documents.c.exact, quoted(word) + ":A", _BEGUN) for word in begun]
    is_same = documents.c.same == same_title(title)
    score: Any = case((is_same, _SAME), else_=0.0)
    for vector, asked, value in worth:
        score = score + case((_has(vector, asked), value), else_=0.0)
    matching = (
        select(documents.c.key, documents.c.kind, cast(score, Float).label("score"))
        .where(*narrowing(Query(), audiences, frozenset({kind})), or_(is_same, *_any_of(worth)))
        .limit(MOST_RANKED)
        .subquery()
    )
    best = select(matching).order_by(matching.c.score.desc(), matching.c.key).limit(limit + len(exclude))
    found = (Hit(row.key, row.kind, row.score) for row in connection.execute(best) if row.key not in exclude)
    return tuple(islice(found, limit))


def _shared(connection: Connection, weights: dict[str, float], seen: Sequence[Condition]) -> list[Worth]:
    """Return what it is worth to have the rarest terms in the title, and the rarest of these anywhere."""
    rarity = _rarity(connection, weights, seen)
    rare = sorted(weights, key=lambda term: (-weights[term] * rarity[term], term))[:_MOST_TERMS]
    rarest = [term for term in sorted(rare, key=lambda term: -rarity[term])[:_MOST_WORDS] if rarity[term]]
    worth: list[Worth] = [(documents.c.title, quoted(term), weights[term] * rarity[term]) for term in rare]
    worth += [(everything, quoted(term), _IN_TEXT * weights[term] * rarity[term]) for term in rarest]
    return worth


def _weights(title: str, text: str, language: str, vocabulary: Vocabulary) -> dict[str, float]:
    """Return the weightiest terms of a title and the start of its text; of equal ones the long, which are seldom common."""
    weights: dict[str, float] = {}
    for part, value in ((title, 1.0), (text[:500], 0.3)):
        for token in tokens(part, vocabulary, language=language):
            weights[token.term] = max(weights.get(token.term, 0.0), token.weight * value)
    heaviest = sorted(weights, key=lambda term: (-weights[term], -len(term), term))[:_MOST_WEIGHED]
    return {term: weights[term] for term in heaviest}


def _rarity(connection: Connection, terms: Iterable[str], seen: Sequence[Condition]) -> dict[str, float]:
    """Return 1 for a unique word down to nearly 0 for a common one, 0 for an unknown one, in what may be seen (Q-16)."""
    names = list(terms)
    if not names:
        return {}
    counts = [
        select(func.count())
        .select_from(
            select(documents.c.key).where(*seen, _has(everything, quoted(term))).limit(MOST_COUNTED).subquery()
        )
        .scalar_subquery()
        for term in names
    ]
    found = connection.execute(select(*counts)).one()
    return {
        term: max(_LEAST_RARITY, 1.0 - log(count) / log(MOST_COUNTED)) if count else 0.0
        for term, count in zip(names, found, strict=True)
    }


def _any_of(worth: Sequence[Worth]) -> list[Condition]:
    """Return that something of it is there, as one question to each vector: three to plan and look up, not thirty."""
    asked: dict[Any, list[str]] = {}
    for vector, one, _value in worth:
        asked.setdefault(vector, []).append(one)
    return [_has(vector, " | ".join(dict.fromkeys(some))) for vector, some in asked.items()]


def _has(vector: Any, asked: str) -> Condition:
    condition: Condition = vector.bool_op("@@")(cast(literal(asked, Text), TSQUERY))
    return condition
