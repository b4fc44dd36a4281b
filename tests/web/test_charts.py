"""Where the parts of charts lie, and that every chart says its numbers as a table too (A-20)."""

from datetime import date, timedelta
from itertools import pairwise
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask, render_template_string
from hypothesis import given
from hypothesis import strategies as st

from forum.pages.samples import context
from forum.web.charts import (
    Bar,
    Crossline,
    Passage,
    Profile,
    Reading,
    Share,
    bars,
    crossing,
    flowing,
    over_time,
    profile,
    shares,
)
from forum.web.charts.scales import LETTERS_PER_LINE, Scale, labels, round_steps, spread_apart

NUMBERS = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False).map(lambda number: round(number, 3))


@given(NUMBERS, NUMBERS)
def test_the_steps_of_an_axis_hold_all_values_between_them(one: float, two: float) -> None:
    least, most = sorted((one, two))
    steps = round_steps(least, most)
    assert 2 <= len(steps) <= 7
    assert steps[0] <= least + 1e-6
    assert steps[-1] >= most - 1e-6
    assert len({round(after - before, 6) for before, after in pairwise(steps)}) == 1


@pytest.mark.parametrize(
    ("least", "most", "steps"),
    [(0, 96, [0, 50, 100]), (0, 7, [0, 2, 4, 6, 8]), (0, 0, [0, 0.5]), (-3, 3, [-4, -2, 0, 2, 4])],
)
def test_the_steps_of_an_axis_are_round(least: float, most: float, steps: list[float]) -> None:
    assert round_steps(least, most) == steps


@given(st.lists(st.floats(min_value=24, max_value=224), max_size=30))
def test_letters_at_the_end_of_lines_never_cover_each_other(places: list[float]) -> None:
    moved = spread_apart(places, 16, 24, 224)
    gap = min(16, 200 / max(1, len(places) - 1))
    assert all(after - before >= gap - 0.02 for before, after in pairwise(sorted(moved)))
    assert all(23.9 <= place <= 224.1 for place in moved)
    assert [moved[index] for index in sorted(range(len(places)), key=lambda index: places[index])] == sorted(moved)


def test_letters_with_room_stay_where_they_are() -> None:
    assert spread_apart([200, 30, 100], 16, 24, 224) == [200, 30, 100]


def test_long_labels_break_so_that_a_phone_shows_them_whole() -> None:
    lines = labels("Skalierbarkeit und Übertragbarkeit auf andere Städte", 100)
    assert [(line.text, line.y) for line in lines] == [
        ("Skalierbarkeit und", 114),
        ("Übertragbarkeit auf andere", 134),
        ("Städte", 154),
    ]
    assert all(len(line.text) <= LETTERS_PER_LINE for line in labels("x" * 100, 0))


def test_a_scale_keeps_its_ends() -> None:
    scale = Scale(0, 5, 3, 83)
    assert [scale(value) for value in (-1, 0, 2.5, 5, 9)] == [3, 3, 43, 83, 83]
    assert Scale(7, 7, 0, 100)(7) == 50


def test_bars_share_one_scale_with_their_second_numbers() -> None:
    chart = bars([Bar("a", 100), Bar("b", 50, 200)])
    assert [(row.width, row.second_at) for row in chart.rows] == [(40, None), (20, 80)]
    assert chart.has_second
    assert [row.width for row in bars([Bar("a", 0), Bar("b", -3)]).rows] == [0, 0]
    assert [row.width for row in bars([Bar("a", 3)], most=12).rows] == [20]


@given(st.lists(st.integers(min_value=-3, max_value=1000), max_size=8))
def test_shares_fill_the_whole(parts: list[int]) -> None:
    segments = shares([str(number) for number in range(len(parts))], [Share("a", parts)]).rows[0].segments
    assert [parts[segment.kind] for segment in segments] == [part for part in parts if part > 0]
    for before, after in pairwise(segments):
        assert after.x == pytest.approx(before.x + before.width, abs=0.02)
    if segments:
        assert segments[-1].x + segments[-1].width == pytest.approx(100, abs=0.02)


def test_a_profile_shows_range_and_mean_and_says_when_nobody_rated() -> None:
    chart = profile([Profile("a", (1, 4)), Profile("b", (5,)), Profile("c", ())])
    wide, single, nothing = chart.rows
    assert [tick.value for tick in chart.ticks] == [0, 1, 2, 3, 4, 5]
    assert (wide.least_at, wide.most_at, wide.mean) == (chart.ticks[1].at, chart.ticks[4].at, 2.5)
    assert single.least_at == single.most_at == single.mean_at == chart.right
    assert (nothing.mean_at, nothing.mean, nothing.least) == (None, None, None)
    assert wide.y < single.y < nothing.y < chart.height


