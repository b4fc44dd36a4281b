"""What only the engine in PostgreSQL does: its schema, its one writer, its caps, the plans of the database."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, event, text

from forum import create_app
from forum.search.engines import Document, IndexBusy, IndexUnavailable
from forum.search.engines.postgres import PostgresEngine, reading
from forum.search.engines.postgres.asking import narrowing
from forum.search.syntax import Filter, FilterName, Query
from tests.search.documents import ask, document

PUBLIC = frozenset({"public"})


@pytest.fixture
def engine(address: str) -> Iterator[PostgresEngine]:
    made = PostgresEngine(address)
    made.rebuild(())
    yield made
    made.close()


def run(address: str, *statements: str) -> list[tuple[object, ...]]:
    """Run statements as the owner of the database and return the rows of the last one."""
    owner = create_engine(address, connect_args={"options": "-c search_path=search"})
    try:
        with owner.begin() as connection:
            results = [connection.execute(text(statement)) for statement in statements]
            return [tuple(row) for row in results[-1]] if results[-1].returns_rows else []
    finally:
        owner.dispose()


def test_a_missing_index_says_so_and_a_rebuild_heals_it(engine: PostgresEngine, address: str) -> None:
    """Q-20: the caller turns this into a plain search of the database."""
    run(address, "DROP SCHEMA search CASCADE")
    assert not engine.healthy()
    for question in (
        lambda: engine.find(ask("ampel"), audiences=PUBLIC),
        lambda: engine.similar("Ampel", audiences=PUBLIC),
        engine.count,
    ):
        with pytest.raises(IndexUnavailable):
            question()
    engine.rebuild([document("idea:1", "Ampel")])
    assert engine.healthy()
    assert engine.count() == 1


def test_the_first_change_makes_the_index(engine: PostgresEngine, address: str) -> None:
    """Q-12: a fresh site needs no step of its own."""
    run(address, "DROP SCHEMA search CASCADE")
    engine.apply([document("idea:1", "Ampel")])
    assert [hit.key for hit in engine.find(ask("ampeln"), audiences=PUBLIC).hits] == ["idea:1"]


def test_only_one_writes_and_others_read(engine: PostgresEngine, address: str) -> None:
    """Q-13: while somebody rebuilds, changes wait and searches do not."""
    other = PostgresEngine(address)
    engine.apply([document("idea:1", "Ampel")])

    def documents() -> Iterator[Document]:
        yield document("idea:1", "Ampel")
        with pytest.raises(IndexBusy):
            other.apply([document("idea:2", "Ampel")])
        assert len(other.find(ask("ampel"), audiences=PUBLIC).hits) == 1

    assert engine.rebuild(documents()) == 1
    other.apply([document("idea:2", "Ampel")])
    assert engine.count() == 2
    other.close()


def test_a_rebuild_that_fails_leaves_the_old_index(engine: PostgresEngine) -> None:
    """Q-19: the switch comes last."""

    def broken() -> Iterator[Document]:
        yield document("idea:2", "Laterne")
        raise RuntimeError("the database went away")

    engine.apply([document("idea:1", "Ampel")])
    with pytest.raises(RuntimeError):
        engine.rebuild(broken())
    assert [hit.key for hit in engine.find(ask("ampel"), audiences=PUBLIC).hits] == ["idea:1"]
    assert engine.rebuild([document("idea:3", "Brunnen")]) == 1


def test_searches_go_on_during_rebuilds(engine: PostgresEngine, address: str) -> None:
    """Q-19, Q-21: another reader, as in another process, sees no failed search."""
    reader, is_over = PostgresEngine(address), Event()
    engine.rebuild([document("idea:1", "Ampel")])
    numbers: list[int] = []
    failures: list[Exception] = []

    def search() -> None:
        while not is_over.is_set():
            try:
                numbers.append(len(reader.find(ask("ampel"), audiences=PUBLIC).hits))
            except IndexUnavailable as error:
                failures.append(error)

    runner = Thread(target=search)
    runner.start()
    for _turn in range(5):
        engine.rebuild([document("idea:1", "Ampel")])
    is_over.set()
    runner.join()
    reader.close()
    assert not failures
    assert set(numbers) == {1}


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ("EXPLAIN SELECT key FROM document WHERE (words || files) @@ 'ampel'", "document_everything"),
        ("EXPLAIN SELECT key FROM document WHERE title @@ 'ampel'", "document_title"),
        ("EXPLAIN SELECT key FROM document WHERE exact @@ '''rote'' <-> ''ampel'''", "document_exact"),
        ("EXPLAIN SELECT key FROM document WHERE facets && ARRAY['state:open']", "document_facets"),
    ],
)
def test_the_database_answers_from_its_indexes(engine: PostgresEngine, address: str, asked: str, index: str) -> None:
    """Q-23: each kind of question has one."""
    engine.rebuild(document(f"idea:{number}", f"Wort{number} am Ring", state="done") for number in range(200))
    rows = run(address, "SET enable_seqscan = off", asked)
    assert index in "\n".join(str(row[0]) for row in rows)


def test_counts_of_words_equal_a_recount(engine: PostgresEngine, address: str) -> None:
    """Q-18: what is erased leaves the words one is led to, at once."""
    engine.rebuild(document(f"idea:{number}", f"Ampel {number % 3}", body="Der Ring am Park") for number in range(9))
    engine.apply([document("idea:1", "Kanarienvogel", audience="staff"), document("idea:10", "Ampel am Ring")])
    engine.apply([document("idea:10", "Brunnen")], deletes=["idea:2", "idea:3", "idea:99"])
    engine.apply([document("idea:1", "Amsel")])
    recount = """
        SELECT lexeme, audience, count(*), count(*) FILTER (WHERE 'A' = ANY(weights))
        FROM document, unnest(exact) GROUP BY lexeme, audience ORDER BY 1, 2
    """
    counted = run(address, "SELECT word, audience, documents, titles FROM word ORDER BY 1, 2")
    assert counted == run(address, recount)
    assert "kanarienvogel" not in {row[0] for row in counted}


def test_of_very_common_words_the_titles_come_first(engine: PostgresEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Q-25: who ranks only a part says so, and the part has what one most likely looks for."""
    monkeypatch.setattr(reading, "MOST_RANKED", 5)
    plain = [document(f"idea:{number}", "Etwas", body="Ampel") for number in range(30)]
    engine.rebuild([*plain, document("idea:90", "Ampel am Ring"), document("idea:91", "Ampel")])
    result = engine.find(ask("ampel"), audiences=PUBLIC, limit=3)
    assert [hit.key for hit in result.hits][:2] == ["idea:91", "idea:90"]
    assert (result.truncated, result.approximate_total) == (True, 5)


