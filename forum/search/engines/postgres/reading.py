"""Questions to the tables: hits, totals, words spelt alike. Each is one transaction that only reads and has a time limit.

Very common words match a good part of all documents, and to rank them all would take seconds. So the first few
thousand are ranked, with those that have the words in their title; a rebuild lays the newest first. Where so many match
that even their list in the index is long, the newest documents are read one after another until enough have been found.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Numeric,
    Select,
    Text,
    cast,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement, Executable

from forum.search.engines import FACETED, MOST_HITS, Facets, Hit, Result
from forum.search.engines.contents import LEAST_MORE
from forum.search.engines.near import nearest, slips
from forum.search.engines.postgres.asking import Asker, Condition, Wanted, having, narrowing
from forum.search.engines.postgres.tables import documents, facet, quoted, words
from forum.search.syntax import FilterName, Query, Sort

MOST_RANKED = 5_000
MOST_TITLED = 1_000
MOST_COUNTED = 5_000
MOST_READ = 8_000  # documents that have all words of a phrase
# How much longer it takes to read a document than to read its place in a list of the index (measured, docs/search.md).
_READING = 4
_MOST_TRIED = 20  # words that are asked for one by one while something was taken away
_MOST_NEAR = 5_000  # words of about the same length that begin alike
_ABOUT = text("SELECT reltuples FROM pg_class WHERE oid = to_regclass('document')")
_PLACE: ColumnElement[Any] = literal_column("document.ctid")  # of a row in its table
_COLUMNS = (documents.c.key, documents.c.kind)


def find(
    connection: Connection,
    query: Query,
    audiences: frozenset[str],
    kinds: frozenset[str],
    window: tuple[int, int],
    sort: Sort,
    without: frozenset[str],
) -> Result:
    """Return the hits from `window[0]` to `window[1]`."""
    asker = Asker(connection, audiences)
    wanted = asker.build(query)
    conditions, is_cut = _within_reach(connection, wanted, narrowing(query, audiences, kinds, without))
    if sort is Sort.RELEVANCE and wanted.parts:
        found = _ranked(connection, wanted, conditions, asker.in_titles(query), window)
    else:
        found = _sorted(connection, conditions, Sort.NEWEST if sort is Sort.RELEVANCE else sort, window)
    return replace(found, truncated=True) if is_cut or asker.is_cut else found


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
    # What has the words in its title has them; the planner would look for both and take the long list along.
    others = [one for one in conditions if one is not wanted.parts[0].condition]
    titled = _best(connection, wanted, [*others, *in_titles], window[1], MOST_TITLED) if in_titles else []
    scores |= {(row.key, row.kind): row.score for row in titled}
    best = sorted(scores.items(), key=lambda one: (-round(one[1], 6), one[0]))[window[0] : window[1]]
    hits = tuple(Hit(key, kind, score) for (key, kind), score in best)
    return Result(hits, total, truncated=True)


def facets(
    connection: Connection, query: Query, audiences: frozenset[str], kinds: frozenset[str], without: frozenset[str]
) -> Facets:
    """Return how many of the hits have each value of each facet, counted as far as it is worth the time."""
    narrowed = query.narrowed(FilterName.KIND, *query.values(FilterName.KIND), *kinds)
    open_query = narrowed
    for name in FACETED:
        open_query = open_query.narrowed(name)
    wanted = Asker(connection, audiences).build(query)
    conditions, _is_cut = _within_reach(connection, wanted, narrowing(open_query, audiences, frozenset(), without))
    matching = _first(connection, select(documents.c.facets), conditions, MOST_COUNTED).cte("matching")
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
    for counted, count in connection.execute(union_all(*asked)):
        prefix, _colon, value = counted.partition(":")
        found[FilterName(prefix)][value] = count
    return found


def _counted_together(chosen: Collection[FilterName]) -> list[list[FilterName]]:
    """Return the facets in groups: a chosen one is counted without itself, all others with everything chosen."""
    free = [name for name in FACETED if name not in chosen]
    return [*([free] if free else []), *([name] for name in chosen)]


def alike(
    connection: Connection, word: str, audiences: frozenset[str], limit: int, without: frozenset[str]
) -> tuple[str, ...]:
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
    near = nearest(word, ((row[0], row[1]) for row in connection.execute(asked)))
    return _that_stand(connection, near, audiences, limit, without)


def longer(
    connection: Connection, word: str, audiences: frozenset[str], limit: int, without: frozenset[str]
) -> tuple[str, ...]:
    """Return words of which this one is the start or the end, in texts that these audiences may see."""
    if not word:
        return ()
    total = func.sum(words.c.documents)
    holds = words.c.word.startswith(word, autoescape=True) | words.c.word.endswith(word, autoescape=True)
    asked = (
        select(words.c.word, total)
        .where(
            holds,
            func.length(words.c.word) >= len(word) + LEAST_MORE,
            words.c.audience == func.any(cast(sorted(audiences), ARRAY(Text))),
        )
        .group_by(words.c.word)
        .order_by(total.desc(), words.c.word.desc())
        .limit(_MOST_NEAR)
    )
    found = (row[0] for row in connection.execute(asked) if row[1] and row[0].isalpha())
    return _that_stand(connection, found, audiences, limit, without)


def _that_stand(
    connection: Connection, found: Iterable[str], audiences: frozenset[str], limit: int, without: frozenset[str]
) -> tuple[str, ...]:
    """Return the first of these words that still stand somewhere where nothing was taken away."""
    if not without:
        return tuple(islice(found, limit))
    left = narrowing(Query(), audiences, frozenset(), without)
    stands = (
        one for one in islice(found, _MOST_TRIED) if connection.scalar(select(exists().where(*left, _has_word(one))))
    )
    return tuple(islice(stands, limit))


def _has_word(word: str) -> Condition:
    return documents.c.exact.bool_op("@@")(cast(literal(quoted(word), Text), TSQUERY))


def _best(
    connection: Connection, wanted: Wanted, conditions: Sequence[Condition], limit: int, most: int
) -> Sequence[Any]:
    """Return the first rows by score, ties by key, with the number of all that were looked at."""
    ranked = select(*_COLUMNS, wanted.rank.label("score"))
    matching = _first(connection, ranked, conditions, most).subquery()
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
    matching = _first(connection, select(documents.c.key), conditions, MOST_COUNTED).subquery()
    return connection.scalar(select(func.count()).select_from(matching)) or 0


def _within_reach(
    connection: Connection, wanted: Wanted, narrowed: Sequence[Condition]
) -> tuple[list[Condition], bool]:
    """Return all conditions, and whether they leave something out that a phrase would have to be read for.

    Whether words stand side by side is seen in each document alone, so of many that have all of them the first are read.
    """
    conditions = [*narrowed, *wanted.conditions]
    begun = [*narrowed, *wanted.begun]
    if not wanted.begun or _expected(connection, begun, MOST_READ)[0] <= MOST_READ:
        return conditions, False
    some = _first(connection, select(_PLACE), begun, MOST_READ).scalar_subquery()
    return [_PLACE.op("=", is_comparison=True)(func.any(func.array(some))), *conditions], True


def _expected(connection: Connection, conditions: Sequence[Condition], most: int) -> tuple[int, int]:
    """Return how many documents the planner expects to match, and of how many; 0 where all are too few to ask."""
    # Of a table that nobody has counted yet the database says -1.
    total = max(int(connection.scalar(_ABOUT) or 0), 0)
    if total <= _READING * most:
        return 0, total
    plan = connection.execute(_Explained(select(documents.c.key).where(*conditions))).scalar_one()[0]["Plan"]
    return int(plan["Plan Rows"]), total


def _first(connection: Connection, statement: Select[Any], conditions: Sequence[Condition], most: int) -> Select[Any]:
    """Return a statement for the first rows that match, found the shorter way.

    To collect all places takes as long as there are matches; to read the newest documents until ``most`` match, as long as
    there are documents between them.
    """
    found = statement.where(*conditions).limit(most)
    # No share of few documents makes the second way the shorter one.
    matches, total = _expected(connection, conditions, most)
    is_common = matches * matches > _READING * most * total
    return found.order_by(documents.c.created.desc(), documents.c.key) if is_common else found


class _Explained(Executable, ClauseElement):
    """A statement that is not carried out: the planner says how many rows it expects."""

    inherit_cache = False

    def __init__(self, statement: Select[Any]) -> None:
        self.statement = statement


@compiles(_Explained)
def _explain(element: _Explained, compiler: SQLCompiler, **options: Any) -> str:
    return "EXPLAIN (FORMAT JSON) " + compiler.process(element.statement, **options)


def _hits(found: Sequence[Any]) -> tuple[Hit, ...]:
    return tuple(Hit(row.key, row.kind, row.score) for row in found)
