"""Comparing ideas, and what other weights would do to their ranking."""

import csv
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from forum.accounts.models import Person
from forum.assessments import commands, queries
from forum.assessments.weighing import Contender, Weights, ranking, sensitivity, share, total, turns
from forum.core.db import db, transaction
from forum.ideas.models import Idea
from forum.strategy.models import strategy
from tests import factories
from tests.factories import GIVEN, Visitor

SignIn = Callable[[Person], Visitor]
KEYS = ("a", "b", "c")
POINTS = st.fractions(min_value=0, max_value=5, max_denominator=3)
WEIGHTS = st.fixed_dictionaries(dict.fromkeys(KEYS, st.integers(min_value=0, max_value=30)))


@st.composite
def contenders(draw: Any) -> list[Contender]:
    number = draw(st.integers(min_value=1, max_value=5))
    return [Contender(key, str(key), {one: draw(POINTS) for one in KEYS}) for key in range(number)]


def places(weights: Weights, among: list[Contender]) -> list[set[int]]:
    return [{one.key for one in group} for group in ranking(weights, among)]


@given(WEIGHTS, contenders())
def test_a_ranking_changes_at_its_turns_and_nowhere_else(weights: dict[str, int], among: list[Contender]) -> None:
    """B-07: brute force – the ranking is the same all the way between two turns, and another one behind each."""
    found = turns(weights, "a", among)
    edges = sorted({Fraction(0), *(turn.weight for turn in found)})
    edges.append(edges[-1] + 10)
    steps = []
    for low, high in pairwise(edges):
        between = [low + (high - low) * Fraction(part, 7) for part in (1, 3, 6)]
        seen = [places({**weights, "a": weight}, among) for weight in between]  # type: ignore[dict-item]
        assert seen[0] == seen[1] == seen[2]
        steps.append(seen[0])
    assert all(before != after for before, after in pairwise(steps))
    for turn in found:
        there = {**weights, "a": turn.weight}
        assert total(there, turn.riser) == total(there, turn.other)  # type: ignore[arg-type]
        above = {**weights, "a": turn.weight + Fraction(1, 1000)}
        assert total(above, turn.riser) > total(above, turn.other)  # type: ignore[arg-type]


@given(WEIGHTS, contenders(), st.integers(min_value=1, max_value=100))
def test_the_nearest_turns_bound_the_weights_without_a_change(
    weights: dict[str, int], among: list[Contender], other: int
) -> None:
    """B-07: every whole weight between the two nearest turns gives the ranking of now, unless two are tied now."""
    weights["a"] = max(1, weights["a"])
    found = sensitivity(weights, "a", among, 100)
    low = found.below.weight if found.below else Fraction(0)
    high = found.above.weight if found.above else Fraction(101)
    same = places({**weights, "a": other}, among) == places(weights, among)
    if found.tied:
        assert same == (other == weights["a"])
    elif low < other < high:
        assert same
    elif other in {low, high}:
        assert not same
    if found.is_stable:
        assert same


@given(WEIGHTS, contenders())
def test_what_is_reached_is_a_straight_line_over_the_share(weights: dict[str, int], among: list[Contender]) -> None:
    """The chart's lines are exact: at any share they lie between their ends by that share."""
    if not any(weights[key] for key in "bc"):
        return
    at = share(weights, "a", weights["a"]) / 100
    for one in among:
        without, alone = total({**weights, "a": 0}, one), total({"a": 1, "b": 0, "c": 0}, one)
        assert total(weights, one) == without * (1 - at) + alone * at


def test_two_that_cross_are_named_with_the_weight() -> None:
    even = Contender(1, "Bänke", {"a": Fraction(2), "b": Fraction(4)})
    steep = Contender(2, "Bäume", {"a": Fraction(5), "b": Fraction(1)})
    found = sensitivity({"a": 5, "b": 10}, "a", [even, steep])
    assert found.above is not None
    assert (found.above.weight, found.above.riser.name, found.below) == (10, "Bäume", None)
    assert [turn.weight for turn in sensitivity({"a": 10, "b": 10}, "a", [even, steep]).tied] == [10]
    assert sensitivity({"a": 5, "b": 0}, "b", [even, even]).is_stable