def at(day: int) -> datetime:
    return datetime(2026, 1, day, tzinfo=UTC)


def test_common_words_are_looked_for_among_the_newest(
    engine: PostgresEngine, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Q-25, Q-33: where most documents match, the newest are read until enough do, wherever they lie; a rare word is not."""
    monkeypatch.setattr(reading, "MOST_RANKED", 5)
    monkeypatch.setattr(reading, "_READING", 1)
    engine.rebuild(document(f"idea:{day:02}", "Etwas", body="Ampel", created=at(day)) for day in range(1, 29))
    engine.apply([document("idea:90", "Etwas", body="Ampel Quitte", created=at(29))])
    run(address, "ANALYZE document", "SELECT 1")
    found = engine.find(ask("ampel"), audiences=PUBLIC)
    assert {hit.key for hit in found.hits} == {"idea:90", "idea:28", "idea:27", "idea:26", "idea:25"}
    assert found.truncated
    assert [hit.key for hit in engine.find(ask("quitte"), audiences=PUBLIC).hits] == ["idea:90"]


def test_of_many_with_the_words_of_a_phrase_some_are_read(
    engine: PostgresEngine, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Q-25: an index knows no neighbours, so what must be read for them is limited, and the answer says so."""
    engine.rebuild(document(f"idea:{day:02}", "Etwas", body="rote Ampel", created=at(day)) for day in range(1, 29))
    run(address, "ANALYZE document", "SELECT 1")
    whole = engine.find(ask('"rote Ampel"'), audiences=PUBLIC, limit=50)
    assert (len(whole.hits), whole.truncated) == (28, False)
    monkeypatch.setattr(reading, "MOST_READ", 5)
    monkeypatch.setattr(reading, "_READING", 1)
    cut = engine.find(ask('"rote Ampel"'), audiences=PUBLIC, limit=50)
    assert (len(cut.hits), cut.truncated) == (5, True)
    assert engine.facets(ask('"rote Ampel"'), audiences=PUBLIC)[FilterName.KIND] == {"idea": 5}


def test_a_long_text_is_weighed_by_its_weightiest_terms(engine: PostgresEngine) -> None:
    """N-04, Q-25: how often a term stands in the index is asked for a few of them, however many there are."""
    engine.rebuild([document("idea:1", "Brunnen am Markt"), document("idea:2", "Laterne am Ring")])
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(engine._engine, "before_cursor_execute", note)
    many = " ".join(f"wort{number}" for number in range(200))
    assert [hit.key for hit in engine.similar("Ein Brunnen, Markt", many, audiences=PUBLIC)] == ["idea:1"]
    assert engine.similar(many, many, audiences=PUBLIC) == ()
    assert max(statement.count("@@") for statement in asked) <= 2 * 24


def test_vectors_are_looked_up_and_not_unpacked(engine: PostgresEngine) -> None:
    """Q-25: the planner may not read the whole table because it takes vectors for short columns."""
    settings = ("enable_seqscan", "jit", "random_page_cost")
    found = [engine._read(lambda one, name=name: one.scalar(text(f"SHOW {name}")), late="") for name in settings]
    assert found == ["off", "off", "1.1"]


def test_a_question_ends_with_its_time(hurried: None, engine: PostgresEngine) -> None:
    """Q-25: in whatever thread it is asked, and the connection is good for the next one."""
    assert engine._read(lambda connection: connection.execute(text("SELECT pg_sleep(30)")).all(), late="late") == "late"
    assert engine.healthy()


@given(
    title=st.text(max_size=60),
    body=st.text(max_size=300),
    author=st.text(st.characters(exclude_characters="\x00", codec="utf-8")),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_text_can_be_kept(engine: PostgresEngine, title: str, body: str, author: str) -> None:
    """Q-28: whatever signs people type, and whatever those mean to the database."""
    engine.apply([document("idea:1", title, body=body, author=author)])
    assert engine.count() == 1


def test_long_documents_are_kept(engine: PostgresEngine) -> None:
    """Q-09: the database takes vectors of a megabyte; what is beyond is left out, not refused."""
    long = " ".join(f"wort{number}" for number in range(150_000))
    engine.apply([document("file:1", "Gutachten", files=long + " " + "x" * 5_000), document("idea:2", "Ring")])
    assert [hit.key for hit in engine.find(ask("wort77"), audiences=PUBLIC).hits] == ["file:1"]
    assert engine.count() == 2


@pytest.mark.parametrize("name", ["elastic", "postgresql"])
def test_an_engine_that_cannot_be_is_refused_at_the_start(tmp_path: Path, name: str) -> None:
    """Q-24: switching is one setting; a wrong one is said at once."""
    with pytest.raises(ValueError, match="FORUM_SEARCH_ENGINE"):
        create_app(
            {"INSTANCE": str(tmp_path), "SEARCH_ENGINE": name, "BASE_URL": "http://localhost", "RATE_LIMITS": False}
        )


def test_a_thousand_excluded_values_are_one_condition() -> None:
    """Q-25: what is left out is asked of each row once, however much it is."""
    left_out = tuple(Filter(FilterName.THREAD, str(number), excluded=True) for number in range(1_000))
    conditions = narrowing(Query(filters=left_out), PUBLIC, frozenset())
    assert sum(str(condition).count("&&") for condition in conditions) == 1
