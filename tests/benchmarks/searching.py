"""How fast the search engines index and answer, beside SQLite FTS5 on the same texts (Q-40).

    .venv/bin/python -m tests.benchmarks.searching [--documents 10000] [--engines whoosh postgresql sqlite] [--keep FOLDER]
        [--copies 1]

prints JSON. PostgreSQL is the one of the tests (``FORUM_TEST_POSTGRES``); its database is made and removed here. With a
folder to keep, the indexes stay, and the next run only asks: filling takes long, asking needs a quiet minute. With
``--copies 10`` PostgreSQL analyses a tenth of the texts and has each ten times, under other keys and days. Texts
are drawn from a fixed seed: words of the city with the frequencies of a real language, so that some are in nearly every
text. FTS5 is a yardstick and no engine of the forum: it knows neither German nor who may see what.

``make bench`` measures the sizes of ``SEARCH_DOCUMENTS``: 10,000 texts unless told, since
``make bench SEARCH_DOCUMENTS="10000 100000 1000000"`` takes the better part of an hour.
"""

import argparse
import json
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

import psycopg
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex

from forum.search.engines import Document, Engine
from forum.search.engines.postgres import SCHEMA, PostgresEngine, tables
from forum.search.engines.whoosh import WhooshEngine
from forum.search.syntax import parse
from tests.benchmarks.seed import WORDS
from tests.conftest import POSTGRES, drop, new_postgres_database, postgres_is_there

ENGINES = ("whoosh", "postgresql", "sqlite")
# Whoosh is for forums of up to 50,000 texts (docs/search.md); ten times as many would only be filled for hours.
LARGEST_WHOOSH = 100_000
LARGEST_UNCOPIED = 100_000
TIMES = 100
FRESH = 20
PUBLIC = frozenset({"public"})
# Whoever may read thirty closed rooms besides: each tenth text stands in one of them.
SPACES = tuple(f"space:{number}" for number in range(30))
START = datetime(2020, 1, 1, tzinfo=UTC)
SEED = 40
RARE = 20_000  # words beside those of the city
LENGTH = 60
# What is asked, and what FTS5 is asked instead; without the latter it has no such question.
QUESTIONS = {
    "one_term": ("{0}", '"{0}"'),
    "three_terms": ("{0} {1} {2}", '"{0}" AND "{1}" AND "{2}"'),
    "phrase": ('"{0} {1}"', '"{0} {1}"'),
    "prefix": ("{3}*", '"{3}"*'),
    "filter": ("{0} bezirk:nord jahr:2024", ""),
    "facet": ("{0}", ""),
    "thirty_rooms": ("{0}", ""),
    "suggestion": ("in:titel {0} {3}*", ""),
    "misspelt": ("{4}", ""),
}
# What somebody asks who wants to keep the forum busy: many starts of words, far too many words, quotes in quotes.
ATTACKS = (
    "str*", "ver* ent* bes* ges* stra*", "ver* OR ent* OR bes* OR ges* OR stra*", "-ver* -ent* rad*", "* ** a* ab*",
    " ".join(f"{word}*" for word in WORDS[:500]), " ".join(WORDS[:500]), " OR ".join(WORDS[:500]), " ".join(WORDS[:1] * 500),
    '"' + " ".join(WORDS[:12]) + '"', '"" """ " "\'" „“ "' * 20,
    f'"{WORDS[0]} {WORDS[0]} {WORDS[1]}" OR "{WORDS[1]} {WORDS[0]}"',
    "(((((" * 40, "a OR " * 200, "von: in: art: nach:99999 vor:0 " * 6, "\u0301" * 200, "ß" * 200, "-" * 200,
)  # fmt: skip
Ask = Callable[[str, str], object]


