"""How well the engine finds, measured on the citizens' ideas of the CIMT corpus."""

import random
import re
from collections import Counter
from time import perf_counter

import pytest

from forum.search.engines import Engine
from forum.search.engines.postgres import PostgresEngine
from tests.benchmarks.judging import judge
from tests.search.documents import ask

PUBLIC = frozenset({"public"})
Ideas = dict[str, tuple[str, str]]


def fixed_dice() -> random.Random:
    return random.Random(41)  # noqa: S311 (draws examples, keeps no secret)


def keys(engine: Engine, text: str, limit: int) -> list[str]:
    hits = engine.find(ask(text), audiences=PUBLIC, limit=limit).hits
    return [hit.key.removeprefix("idea:") for hit in hits]


def plain_title(title: str) -> str:
    return " ".join(re.findall(r"\w+", title.lower()))


def test_an_idea_is_among_the_first_three_by_its_title(ideas: Ideas, ideas_engine: Engine) -> None:
    """Q-41: 100 titles drawn with a fixed seed."""
    missed = []
    for key in fixed_dice().sample(sorted(ideas), 100):
        title = ideas[key][0]
        found = {plain_title(ideas[hit][0]) for hit in keys(ideas_engine, re.sub(r'[":*?()]|(?<!\S)-', " ", title), 3)}
        if plain_title(title) not in found:
            missed.append(title)
    assert missed == []


def test_an_idea_is_among_the_first_ten_by_two_of_its_words(ideas: Ideas, ideas_engine: Engine) -> None:
    """Q-41: 100 queries of two rare words from the texts, drawn with a fixed seed."""
    seen = Counter(word for _, text in ideas.values() for word in set(re.findall(r"[^\W\d_]{4,}", text.lower())))
    dice = fixed_dice()
    missed = []
    for key in dice.sample(sorted(key for key, (_, text) in ideas.items() if len(text) > 100), 100):
        own = sorted(set(re.findall(r"[^\W\d_]{4,}", ideas[key][1].lower())), key=lambda word: (seen[word], word))
        query = " ".join(dice.sample(own[:6], 2))
        if key not in keys(ideas_engine, query, 10):
            missed.append(query)
    assert missed == []


def test_each_spelling_finds_every_idea(ideas: Ideas, ideas_engine: Engine) -> None:
    """Q-42: recall 1.0 against a plain scan, also inside of longer words."""
    for query in ("strassenbahn", "fahrradstrassen", "Straßenbahn", "Fahrradstraße"):
        wanted = query.lower().replace("ß", "ss")
        scan = {key for key, texts in ideas.items() if wanted in " ".join(texts).lower().replace("ß", "ss")}
        assert len(scan) > 50
        assert scan <= set(keys(ideas_engine, query, 1000)), query


def test_compounds_of_table_2e_are_found_in_the_ideas(ideas: Ideas, ideas_engine: Engine) -> None:
    """Q-07: the vocabulary is learnt from the demo data."""
    for query, word in (("Ampel", "fußgängerampel"), ("Ampel", "fahrradampel"), ("Platz", "parkplatz"),
                        ("Brücke", "kennedybrücke"), ("Schule", "grundschule"), ("Bahn", "straßenbahn"),
                        ("Haltestelle", "bushaltestelle")):  # fmt: skip
        scan = {key for key, texts in ideas.items() if re.search(rf"\b{word}\b", " ".join(texts).lower())}
        result = set(keys(ideas_engine, query, 1000))
        assert scan
        assert scan <= result, (query, word)


def test_the_first_similar_idea_has_the_same_title(ideas: Ideas, ideas_engine: Engine) -> None:
    """N-04: for each title that occurs more than once; within 300 ms while typing."""
    times = Counter(title for title, _ in ideas.values())
    for key, (title, _) in ideas.items():
        if times[title] > 1:
            own = frozenset({f"idea:{key}"})
            first = ideas_engine.similar(title, audiences=PUBLIC, exclude=own)[0]
            assert plain_title(ideas[first.key.removeprefix("idea:")][0]) == plain_title(title)


def test_questions_are_answered_in_time(
    hurried: None, request: pytest.FixtureRequest, ideas: Ideas, ideas_engine: Engine
) -> None:
    """Q-17, Q-25: attack queries stay under the time limit, also with thirty audience words."""
    in_database = isinstance(ideas_engine, PostgresEngine)
    engine = PostgresEngine(request.getfixturevalue("search_database")) if in_database else ideas_engine
    audiences = PUBLIC | {f"space:{number}" for number in range(30)}
    attack = (
        "abcd*",
        "der* die* das* rad* ein* aus* ver*",
        " OR ".join(["der", "die", "das", "und", "ist", "auf", "rad"]),
    )
    for text in (*attack, "radweg straße", '"der radweg ist"', "wort " * 500):
        start = perf_counter()
        engine.find(ask(text), audiences=audiences)
        assert perf_counter() - start < 3.0, text  # ten times the limit, since test machines are shared
    if engine is not ideas_engine:
        engine.close()


# Measured with ``python -m tests.benchmarks.judging``; a little below, since one question more or less is no loss.
LEAST_RECALL = {"paraphrase": 0.8, "misspelling": 0.9, "compound": 0.75, "title": 0.99}


def test_people_find_what_they_mean(ideas: Ideas, ideas_engine: Engine) -> None:
    """Q-41: questions judged by hand, recall among the first three hits; docs/search.md has the figures."""
    found = judge(ideas_engine, ideas)
    assert set(found) == set(LEAST_RECALL)
    assert {kind: one.recall for kind, one in found.items() if one.recall < LEAST_RECALL[kind]} == {}
