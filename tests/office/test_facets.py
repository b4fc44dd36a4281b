"""The numbers beside the choices of the workbench: each equals the length of the list behind it (N-33)."""

from datetime import timedelta

import pytest
from flask import Flask

from forum.accounts.models import Person
from forum.core.clock import now, today
from forum.core.db import db, transaction
from forum.ideas.lifecycle import UNLISTED, IdeaState
from forum.office import queries
from forum.office.models import Sponsorship
from forum.office.queries.workbench import MINE, NOBODY, WAITING, Clock, Pending, Support
from forum.strategy.models import strategy
from tests.ideas.test_lists import queries_of
from tests.office.test_answers import written
from tests.office.test_overview import recommend
from tests.office.test_workbench import clerk, give, some_ideas, unit

UNIT = "Tiefbau und Verkehr"
# Words of an address, and what else is chosen while everything is counted.
CHOICES: list[dict[str, str]] = [
    {},
    {"ziel": "mitnehmen"},
    {"stand": "fachpruefung"},
    {"q": "der"},
    {"bei": MINE, "bezirk": "120"},
    {"bei": NOBODY, "frist": "ueberfaellig", "wartet": "30"},
    {"stand": "fachpruefung", "unterstuetzung": "keine", "ziel": "daten", "q": "Zahlen"},
    {"ansteht": "antwort"},
    {"ansteht": "foerderung", "thema": "daten"},
    {"stelle": UNIT, "ansteht": "empfehlung"},
    {"q": "Zeppelin"},
]


def everything() -> tuple[Person, Person]:
    """Return somebody of the Stabsstelle and of a unit, and make something for each choice to count."""
    staff, made = some_ideas()
    road = unit(UNIT)
    person, ids = clerk(road, handle="Tiefbauerin"), {word: idea.id for word, idea in made.items()}
    give(made["a"], by=staff, unit=road, person=person)
    written(made["c"], staff)
    written(made["b"], staff, hand_in=False)
    recommend(ids["b"])
    with transaction():
        db.session.add_all(
            Sponsorship(idea_id=ids[word], sponsor="Dezernat", review_on=today() + timedelta(days=days), since=now())
            for word, days in (("a", -1), ("d", 5))
        )
    return db.session.get_one(Person, staff.id), db.session.get_one(Person, person.id)


def every_choice(found: queries.Facets) -> dict[str, set[str]]:
    """Return all words of each facet, also those of which nothing is there."""
    known = strategy()
    return {
        "stand": {state.value for state in IdeaState} - UNLISTED,
        "thema": set(known.categories),
        "ziel": set(known.goals),
        "bezirk": {str(number) for number in known.districts},
        "unterstuetzung": set(Support),
        "frist": set(Clock),
        "wartet": set(WAITING),
        "ansteht": set(Pending),
        "stelle": {*found.counts["stelle"], UNIT},
        "bei": {MINE, NOBODY, *found.handles},
    }


@pytest.mark.parametrize("other", CHOICES, ids=lambda words: ",".join(words.values()) or "none")
def test_the_counts_say_what_each_choice_would_show(app: Flask, other: dict[str, str]) -> None:
    """N-33, N-26: every number equals a recount, also under other choices, and for a unit that sees only its own ideas."""
    for viewer in everything():
        base = queries.wanted_from(other)
        found = queries.facets(viewer, base)
        assert found.total == len(queries.rows(viewer, base).items)
        choices = every_choice(found)
        assert found.counts.keys() == choices.keys()
        for facet, words in choices.items():
            assert set(found.counts[facet]) <= words, facet
            recount = {
                word: len(queries.rows(viewer, queries.wanted_from({**base.words, facet: word})).items)
                for word in words
            }
            assert {word: found.counts[facet].get(word, 0) for word in words} == recount, facet


def test_all_facets_together_are_two_questions(app: Flask) -> None:
    """E-11: one goes through the ideas, one asks what the people are called."""
    for viewer in everything():
        wanted = queries.wanted_from({"stand": "fachpruefung", "q": "Radweg"})
        viewer.words  # noqa: B018  What somebody may see is asked once for each request.
        assert queries_of(lambda viewer=viewer, wanted=wanted: queries.facets(viewer, wanted)) <= 2
