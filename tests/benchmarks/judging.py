"""How well people find what they mean: recall among the first three and mean reciprocal rank, by kind of question (Q-41).

    .venv/bin/python -m tests.benchmarks.judging

prints both for each engine. Questions stand in ``judged.tsv``: paraphrases, misspellings and parts of compounds, each with
the one idea of the CIMT data that is meant. As on the page, a question without any hit is asked again for some of its words;
before that, words that nothing has are corrected by the first "did you mean". Titles are 300 of those
that belong to one idea alone, drawn with a fixed seed and asked for as they stand.
"""

import csv
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from forum.search.engines import Engine
from forum.search.engines.postgres import PostgresEngine
from forum.search.engines.whoosh import WhooshEngine
from forum.search.looking import some_words
from forum.search.syntax import Query
from tests.conftest import drop, new_postgres_database
from tests.search.conftest import cimt, filled
from tests.search.documents import ask

PUBLIC = frozenset({"public"})
LOOKED_AT = 20  # hits of the first page
TITLES, SEED = 300, 41
Ideas = Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Figures:
    """Recall among the first three hits, and the mean of one divided by the rank, where nothing counts 0 (Voorhees 1999)."""

    questions: int
    recall: float
    reciprocal: float


def questions(ideas: Ideas) -> Iterator[tuple[str, str, str]]:
    """Yield kind, question and meant idea."""
    with Path(__file__).with_name("judged.tsv").open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        for row in csv.DictReader(lines, delimiter="\t"):
            yield row["kind"], row["query"], row["idea"]
    times = Counter(_bare(title) for title, _text in ideas.values())
    own = [key for key, (title, _text) in sorted(ideas.items()) if times[_bare(title)] == 1 and " " in _bare(title)]
    for key in Random(SEED).sample(own, TITLES):  # noqa: S311  The same on every run.
        yield "title", re.sub(r'[":*?()]|(?<!\S)-', " ", ideas[key][0]), key


def _bare(title: str) -> str:
    return " ".join(re.findall(r"\w+", title.lower()))


def rank(engine: Engine, text: str, idea: str) -> int | None:
    """Return the place of an idea among the hits: of the question, of the corrected one, or of some of its words."""
    keys = _keys(engine, ask(text))
    if not keys:
        right = ask(corrected(engine, text))
        keys = _keys(engine, right) or _keys(engine, some_words(right))
    return keys.index(idea) + 1 if idea in keys else None


def _keys(engine: Engine, query: Query) -> list[str]:
    hits = engine.find(query, audiences=PUBLIC, limit=LOOKED_AT).hits
    return [hit.key.removeprefix("idea:") for hit in hits]


def corrected(engine: Engine, text: str) -> str:
    """Put the nearest known word in the place of each that nothing has, as "did you mean" offers it."""
    words = []
    for word in text.split():
        near = () if _keys(engine, ask(word)) else engine.alike(word, audiences=PUBLIC, limit=1)
        words.append(near[0] if near else word)
    return " ".join(words)


def judge(engine: Engine, ideas: Ideas) -> dict[str, Figures]:
    """Ask everything, and return the figures of each kind."""
    places: dict[str, list[int | None]] = {}
    for kind, text, idea in questions(ideas):
        places.setdefault(kind, []).append(rank(engine, text, idea))
    return {
        kind: Figures(
            len(found),
            round(sum(place is not None and place <= 3 for place in found) / len(found), 3),
            round(sum(1 / place for place in found if place is not None) / len(found), 3),
        )
        for kind, found in places.items()
    }


def main() -> None:
    """Judge both engines and print what came of it."""
    ideas, names = cimt(), list[str]()
    with tempfile.TemporaryDirectory() as folder:
        engines: dict[str, Engine] = {
            "whoosh": WhooshEngine(Path(folder) / "index"),
            "postgresql": PostgresEngine(new_postgres_database("forum_judging", names)),
        }
        for name, engine in engines.items():
            filled(engine, ideas)
            print(json.dumps({name: {kind: vars(one) for kind, one in judge(engine, ideas).items()}}, indent=2))
            engine.close()
    drop(names)


if __name__ == "__main__":
    main()
