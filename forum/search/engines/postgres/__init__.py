"""The search engine of larger sites: full text of PostgreSQL, fed by the same analyser as the embedded one.

Any number of processes read; one writes at a time, held to it by a lock of the database. The index lies in a schema of
its own, and a rebuild makes another one beside it and takes its place in one transaction (requirements Q-12, Q-19, Q-23).
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from threading import Lock
from typing import Any, TypeVar
from uuid import uuid4

import psycopg.errors
from sqlalchemy import Connection, create_engine, func, insert, literal, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateIndex, CreateSchema, CreateTable, DropSchema

from forum.search.analysis import Vocabulary
from forum.search.engines import (
    FACETED,
    MOST_HITS,
    Document,
    Facets,
    Hit,
    IndexBusy,
    IndexUnavailable,
    Result,
    contents,
)
from forum.search.engines.near import asked
from forum.search.engines.postgres import reading, tables
from forum.search.engines.postgres.resembling import similar
from forum.search.engines.spool import put_down, take_up
from forum.search.syntax import Query, Sort

SCHEMA = "search"
_NEXT = "search_next"  # where a rebuild works
_LOCK = 0x5EA2C4  # the number of the lock of the one who writes
TIME_LIMIT = 300  # ms for each question
# The planner takes vectors for short columns: it reads whole tables where it would have to unpack each of their texts, and
# compiles statements that run for a few ms. Both cost more than they save here.
_PLANNING = "-c enable_seqscan=off -c jit=off -c random_page_cost=1.1 -c work_mem=32MB"
_CONNECTIONS = 5  # of its own, so that nobody who holds one of the site waits for another of these

# The words of all documents at once, counted by the database for each audience.
_COUNT_ALL_WORDS = text("""
    INSERT INTO word (word, audience, documents, titles)
    SELECT every.word, seen.audience, every.ndoc, coalesce(titled.ndoc, 0)
    FROM (SELECT DISTINCT audience FROM document) AS seen
    CROSS JOIN LATERAL ts_stat(format(:of, seen.audience)) AS every
    LEFT JOIN LATERAL ts_stat(format(:of, seen.audience), 'a') AS titled ON titled.word = every.word
