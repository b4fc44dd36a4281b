"""Questions to the tables: hits, totals, words spelt alike. Each is one transaction that only reads and has a time limit.

Very common words match a good part of all documents, and to rank them all would take seconds. So the first few
thousand are ranked, with those that have the words in their title; a rebuild lays the newest first.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Numeric, Select, Text, cast, func, literal, or_, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY

from forum.search.engines import FACETED, MOST_HITS, Facets, Hit, Result
from forum.search.engines.near import nearest, slips
from forum.search.engines.postgres.asking import Asker, Condition, Wanted, having, narrowing
from forum.search.engines.postgres.tables import documents, facet, words
from forum.search.syntax import FilterName, Query, Sort

MOST_RANKED = 5_000
MOST_COUNTED = 10_000
_MOST_NEAR = 5_000  # words of about the same length that begin alike
_COLUMNS = (documents.c.key, documents.c.kind)


def find(
    connection: Connection,
    query: Query,
    audiences: frozenset[str],
    kinds: frozenset[str],
    window: tuple[int, int],
    sort: Sort,
) -> Result:
    """Return the hits from `window[0]` to `window[1]`."""
    asker = Asker(connection, audiences)
    wanted = asker.build(query)
    conditions = [*narrowing(query, audiences, kinds), *wanted.conditions]
    if sort is Sort.RELEVANCE and wanted.parts:
        return _ranked(connection, wanted, conditions, asker.in_titles(query), window)
    return _sorted(connection, conditions, Sort.NEWEST if sort is Sort.RELEVANCE else sort, window)


def _ranked(
    connection: Connection,
    wanted: Wanted,
    conditions: Sequence[Condition],
    in_titles: Sequence[Condition],
    window: tuple[int, int],
) -> Result:
    # The total stands beside each row, so one is asked for even where none is wanted.
    found = _best(connection, wanted, conditions, max(window[1], 1), MOST_RANKED)
    total = found[0].total if found else 0
    if total < MOST_RANKED:
        return Result(_hits(found[window[0] : window[1]]), total, total > MOST_HITS)
    scores = {(row.key, row.kind): row.score for row in found}
    titled = _best(connection, wanted, [*conditions, *in_titles], window[1], MOST_RANKED) if in_titles else []
    scores |= {(row.key, row.kind): row.score for row in titled}
    best = sorted(scores.items(), key=lambda one: (-round(one[1], 6), one[0]))[window[0] : window[1]]
    hits = tuple(Hit(key, kind, score) for (key, kind), score in best)
    return Result(hits, _count(connection, conditions), truncated=True)


def facets(connection: Connection, query: Query, audiences: frozenset[str], kinds: frozenset[str]) -> Facets:
    """Return how many of the hits have each value of each facet, counted as far as it is worth the time."""
    narrowed = query.narrowed(FilterName.KIND, *query.values(FilterName.KIND), *kinds)
    open_query = narrowed
    for name in FACETED:
        open_query = open_query.narrowed(name)
    wanted = Asker(connection, audiences).build(query)
    conditions = [*narrowing(open_query, audiences, frozenset()), *wanted.conditions]
    matching = select(documents.c.facets).where(*conditions).limit(MOST_COUNTED).cte("matching")
    terms = func.unnest(matching.c.facets).table_valued("term").render_derived().lateral()
    term = cast(terms.c.term, Text)
    chosen = {name: having(name, values, matching.c.facets) for name in FACETED if (values := narrowed.values(name))}
    asked = [
        select(term, func.count())
        .select_from(matching)
        .join(terms, literal(value=True))
        .where(
            or_(*(term.startswith(facet(name.value, "")) for name in names)),
            *(condition for other, condition in chosen.items() if other not in names),
        )
        .group_by(term)
        for names in _counted_together(chosen)
    ]
    found: dict[FilterName, dict[str, int]] = {name: {} for name in FACETED}
    for text, count in connection.execute(union_all(*asked)):
        prefix, _colon, value = text.partition(":")
        found[FilterName(prefix)][value] = count
    return found


def _counted_together(chosen: Collection[FilterName]) -> list[list[FilterName]]:
    """Return the facets in groups: a chosen one is counted without itself, all others with everything chosen."""
    free = [name for name in FACETED if name not in chosen]
    return [*([free] if free else []), *([name] for name in chosen)]


def alike(connection: Connection, word: str, audiences: frozenset[str], limit: int) -> tuple[str, ...]:
    """Return words that are spelt nearly so in texts that these audiences may see."""
    if not word:
        return ()
    total = func.sum(words.c.documents)
    most = slips(word)
    asked = (
        select(words.c.word, total)
        .where(
            words.c.word.startswith(word[0], autoescape=True),
            func.length(words.c.word).between(len(word) - most, len(word) + most),
            words.c.audience == func.any(cast(sorted(audiences), ARRAY(Text))),
        )
        .group_by(words.c.word)
        .order_by(total.desc())
        .limit(_MOST_NEAR)
    )
    return tuple(nearest(word, ((row[0], row[1]) for row in connection.execute(asked)))[:limit])


def _best(
    connection: Connection, wanted: Wanted, conditions: Sequence[Condition], limit: int, ranked: int
) -> Sequence[Any]:
    """Return the first rows by score, ties by key, with the number of all that were looked at."""
    matching = select(*_COLUMNS, wanted.rank.label("score")).where(*conditions).limit(ranked).subquery()
    score = func.round(cast(matching.c.score, Numeric), 6)
    asked = select(matching, func.count().over().label("total")).order_by(score.desc(), matching.c.key).limit(limit)
    return connection.execute(asked).all()


def _sorted(connection: Connection, conditions: Sequence[Condition], sort: Sort, window: tuple[int, int]) -> Result:
    column = documents.c.votes if sort is Sort.VOTES else documents.c.created
    order = column.asc() if sort is Sort.OLDEST else column.desc()
    asked: Select[Any] = select(*_COLUMNS, literal(0.0).label("score")).where(*conditions)
    found = connection.execute(asked.order_by(order, documents.c.key).offset(window[0]).limit(window[1] - window[0]))
    total = _count(connection, conditions)
    return Result(_hits(found.all()), total, total > MOST_HITS)


def _count(connection: Connection, conditions: Sequence[Condition]) -> int:
    """Return how many match, counted as far as it is worth the time."""
    matching = select(documents.c.key).where(*conditions).limit(MOST_COUNTED).subquery()
    return connection.scalar(select(func.count()).select_from(matching)) or 0


def _hits(found: Sequence[Any]) -> tuple[Hit, ...]:
    return tuple(Hit(row.key, row.kind, row.score) for row in found)