def documents(number: int) -> Iterator[Document]:
    """Yield texts that are the same on every run."""
    dice = Random(SEED)  # noqa: S311  The same data on every run.
    words = [*WORDS, *(f"{dice.choice(WORDS).lower()}{dice.randrange(10**6)}" for _ in range(RARE))]
    shares = [1 / (place + 1) for place in range(len(words))]  # Zipf 1949: the n-th word comes an n-th as often.
    for place in range(number):
        chosen = dice.choices(words, shares, k=LENGTH)
        yield Document(
            key=f"post:{place}",
            kind="post",
            audience="public" if place % 10 else SPACES[place // 10 % len(SPACES)],
            created=START + timedelta(minutes=place * 2_500_000 // number),
            title=" ".join(chosen[:5]),
            body=" ".join(chosen[5:]),
            districts=(("nord", "süd", "mitte")[place % 3],),
            space=f"raum-{place % 30}",
        )


def _words() -> list[tuple[str, ...]]:
    """Return what is put into the questions: frequent words of the city, and how one of them begins."""
    dice = Random(SEED + 1)  # noqa: S311
    rows = [dice.sample(WORDS, 3) for _ in range(TIMES)]
    return [(*row, row[0][:4], row[0][:2] + row[0][3:]) for row in rows]


def _timed(ask: Ask, name: str) -> dict[str, float]:
    """Return how long a kind of question takes; the first ones, which warm everything up, count as well."""
    template = QUESTIONS[name]
    return _figures([_milliseconds(ask, name, template[0].format(*words)) for words in _words()])


def _milliseconds(work: Callable[..., object], *values: str) -> float:
    start = perf_counter()
    work(*values)
    return (perf_counter() - start) * 1000


def _figures(times: list[float]) -> dict[str, float]:
    times.sort()
    return {"p50_ms": round(times[len(times) // 2], 1), "p95_ms": round(times[int(len(times) * 0.95)], 1)}


def _filled(keep: Path, fill: Callable[[], object], number: int) -> int:
    """Fill an index that is not filled yet, and return how many texts a second that took when it was done."""
    note = keep / "filled.json"
    if not note.exists():
        start = perf_counter()
        fill()
        note.write_text(json.dumps(round(number / (perf_counter() - start))), encoding="utf-8")
    rate: int = json.loads(note.read_text(encoding="utf-8"))
    return rate


def multiply(address: str, copies: int) -> None:
    """Have each text of an index so many times: an hour of analysis for the same words would say nothing about asking."""
    rows = """
        SELECT key || '-' || copy AS key, kind, audience, created - copy * interval '7 minutes' AS created, votes, prior,
               same || copy AS same, facets, title, words, files, exact
        FROM document, generate_series(0, %s) AS copy
    """
    with psycopg.connect(address.replace("+psycopg", "")) as connection:
        connection.execute(f"SET search_path TO {SCHEMA}")
        connection.execute(f"CREATE TABLE loading AS {rows}", [copies - 1])
        for index in tables.INDEXES:
            connection.execute(f"DROP INDEX {index.name}")
        connection.execute("TRUNCATE document")
        # As a rebuild does: the newest first.
        connection.execute("INSERT INTO document SELECT * FROM loading ORDER BY created DESC, key")
        connection.execute("DROP TABLE loading")
        for index in tables.INDEXES:
            connection.execute(str(CreateIndex(index).compile(dialect=postgresql.dialect())))
        connection.execute("UPDATE word SET documents = documents * %s, titles = titles * %s", [copies, copies])
        connection.execute("ANALYZE document, word")


def measure_engine(engine: Engine, number: int, keep: Path, fill: Callable[[], object] | None = None) -> dict[str, Any]:
    """Measure one engine of the forum."""

    def ask(name: str, text: str) -> object:
        query = parse(text, today=START.date())
        if name == "facet":
            return engine.facets(query, audiences=PUBLIC)
        if name == "misspelt":
            return engine.alike(text, audiences=PUBLIC)
        return engine.find(query, audiences=PUBLIC | {*SPACES} if name == "thirty_rooms" else PUBLIC)

    rate = _filled(keep, fill or (lambda: engine.rebuild(documents(number))), number)
    fresh = []
    for place in range(FRESH):
        word = f"neuigkeit{place}"
        start = perf_counter()
        engine.apply([Document(key=f"post:new{place}", kind="post", audience="public", created=START, body=word)])
        if not engine.find(parse(word, today=START.date()), audiences=PUBLIC).hits:
            raise RuntimeError(f"{word} is not found")
        fresh.append((perf_counter() - start) * 1000)
    questions = {name: _timed(ask, name) for name in QUESTIONS}
    longest = max(_milliseconds(ask, "attack", text) for text in ATTACKS for _again in range(3))
    return {
        "indexed_per_second": rate,
        "fresh": _figures(fresh),
        "questions": questions,
        "longest_attack_ms": round(longest, 1),
    }


def measure_yardstick(keep: Path, number: int) -> dict[str, Any]:
    """Measure FTS5 of SQLite, twenty best hits by its own rank."""
    database = sqlite3.connect(keep / "fts.db")

    def fill() -> None:
        database.execute("CREATE VIRTUAL TABLE post USING fts5(title, body, prefix='4')")
        database.executemany("INSERT INTO post VALUES (?, ?)", ((one.title, one.body) for one in documents(number)))
        database.commit()

    rate = _filled(keep, fill, number)
    found: dict[str, Any] = {}
    for name, (_template, own) in QUESTIONS.items():
        if not own:
            continue
        times = []
        for words in _words():
            start = perf_counter()
            database.execute(
                "SELECT rowid FROM post WHERE post MATCH ? ORDER BY rank LIMIT 20", [own.format(*words)]
            ).fetchall()
            times.append((perf_counter() - start) * 1000)
        found[name] = _figures(times)
    database.close()
    return {"indexed_per_second": rate, "questions": found}


def database_url(name: str, *, is_filled: bool) -> str:
    """Return the address of a database, made anew unless it is filled already."""
    return f"{POSTGRES.rpartition('/')[0]}/{name}" if is_filled else new_postgres_database(name, [])


def measure(name: str, number: int, keep: Path, copies: int = 1) -> dict[str, Any]:
    """Measure one engine in a folder of its own."""
    keep.mkdir(parents=True, exist_ok=True)
    if name == "sqlite":
        return measure_yardstick(keep, number)
    if name == "whoosh":
        engine: Engine = WhooshEngine(keep / "index")
        return _measured_and_closed(engine, number, keep)
    address = database_url(f"forum_searching_{number}", is_filled=(keep / "filled.json").exists())
    engine = PostgresEngine(address)

    def fill() -> None:
        engine.rebuild(documents(number // copies))
        if copies > 1:
            multiply(address, copies)

    return {"copies": copies, **_measured_and_closed(engine, number, keep, fill)}


def _measured_and_closed(
    engine: Engine, number: int, keep: Path, fill: Callable[[], object] | None = None
) -> dict[str, Any]:
    try:
        return measure_engine(engine, number, keep, fill)
    finally:
        engine.close()


def measure_size(number: int, engines: Sequence[str], keep: Path | None = None, copies: int = 1) -> dict[str, Any]:
    """Measure the engines with so many texts each, one after the other; what no folder keeps is removed afterwards."""
    found: dict[str, Any] = {"documents": number, "cores": os.cpu_count(), "load_before": round(os.getloadavg()[0], 1)}
    with tempfile.TemporaryDirectory() as folder:
        for name in engines:
            found[name] = measure(name, number, (keep or Path(folder)) / str(number) / name, copies)
    if keep is None and "postgresql" in engines:
        drop([f"forum_searching_{number}"])
    return {**found, "load_after": round(os.getloadavg()[0], 1)}


def measure_searching() -> list[dict[str, Any]]:
    """Measure each size of ``SEARCH_DOCUMENTS`` on every engine that is meant for it, and name those left out."""
    rows = []
    for number in map(int, os.environ.get("SEARCH_DOCUMENTS", "10000").split()):
        left_out = {
            "whoosh": number > LARGEST_WHOOSH and f"meant for up to {LARGEST_WHOOSH} texts",
            "postgresql": not postgres_is_there() and "no server is there",
        }
        left_out = {name: why for name, why in left_out.items() if why}
        engines = [name for name in ENGINES if name not in left_out]
        row = measure_size(number, engines, copies=1 if number <= LARGEST_UNCOPIED else 10)
        rows.append({**row, "left_out": left_out})
    return rows


def run() -> dict[str, Any]:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--copies", type=int, default=1)
    asked = parser.parse_args()
    return measure_size(asked.documents, asked.engines, asked.keep, asked.copies)


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