""")

_Answer = TypeVar("_Answer")


class PostgresEngine:
    """Keeps documents in the schema `search` of the forum's own database; safe to share between threads."""

    def __init__(self, url: str) -> None:
        options = {"options": f"-c search_path={SCHEMA} -c statement_timeout={TIME_LIMIT} {_PLANNING}"}
        self._engine = create_engine(
            url, pool_size=_CONNECTIONS, max_overflow=0, pool_pre_ping=True, connect_args=options
        )
        self._remembering = Lock()
        self._vocabulary: tuple[str, Vocabulary] = ("", Vocabulary())

    def apply(self, puts: Iterable[Document], deletes: Iterable[str] = ()) -> None:
        """Put and remove documents in one batch with one commit; of two with one key the last counts."""
        newest = {document.key: document for document in puts}
        with self._writing() as connection:
            if not connection.scalar(select(func.to_regnamespace(SCHEMA))):
                _create(connection, SCHEMA)
                _finish(connection)
            known = self._known(connection)
            _remove(connection, [*newest, *deletes])
            found = [tables.row(document, known) for document in newest.values()]
            if found:
                connection.execute(insert(tables.documents), found)
                _count_words(connection, list(newest))

    def find(
        self,
        query: Query,
        *,
        audiences: frozenset[str],
        kinds: frozenset[str] = frozenset(),
        limit: int = 20,
        offset: int = 0,
        sort: Sort | None = None,
        without: frozenset[str] = frozenset(),
    ) -> Result:
        """Return a page of the documents that match and that `audiences` may see."""
        if query.is_empty:
            return Result()
        window = (max(offset, 0), min(max(offset, 0) + max(limit, 0), MOST_HITS))
        if window[0] >= window[1] and limit > 0:
            return Result()
        return self._read(
            lambda connection: reading.find(connection, query, audiences, kinds, window, sort or query.sort, without),
            late=Result(truncated=True, is_late=True),
        )

    def similar(
        self,
        title: str,
        text: str = "",
        *,
        audiences: frozenset[str],
        kind: str = "idea",
        limit: int = 5,
        exclude: frozenset[str] = frozenset(),
        language: str = "de",
    ) -> tuple[Hit, ...]:
        """Return what resembles a title that may still be in the writing; the same title comes first."""

        def ask(connection: Connection) -> tuple[Hit, ...]:
            return similar(
                connection,
                title,
                text,
                audiences=audiences,
                kind=kind,
                limit=limit,
                exclude=exclude,
                language=language,
                vocabulary=self._known(connection),
            )

        return self._read(ask, late=())

    def facets(
        self,
        query: Query,
        *,
        audiences: frozenset[str],
        kinds: frozenset[str] = frozenset(),
        without: frozenset[str] = frozenset(),
    ) -> Facets:
        """Return how many of the hits that `audiences` may see have each value of each facet."""
        nothing: Facets = {name: {} for name in FACETED}
        if query.is_empty:
            return nothing
        return self._read(lambda connection: reading.facets(connection, query, audiences, kinds, without), late=nothing)

    def alike(
        self, word: str, *, audiences: frozenset[str], limit: int = 3, without: frozenset[str] = frozenset()
    ) -> tuple[str, ...]:
        """Return words that are spelt nearly so in texts that `audiences` may see, the nearest first."""
        return self._read(lambda connection: reading.alike(connection, asked(word), audiences, limit, without), late=())

    def longer(
        self, word: str, *, audiences: frozenset[str], limit: int = 3, without: frozenset[str] = frozenset()
    ) -> tuple[str, ...]:
        """Return words of which this one is the start or the end, in texts that `audiences` may see."""
        return self._read(
            lambda connection: reading.longer(connection, asked(word), audiences, limit, without), late=()
        )

    def vocabulary(self) -> Vocabulary:
        """Return the words that the last rebuild learnt as parts of others."""
        return self._read(self._known, late=Vocabulary())

    def count(self) -> int:
        """Return the number of documents in the index."""
        asked = select(func.count()).select_from(tables.documents)
        return self._read(lambda connection: connection.scalar(asked) or 0, late=0, limited=False)

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build a new index beside the old one, check it, switch to it; return its number of documents.

        The documents are put down in a file until the words they have in common are known. Nothing is locked that
        a search needs until the switch, which waits for the searches under way.
        """
        with TemporaryFile("w+", encoding="utf-8") as file, self._writing(_NEXT) as connection:
            vocabulary = put_down(documents, file)
            connection.execute(DropSchema(_NEXT, cascade=True, if_exists=True))
            _create(connection, _NEXT)
            if vocabulary.words:
                connection.execute(insert(tables.vocabulary), [{"word": word} for word in sorted(vocabulary.words)])
            count = _fill(connection, take_up(file), vocabulary)
            _finish(connection)
            found = connection.scalar(select(func.count()).select_from(tables.documents))
            if found != count:
                raise IndexUnavailable(f"{_NEXT}: {found} of {count} documents")
            connection.execute(DropSchema(SCHEMA, cascade=True, if_exists=True))
            connection.execute(text(f"ALTER SCHEMA {_NEXT} RENAME TO {SCHEMA}"))
        return count

    def healthy(self) -> bool:
        """Tell whether the index can be read, and is of the present form."""
        try:
            self._read(lambda connection: connection.execute(select(tables.documents).limit(1)).first(), late=None)
            number = self._read(lambda connection: connection.scalar(select(tables.build.c.number)), late=None)
        except IndexUnavailable:
            return False
        return number is None or number.startswith(contents.form())

    def close(self) -> None:
        """Give back the connections."""
        self._engine.dispose()

    def _read(self, ask: Callable[[Connection], _Answer], *, late: _Answer, limited: bool = True) -> _Answer:
        """Ask within the time limit; `late` is the answer when it ran out."""
        try:
            with self._engine.connect() as connection:
                if not limited:
                    _set(connection, "statement_timeout", "0")
                return ask(connection)
        except DBAPIError as error:
            if isinstance(error.orig, psycopg.errors.QueryCanceled):
                return late
            raise IndexUnavailable(SCHEMA) from error

    @contextmanager
    def _writing(self, schema: str = SCHEMA) -> Iterator[Connection]:
        """Become the one who writes until the transaction ends. Raises IndexBusy, IndexUnavailable."""
        try:
            with self._engine.begin() as connection:
                _set(connection, "search_path", schema)
                _set(connection, "statement_timeout", "0")
                if not connection.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))):
                    raise IndexBusy(SCHEMA)
                yield connection
        except DBAPIError as error:
            raise IndexUnavailable(SCHEMA) from error

    def _known(self, connection: Connection) -> Vocabulary:
        """Return the words learnt when the index was built, read once for each build."""
        number = connection.scalar(select(tables.build.c.number)) or ""
        with self._remembering:
            if self._vocabulary[0] != number:
                found = frozenset(connection.scalars(select(tables.vocabulary.c.word)))
                self._vocabulary = (number, Vocabulary(found))
            return self._vocabulary[1]


def _create(connection: Connection, schema: str) -> None:
    connection.execute(CreateSchema(schema))
    for table in tables.metadata.sorted_tables:
        connection.execute(CreateTable(table))
    connection.execute(insert(tables.build), {"number": f"{contents.form()}-{uuid4().hex}"})


def _fill(connection: Connection, documents: Iterable[Document], vocabulary: Vocabulary) -> int:
    """Copy the documents in, the newest first, since of very common words only the first ones are ranked."""
    names = [column.name for column in tables.documents.columns]
    connection.execute(text("CREATE TEMPORARY TABLE loading (LIKE document) ON COMMIT DROP"))
    count = 0
    cursor: Any = connection.connection.cursor()
    with cursor.copy(f"COPY loading ({', '.join(names)}) FROM STDIN") as copy:
        for document in documents:
            row = tables.row(document, vocabulary)
            copy.write_row([row[name] for name in names])
            count += 1
    connection.execute(text("INSERT INTO document SELECT * FROM loading ORDER BY created DESC, key"))
    connection.execute(_COUNT_ALL_WORDS, {"of": "SELECT exact FROM document WHERE audience = %L"})
    return count


def _finish(connection: Connection) -> None:
    for index in tables.INDEXES:
        connection.execute(CreateIndex(index))
    connection.execute(text("ANALYZE document, word"))


def _set(connection: Connection, name: str, value: str) -> None:
    """Set a parameter of the database until the end of the transaction."""
    connection.execute(select(func.set_config(name, value, literal(value=True))))


def _remove(connection: Connection, keys: list[str]) -> None:
    """Remove documents, and their words from the counts, so that nobody is led to what is gone."""
    _count_words(connection, keys, sign=-1)
    connection.execute(tables.documents.delete().where(tables.documents.c.key.in_(keys)))
    connection.execute(tables.words.delete().where(tables.words.c.documents <= 0))


def _count_words(connection: Connection, keys: list[str], *, sign: int = 1) -> None:
    """Add the words of documents to the counts, or take them away."""
    if not keys:
        return
    document = tables.documents.alias()
    lexeme = func.unnest(document.c.exact).table_valued("lexeme", "positions", "weights").lateral()
    titled = func.count().filter(text("'A' = ANY(weights)"))
    counted = (
        select(lexeme.c.lexeme, document.c.audience, sign * func.count(), sign * titled)
        .select_from(document)
        .join(lexeme, text("true"))
        .where(document.c.key.in_(keys))
        .group_by(lexeme.c.lexeme, document.c.audience)
    )
    added = upsert(tables.words).from_select(["word", "audience", "documents", "titles"], counted)
    connection.execute(
        added.on_conflict_do_update(
            index_elements=["word", "audience"],
            set_={
                "documents": tables.words.c.documents + added.excluded.documents,
                "titles": tables.words.c.titles + added.excluded.titles,
            },
        )
    )
