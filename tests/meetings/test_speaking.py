"""The order of the speakers' list and the clock of a speech, as pure functions (L-07 to L-13)."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as some

from forum.meetings.speaking import Clock, Heard, Kind, Place, Point, Rules, Why, Wish, order

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
GROUPS = ("", "women", "men")


def numbers(wishes: list[Wish], rules: Rules | None = None, heard: tuple[Heard, ...] = ()) -> list[int]:
    return [place.number for place in order(wishes, rules, heard)]


def test_without_rules_the_first_to_ask_is_the_first_to_speak() -> None:
    """L-07."""
    places = order([Wish(3), Wish(1), Wish(2)])
    assert [(place.number, place.why) for place in places] == [(1, Why.TURN), (2, Why.TURN), (3, Why.TURN)]


def test_for_and_against_take_turns_and_who_takes_no_side_waits_for_nobody() -> None:
    """L-08."""
    wishes = [Wish(1, stance="pro"), Wish(2, stance="pro"), Wish(3), Wish(4, stance="contra")]
    assert numbers(wishes) == [1, 2, 3, 4]
    places = order(wishes, Rules(alternate=True))
    assert [place.number for place in places] == [1, 3, 4, 2]
    assert numbers(wishes, Rules(alternate=True), (Heard(stance="pro"),)) == [3, 4, 1, 2]
    assert order(wishes, Rules(alternate=True), [Heard(stance="pro")])[0].why == Why.STANCE


def test_for_and_against_take_turns_behind_whom_the_chair_moved_ahead() -> None:
    """L-08, L-11."""
    first = Wish(3, stance="pro", place=1, moved=True)
    others = [Wish(number, stance=stance, place=2) for number, stance in ((1, "pro"), (2, "contra"), (4, "contra"))]
    places = order([first, *others], Rules(alternate=True))
    assert [(place.number, place.why) for place in places] == [
        (3, Why.MOVED),
        (2, Why.STANCE),
        (1, Why.TURN),
        (4, Why.TURN),
    ]


def test_points_of_order_go_by_rank_and_within_a_rank_by_arrival() -> None:
    """L-09: two of one rank keep the order of arrival; speeches come after."""
    wishes = [
        Wish(1),
        Wish(2, Kind.POINT, point=Point.OTHER),
        Wish(3, Kind.POINT, point=Point.END_LIST),
        Wish(4, Kind.POINT, point=Point.END_LIST),
        Wish(5, Kind.POINT, point=Point.QUORUM),
        Wish(6, Kind.QUESTION),
    ]
    assert numbers(wishes) == [6, 5, 3, 4, 2, 1]


def test_in_a_balanced_list_groups_take_turns_and_who_spoke_less_comes_first() -> None:
    """L-11: each place says that the rule moved it, and never which group anybody is in."""
    wishes = [
        Wish(1, group="men", times=2),
        Wish(2, group="men"),
        Wish(3, group="women", times=1),
        Wish(4, group="women"),
        Wish(5),
    ]
    places = order(wishes, Rules(balanced=True))
    assert [place.number for place in places] == [2, 4, 5, 1, 3]
    assert [place.why for place in places] == [Why.BALANCED, Why.BALANCED, Why.BALANCED, Why.TURN, Why.TURN]
    # Who was heard under the item counts as the turn before.
    assert numbers(wishes, Rules(balanced=True), (Heard(group="men"),))[0] != 2
    assert not {str(why) for why in Why} & {"women", "men", "group", "fewer", "first"}


def test_the_chair_moves_somebody_and_newcomers_do_not_overtake() -> None:
    """L-11: the override stays in its place while those before it are heard."""
    wishes = [Wish(1, place=2), Wish(2, place=4), Wish(3, place=1, moved=True), Wish(4)]
    places = order(wishes)
    assert places[0] == Place(3, Why.MOVED)
    assert [place.number for place in places] == [3, 1, 2, 4]
    behind_one = [Wish(1, place=1), Wish(2, place=3), Wish(3, place=2, moved=True), Wish(4)]
    assert numbers(behind_one) == [1, 3, 2, 4]
    assert numbers(behind_one[1:]) == [3, 2, 4]


some_wishes = some.lists(
    some.builds(
        Wish,
        number=some.integers(1, 500),
        kind=some.sampled_from(Kind),
        stance=some.sampled_from(("", "pro", "contra")),
        point=some.sampled_from(Point),
        group=some.sampled_from(GROUPS),
        times=some.integers(0, 3),
        place=some.integers(0, 20),
        moved=some.booleans(),
    ),
    unique_by=lambda wish: wish.number,
    max_size=12,
)
some_rules = some.builds(Rules, alternate=some.booleans(), balanced=some.booleans())
some_heard = some.lists(
    some.builds(Heard, stance=some.sampled_from(("", "pro", "contra")), group=some.sampled_from(GROUPS)), max_size=5
)


@given(some_wishes, some_rules, some_heard)
def test_every_wish_has_exactly_one_place(wishes: list[Wish], rules: Rules, heard: list[Heard]) -> None:
    assert sorted(place.number for place in order(wishes, rules, heard)) == sorted(wish.number for wish in wishes)


@given(some_wishes, some_rules, some_heard)
def test_the_order_does_not_depend_on_how_the_wishes_are_given(
    wishes: list[Wish], rules: Rules, heard: list[Heard]
) -> None:
    assert order(wishes, rules, heard) == order(list(reversed(wishes)), rules, heard)


@given(some_wishes, some_heard)
def test_no_group_speaks_twice_in_a_row_while_another_waits(wishes: list[Wish], heard: list[Heard]) -> None:
    """L-11: fairness between groups, and within a group who spoke less comes first."""
    by_number = {wish.number: wish for wish in wishes if wish.kind == Kind.SPEECH and not wish.moved}
    places = [by_number[place.number] for place in order(by_number.values(), Rules(balanced=True), heard)]
    for place, (one, following) in enumerate(pairwise(places), start=1):
        assert one.group != following.group or all(left.group == one.group for left in places[place:])
    for group in GROUPS:
        same = [wish for wish in places if wish.group == group]
        assert same == sorted(same, key=lambda wish: (wish.times, wish.number))


@given(some_wishes, some_rules, some_heard, some.sampled_from(GROUPS))
def test_nobody_loses_a_place_to_an_equal_who_came_later(
    wishes: list[Wish], rules: Rules, heard: list[Heard], group: str
) -> None:
    """Stability: among equals the order of asking holds, under every rule."""
    speeches = [wish for wish in wishes if wish.kind == Kind.SPEECH and not wish.moved]
    late = Wish(501, group=group, times=max((wish.times for wish in speeches), default=0))
    result = numbers([*speeches, late], rules, tuple(heard))
    for wish in speeches:
        if (wish.stance, wish.group) == ("", group):
            assert result.index(wish.number) < result.index(501)


@given(some_wishes)
def test_without_rules_a_newcomer_changes_no_other_place(wishes: list[Wish]) -> None:
    ordinary = [wish for wish in wishes if not wish.moved]
    assert numbers([*ordinary, Wish(501)]) == [*numbers(ordinary), 501]


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def test_the_time_stands_still_for_a_question_and_its_answer_and_then_goes_on() -> None:
    """L-12, L-13."""
    clock = Clock(NOON).halt(NOON + minutes(2))
    assert clock.used(NOON + minutes(9)) == minutes(2)
    assert clock.halt(NOON + minutes(3)) == clock
    clock = clock.go_on(NOON + minutes(4))
    assert clock.used(NOON + minutes(5)) == minutes(3)
    assert clock.left(minutes(5), NOON + minutes(5)) == minutes(2)
    assert clock.left(minutes(2), NOON + minutes(5)) == minutes(-1)
    assert clock.left(None, NOON) is None
    assert clock.stop(NOON + minutes(6)).used(NOON + minutes(60)) == minutes(4)
    assert clock.halt(NOON + minutes(5)).stop(NOON + minutes(50)).used(NOON + minutes(60)) == minutes(3)


@given(some.lists(some.tuples(some.sampled_from(("halt", "go_on")), some.integers(0, 600)), max_size=10))
def test_a_clock_counts_exactly_the_time_in_which_it_ran(steps: list[tuple[str, int]]) -> None:
    """L-13: whatever happens in between, the time used is the sum of the stretches that ran."""
    clock, at, runs, ran = Clock(NOON), NOON, True, 0
    for step, seconds in steps:
        ran += seconds if runs else 0
        at += timedelta(seconds=seconds)
        clock = clock.halt(at) if step == "halt" else clock.go_on(at)
        runs = step == "go_on"
    assert clock.used(at) == timedelta(seconds=ran)
    assert clock.stop(at).used(at + timedelta(days=1)) == timedelta(seconds=ran)