def assessed(title: str, *, wirkung: int, kosten: int, state: str = "fachpruefung") -> Idea:
    """Return an idea that two people have assessed."""
    idea_id = factories.idea(state=state, title=title).id
    given = {**GIVEN, "wirkung": wirkung, "kosten": kosten}
    with transaction():
        for _place in range(2):
            commands.assess(factories._inside("staff"), db.session.get_one(Idea, idea_id), given=given)
    return db.session.get_one(Idea, idea_id)


def test_other_weights_change_the_view_and_nothing_else(sign_in: SignIn) -> None:
    """Point 8 of the issue: the Board ranks by criteria and looks at other weights."""
    assessed("Bänke am Fluss", wirkung=5, kosten=0)
    assessed("Bäume am Platz", wirkung=0, kosten=5)
    factories.idea(state="fachpruefung", title="Räder am Bahnhof")
    board = sign_in(factories.person("board"))
    before = strategy().criteria_set
    page = board.get("/board/vergleich").get_data(as_text=True)
    assert page.index("Bänke am Fluss") < page.index("Bäume am Platz")
    assert "Noch nicht fertig bewertet" in page
    assert "läge „Bäume am Platz“ vor „Bänke am Fluss“" in page
    other = board.get("/board/vergleich?g-wirkung=0&g-kosten=90&kriterium=kosten").get_data(as_text=True)
    assert other.index("Bäume am Platz") < other.index("Bänke am Fluss")
    assert "Sie sehen andere Gewichte" in other
    assert strategy().criteria_set == before
    for odd in ("g-wirkung=-5", "g-wirkung=9999999999", "g-wirkung=x", "kriterium=gibtsnicht"):
        assert board.get(f"/board/vergleich?{odd}").status_code == 200


def test_all_weights_at_nothing_leave_everybody_on_one_place(sign_in: SignIn) -> None:
    assessed("Bänke am Fluss", wirkung=5, kosten=0)
    assessed("Bäume am Platz", wirkung=0, kosten=5)
    nothing = "&".join(f"g-{key}=0" for key in strategy().criteria_set.weights)
    found = queries.comparison(factories.person("staff"), dict.fromkeys(strategy().criteria_set.weights, 0))
    assert [(row.place, row.total) for row in found.rows] == [(1, 0.0), (1, 0.0)]
    assert sign_in(factories.person("staff")).get(f"/board/vergleich?{nothing}").status_code == 200


@pytest.mark.parametrize(
    ("role", "status"), [("", 403), ("moderator", 403), ("admin", 403), ("staff", 200), ("board", 200)]
)
def test_board_and_staff_office_compare(sign_in: SignIn, role: str, status: int) -> None:
    who = sign_in(factories.person(*filter(None, [role])))
    assert who.get("/board/vergleich").status_code == status
    assert who.get("/board/vergleich.csv").status_code == status


def test_the_table_for_spreadsheets_holds_no_formula(sign_in: SignIn) -> None:
    """X-25."""
    assessed("=1+1 Bänke am Fluss", wirkung=5, kosten=0)
    answer = sign_in(factories.person("board")).get("/board/vergleich.csv?g-kosten=0")
    head, row = list(csv.reader(answer.get_data(as_text=True).splitlines()))
    assert head[:3] == ["place", "idea", "points"]
    assert row[1] == "'=1+1 Bänke am Fluss"
    assert len(row) == len(head)


def test_what_is_not_complete_shows_no_figures(app: Flask) -> None:
    """B-14."""
    idea_id = factories.idea(state="fachpruefung").id
    with transaction():
        commands.assess(factories._inside("staff"), db.session.get_one(Idea, idea_id), given=GIVEN)
    found = queries.comparison(factories.person("board"), {})
    assert (found.rows, [idea.id for idea, _round in found.waiting]) == ([], [idea_id])


def test_the_number_of_queries_does_not_grow_with_the_ideas(sign_in: SignIn) -> None:
    board = sign_in(factories.person("board"))
    counts = []
    for place in range(2):
        for number in range(1 + 3 * place):
            assessed(f"Bänke am Fluss, Teil {place} {number}", wirkung=number, kosten=2)
        board.get("/board/vergleich")
        selects: list[str] = []

        def note(_c: Any, _k: Any, statement: str, *_rest: Any, found: list[str] = selects) -> None:
            found.extend([statement] if statement.startswith("SELECT") else [])

        event.listen(db.engine, "before_cursor_execute", note)
        board.get("/board/vergleich")
        event.remove(db.engine, "before_cursor_execute", note)
        counts.append(len(selects))
    assert counts[0] == counts[1]
