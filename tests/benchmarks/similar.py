"""How well similar ideas and twins are found, measured on labelled pairs of real ideas (N-04, N-05).

    .venv/bin/python -m tests.benchmarks.similar

prints JSON. The ideas are those of the CIMT corpus (``shared/data/cimt`` beside the project, or ``FORUM_CIMT``); the
labels in ``tests/data/same_ideas.tsv`` hold only their ids. ``docs/similar-ideas.md`` says how they were made.
"""

import csv
import json
import os
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from forum.core.likeness import likeness, sameness, text_stems, title_key
from forum.ideas.similar import LEAST_SAMENESS, MOST
from forum.search.engines import Document
from forum.search.engines.whoosh import WhooshEngine

HERE = Path(__file__).resolve()
LABELS = HERE.parents[1] / "data" / "same_ideas.tsv"
PUBLIC = frozenset({"public"})
IDEAS = 10_000
ASKED = 300

Ideas = dict[str, tuple[str, str]]


def folder() -> Path:
    """Return where the corpus lies."""
    return Path(os.environ.get("FORUM_CIMT", HERE.parents[2].parent / "shared" / "data" / "cimt"))


def read_ideas() -> Ideas:
    """Return title and text of all ideas of the corpus by their id."""
    rows: dict[str, tuple[list[str], list[str]]] = {}
    for path in sorted(folder().glob("*.tsv")):
        with path.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter="\t", quotechar='"'):
                idea = rows.setdefault(row["document_id"], ([], []))
                idea[0 if row["title/text"] == "title" else 1].append(row["content"])
    return {key: (_join(title), _join(text)) for key, (title, text) in rows.items()}


def _join(sentences: Iterable[str]) -> str:
    return " ".join(" ".join(sentences).split())


def read_labels() -> dict[tuple[str, str], bool]:
    """Return for each labelled pair whether both ideas mean the same."""
    with LABELS.open(newline="", encoding="utf-8") as file:
        return {(row["one"], row["other"]): row["same"] == "1" for row in csv.DictReader(file, delimiter="\t")}


def score(ideas: Ideas, one: str, other: str) -> float:
    """Return how likely two ideas mean the same, as the page of twins reckons."""
    titles = title_key(ideas[one][0]), title_key(ideas[other][0])
    return sameness(titles, (text_stems(*ideas[one]), text_stems(*ideas[other])))


def quality(found: set[tuple[str, str]], labels: dict[tuple[str, str], bool]) -> dict[str, float]:
    """Return precision and recall of the labelled pairs that were found."""
    same = {pair for pair, label in labels.items() if label}
    right = len(found & same)
    return {"precision": round(right / len(found), 3) if found else 0.0, "recall": round(right / len(same), 3)}


def twins(ideas: Ideas, labels: dict[tuple[str, str], bool]) -> dict[str, float]:
    """Measure the pairs that the page of twins would list (N-05)."""
    return quality({pair for pair in labels if score(ideas, *pair) >= LEAST_SAMENESS}, labels)


def titles_alone(ideas: Ideas, labels: dict[tuple[str, str], bool]) -> dict[str, float]:
    """Measure what the likeness of titles alone finds at its best limit, to compare with."""
    of_titles = {(one, other): likeness(title_key(ideas[one][0]), title_key(ideas[other][0])) for one, other in labels}
    measured = [quality({pair for pair in labels if of_titles[pair] >= limit}, labels) for limit in of_titles.values()]
    return max(measured, key=lambda one: one["precision"] * one["recall"] / (one["precision"] + one["recall"] or 1))


def typed(engine: WhooshEngine, ideas: Ideas, labels: dict[tuple[str, str], bool]) -> dict[str, float]:
    """Measure whether the one idea is among the hits while the title of the other is typed (N-04)."""
    found = {
        (one, other)
        for one, other in labels
        if f"idea:{other}" in _hits(engine, ideas, one) or f"idea:{one}" in _hits(engine, ideas, other)
    }
    return quality(found, labels)


def _hits(engine: WhooshEngine, ideas: Ideas, key: str) -> list[str]:
    hits = engine.similar(ideas[key][0], audiences=PUBLIC, limit=MOST, exclude=frozenset({f"idea:{key}"}))
    return [hit.key for hit in hits]


def documents(ideas: Ideas, number: int) -> Iterable[Document]:
    """Yield as many documents as asked for; behind the corpus its ideas come again under other keys."""
    keys, start = list(ideas), datetime(2026, 1, 1, tzinfo=UTC)
    for place in range(number):
        key, again = keys[place % len(keys)], place // len(keys)
        title, text = ideas[key]
        created = start + timedelta(minutes=place)
        name = f"idea:{key}" if not again else f"idea:{key}-{again}"
        yield Document(key=name, kind="idea", audience="public", created=created, title=title, body=text)


def speed(ideas: Ideas) -> dict[str, Any]:
    """Measure how long an answer to a typed title takes with 10,000 ideas (N-04: p95 at most 300 ms)."""
    with tempfile.TemporaryDirectory() as place:
        engine = WhooshEngine(Path(place) / "index")
        engine.rebuild(documents(ideas, IDEAS))
        times = []
        for title, _text in list(ideas.values())[:: len(ideas) // ASKED]:
            start = perf_counter()
            engine.similar(title, audiences=PUBLIC, limit=MOST)
            times.append((perf_counter() - start) * 1000)
        engine.close()
    times.sort()
    return {
        "ideas": IDEAS,
        "asked": len(times),
        "median_ms": round(times[len(times) // 2], 1),
        "p95_ms": round(times[int(len(times) * 0.95)], 1),
    }


def run() -> dict[str, Any]:
    """Measure everything."""
    ideas, labels = read_ideas(), read_labels()
    with tempfile.TemporaryDirectory() as place:
        engine = WhooshEngine(Path(place) / "index")
        engine.rebuild(documents(ideas, len(ideas)))
        while_typing = typed(engine, ideas, labels)
        engine.close()
    return {
        "pairs": len(labels),
        "same": sum(labels.values()),
        "twins": twins(ideas, labels),
        "titles_alone": titles_alone(ideas, labels),
        "while_typing": while_typing,
        "speed": speed(ideas),
    }


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
