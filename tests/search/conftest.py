"""Engines to test, each with the same suite, and the citizens' ideas that prove the quality."""

import csv
import os
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forum.search.engines import Engine, postgres
from forum.search.engines.postgres import PostgresEngine
from forum.search.engines.whoosh import WhooshEngine, reading
from tests.conftest import drop, new_postgres_database, require_postgres
from tests.search.documents import ask, document

Find = Callable[..., list[str]]

ENGINES = ("postgresql", "whoosh")
LIMITS = (postgres.TIME_LIMIT, reading.TIME_LIMIT)  # of the site


@pytest.fixture(scope="package", autouse=True)
def _unhurried() -> Iterator[None]:
    """Let engines answer in full, however busy the machine is; who tests the time limit asks for `hurried`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postgres, "TIME_LIMIT", 60_000)
        patch.setattr(reading, "TIME_LIMIT", 60.0)
        yield


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time limit of the site, for what Whoosh is asked and for each engine of PostgreSQL that is made from here on."""
    monkeypatch.setattr(postgres, "TIME_LIMIT", LIMITS[0])
    monkeypatch.setattr(reading, "TIME_LIMIT", LIMITS[1])


@pytest.fixture
def address(request: pytest.FixtureRequest) -> str:
    """Return where the tables of the index lie, for tests of PostgreSQL alone."""
    require_postgres()
    found: str = request.getfixturevalue("search_database")
    return found


@pytest.fixture(scope="session")
def search_database(request: pytest.FixtureRequest, worker_id: str) -> Iterator[str]:
    """The address of a database for indexes alone."""
    names: list[str] = []
    yield new_postgres_database(f"forum_search_{os.getpid()}_{worker_id}", names)
    drop(names)


def made(name: str, folder: Path, request: pytest.FixtureRequest) -> Engine:
    """Return a new engine of this name without documents."""
    if name == "whoosh":
        return WhooshEngine(folder)
    require_postgres()
    engine = PostgresEngine(request.getfixturevalue("search_database"))
    engine.rebuild(())
    return engine


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    engine = made(request.param, tmp_path / "index", request)
    yield engine
    engine.close()


@pytest.fixture
def find(engine: Engine) -> Find:
    """Search as someone who sees what is public, and return the keys."""

    def keys(text: str, *, language: str = "de", audiences: tuple[str, ...] = ("public",)) -> list[str]:
        result = engine.find(ask(text, language), audiences=frozenset(audiences), limit=1000)
        return [hit.key for hit in result.hits]

    return keys


def cimt() -> dict[str, tuple[str, str]]:
    """Return title and text of the CIMT ideas by their id; nothing without the data."""
    here = Path(__file__).resolve().parents[2].parent
    folder = Path(os.environ.get("FORUM_CIMT", here / "shared" / "data" / "cimt"))
    rows: dict[str, tuple[list[str], list[str]]] = {}
    for path in sorted(folder.glob("*.tsv")):
        with path.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter="\t", quotechar='"'):
                idea = rows.setdefault(row["document_id"], ([], []))
                idea[0 if row["title/text"] == "title" else 1].append(row["content"])
    return {key: (_join(title), _join(text)) for key, (title, text) in rows.items()}


@pytest.fixture(scope="session")
def ideas() -> dict[str, tuple[str, str]]:
    """Return title and text of the CIMT ideas by their id; without the data the test is skipped by name."""
    found = cimt()
    if not found:
        pytest.skip("the CIMT data is not here; FORUM_CIMT names its folder")
    return found


def _join(sentences: list[str]) -> str:
    return " ".join(" ".join(sentences).split())


def filled(engine: Engine, ideas: dict[str, tuple[str, str]]) -> None:
    """Give an engine the citizens' ideas.

    They are of three years, some open, few with much support, so that what they are worth before anybody asks differs as
    much as on a site.
    """
    start, dice = datetime(2024, 1, 1, tzinfo=UTC), random.Random(33)  # noqa: S311  The same on every run.
    engine.rebuild(
        document(
            f"idea:{key}",
            title,
            body=text,
            created=start + timedelta(minutes=dice.randrange(3 * 365 * 1440)),
            votes=int(dice.paretovariate(0.8)),
            is_open=dice.random() < 0.5,
        )
        for key, (title, text) in ideas.items()
    )


@pytest.fixture(scope="package", params=ENGINES)
def ideas_engine(
    request: pytest.FixtureRequest, ideas: dict[str, tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    engine = made(request.param, tmp_path_factory.mktemp("ideas") / "index", request)
    filled(engine, ideas)
    yield engine
    engine.close()
