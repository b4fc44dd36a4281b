"""Engines to test, each with the same suite, and the citizens' ideas that prove the quality."""

import csv
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forum.search.engines import Engine
from forum.search.engines.whoosh import WhooshEngine
from tests.search.documents import ask, document

Find = Callable[..., list[str]]

# Another engine joins the conformance suite by one line here.
ENGINES: dict[str, Callable[[Path], Engine]] = {"whoosh": WhooshEngine}


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    made = ENGINES[request.param](tmp_path / "index")
    yield made
    made.close()


@pytest.fixture
def find(engine: Engine) -> Find:
    """Search as someone who sees what is public, and return the keys."""

    def keys(text: str, *, language: str = "de", audiences: tuple[str, ...] = ("public",)) -> list[str]:
        result = engine.find(ask(text, language), audiences=frozenset(audiences), limit=1000)
        return [hit.key for hit in result.hits]

    return keys


@pytest.fixture(scope="session")
def ideas() -> dict[str, tuple[str, str]]:
    """Return title and text of the CIMT ideas by their id; without the data the test is skipped by name."""
    here = Path(__file__).resolve().parents[2].parent
    folder = Path(os.environ.get("FORUM_CIMT", here / "shared" / "data" / "cimt"))
    files = sorted(folder.glob("*.tsv"))
    if not files:
        pytest.skip("the CIMT data is not here; FORUM_CIMT names its folder")
    rows: dict[str, tuple[list[str], list[str]]] = {}
    for path in files:
        with path.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter="\t", quotechar='"'):
                idea = rows.setdefault(row["document_id"], ([], []))
                idea[0 if row["title/text"] == "title" else 1].append(row["content"])
    return {key: (_join(title), _join(text)) for key, (title, text) in rows.items()}


def _join(sentences: list[str]) -> str:
    return " ".join(" ".join(sentences).split())


@pytest.fixture(scope="session")
def ideas_engine(ideas: dict[str, tuple[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = WhooshEngine(tmp_path_factory.mktemp("ideas") / "index")
    start = datetime(2026, 1, 1, tzinfo=UTC)
    engine.rebuild(
        document(f"idea:{key}", title, body=text, created=start + timedelta(minutes=number), votes=number % 7)
        for number, (key, (title, text)) in enumerate(ideas.items())
    )
    yield engine
    engine.close()
