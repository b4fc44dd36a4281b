"""The conformance suite of the engines (requirement Q-12): each case of `conformance.txt` on each of them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from forum.search.engines import Engine
from forum.search.engines.postgres import PostgresEngine
from forum.search.engines.whoosh import WhooshEngine
from tests.conftest import drop, new_postgres_database, require_postgres
from tests.search.conformance import cases
from tests.search.conftest import ENGINES
from tests.search.corpora import CORPORA, LEARNT
from tests.search.documents import ask

CASES = cases()
LEAST = 150


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path, worker_id: str) -> Iterator[Engine]:
    """Each engine, in a place that no other test writes to."""
    names: list[str] = []
    if request.param == "postgresql":
        require_postgres()
        made: Engine = PostgresEngine(new_postgres_database(f"forum_conformance_{os.getpid()}_{worker_id}", names))
    else:
        made = WhooshEngine(tmp_path / "index")
    yield made
    made.close()
    drop(names)


@pytest.mark.parametrize("corpus", CORPORA)
def test_each_engine_answers_alike(engine: Engine, corpus: str) -> None:
    """Q-12: what is found, what is not, and in which order."""
    documents = CORPORA[corpus]()
    engine.rebuild(documents)
    engine.apply([], [one.key for one in documents if one.key.startswith(LEARNT)])
    wrong: dict[str, list[str]] = {}
    for case in CASES:
        if case.corpus == corpus:
            result = engine.find(ask(case.query, case.language), audiences=case.audiences, limit=100)
            keys = [hit.key for hit in result.hits]
            if not case.fits(keys) or (result.approximate_total, result.truncated) != (len(keys), False):
                wrong[case.query] = keys
    assert wrong == {}


def test_there_are_enough_cases() -> None:
    """Q-12: at least 150, each asked once, and each corpus is asked for."""
    assert len({(case.corpus, case.query, case.language, case.audiences) for case in CASES}) == len(CASES) >= LEAST
    assert {case.corpus for case in CASES} == set(CORPORA)