def test_a_line_breaks_where_a_value_is_missing() -> None:
    first = date(2026, 1, 1)
    values = [10.0, 20.0, None, 40.0, 30.0]
    chart = over_time([Reading(first + timedelta(days=30 * n), value) for n, value in enumerate(values)], target=25)
    assert len(chart.stretches) == 2
    assert chart.has_missing
    assert [dot.below for dot in chart.dots] == [True, True, False, False, False]
    assert chart.dots[2].y == chart.bottom
    assert chart.target_below


def test_readings_are_drawn_by_their_day_not_by_their_number() -> None:
    days = [date(2026, 1, 1), date(2026, 1, 11), date(2026, 4, 11)]
    near, far = (
        after.x - before.x for before, after in pairwise(over_time([Reading(day, 1) for day in reversed(days)]).dots)
    )
    assert far == pytest.approx(9 * near, abs=0.05)


def test_no_reading_and_no_line_is_a_chart_too() -> None:
    assert over_time([], target=3).dots == []
    assert over_time([]).target_at is None
    assert crossing([], 20).lines == []
    assert bars([]).rows == profile([]).rows == []


def test_lines_cross_where_their_values_do() -> None:
    chart = crossing([Crossline("a", 80, 40), Crossline("b", 40, 80)], 25, [(50, 60)])
    (x, y), (one, two) = chart.marks[0], chart.lines
    assert x == (chart.left + chart.right) / 2
    assert y == pytest.approx((one.y1 + one.y2) / 2)
    assert (one.letter, two.letter, one.y1, one.y2) == ("A", "B", two.y2, two.y1)


def test_what_goes_on_runs_straight_into_the_next_stage() -> None:
    """The stream is as broad as the next bar, and the parts of a bar lie beside each other without a hole."""
    chart = flowing([Passage("a", 60, 30, 10), Passage("b", 0, 45, 15), Passage("c", 0, 0, 0)])
    first, second, nothing = chart.rows
    assert [(part.kind, part.x, part.width) for part in first.pieces] == [(0, 0, 48), (1, 48, 24), (2, 72, 8)]
    assert first.stream == sum(part.width for part in second.pieces) == 48
    assert first.stream_y == first.y + chart.bar_height
    assert first.stream_y + first.stream_height == second.y
    assert (nothing.pieces, nothing.stream, nothing.stream_height) == ([], 0, 0)
    assert nothing.y + chart.bar_height <= chart.height
    assert flowing([]).rows == []


def figures(app: Flask) -> list[Element]:
    """Return the figures of the style guide's samples as browsers read them."""
    source = """{% import "kit/charts.html" as charts %}
    {{ charts.bars(chart_bars, 'Bars', 'Number', 'Threshold') }} {{ charts.shares(chart_shares, 'Shares', 'one') }}
    {{ charts.profile(chart_profile, 'Profile') }} {{ charts.over_time(chart_time, 'Time', 'Number') }}
    {{ charts.crossing(chart_crossing, 'Crossing', 'left', 'right', 'now') }}
    {{ charts.flow(chart_flow, 'Flow', 'two') }}"""
    with app.test_request_context():
        page: Element = html5lib.parse(render_template_string(source, **context()), namespaceHTMLElements=False)
    return list(page.iter("figure"))


def test_every_chart_has_a_caption_and_its_numbers_as_a_table(app: Flask) -> None:
    """A-20: the picture is one image with a name; the table beside it says the same."""
    found = figures(app)
    assert len(found) == 6
    for figure in found:
        assert figure.find("figcaption") is not None
        picture = next(part for part in figure.iter() if part.tag.endswith("svg"))
        assert (picture.get("role"), bool(picture.get("aria-label"))) == ("img", True)
        assert figure.find(".//table/caption") is not None
        assert len(figure.findall(".//tbody/tr")) >= 3


def test_no_two_series_differ_by_colour_alone(app: Flask) -> None:
    """A-20: each share has a pattern, each line a letter, and the legend repeats them with their words."""
    everything = figures(app)
    fills = {part.get("fill") for part in everything[1].iter() if part.get("class") == "chart__share"}
    assert len(fills) == 6
    legend = [" ".join("".join(item.itertext()).split()) for item in everything[4].findall(".//ul/li")]
    assert [words[:4] for words in legend] == ["A – ", "B – ", "C – "]
