"""Assessing ideas by the criteria."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from forum.accounts.models import Person
from forum.assessments.models import Assessment
from forum.assessments.scoring import score, spread
from forum.core.db import db
from forum.strategy.models import Criterion, strategy
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]

CRITERIA = [
    Criterion(key="erlaubt", title="Erlaubt", weight=0, knock_out=True),
    Criterion(key="wirkung", title="Wirkung", weight=30),
    Criterion(key="kosten", title="Kosten", weight=10),
]


@pytest.mark.parametrize(
    ("given", "points", "failed"),
    [
        ({"erlaubt": True, "wirkung": 5, "kosten": 5}, 100.0, ()),
        ({"erlaubt": True, "wirkung": 0, "kosten": 0}, 0.0, ()),
        ({"erlaubt": True, "wirkung": 5, "kosten": 0}, 75.0, ()),
        ({"erlaubt": False, "wirkung": 3, "kosten": 1}, 50.0, ("erlaubt",)),
        ({"wirkung": 9, "kosten": -2}, 75.0, ("erlaubt",)),
        ({}, 0.0, ("erlaubt",)),
    ],
)
def test_points_are_weighted_shares(given: dict[str, object], points: float, failed: tuple[str, ...]) -> None:
    """B-07."""
    result = score(CRITERIA, given)
    assert (result.points, result.failed) == (points, failed)


def test_the_spread_of_several_assessments() -> None:
    assert spread([]).mean is None
    several = spread([40.0, 70.0, 55.0])
    assert (several.number, several.mean, several.least, several.most) == (3, 55.0, 40.0, 70.0)


def answers(points: int = 3) -> dict[str, str]:
    return {key: "ja" if row.knock_out else str(points) for key, row in strategy().criteria.items()}


def test_assessors_see_the_others_after_their_own(sign_in: SignIn) -> None:
    """B-14, B-07: one row per person, with the version of the criteria."""
    idea = factories.idea(state="fachpruefung")
    path = f"/ideen/{idea.id}/bewertung"
    one, two = factories.person("staff"), factories.person("board")
    incomplete = {key: value for key, value in answers().items() if key != "wirkung"}
    refused = sign_in(one).submit(path, **incomplete, comment="Mein Kommentar zur Wirkung")
    assert (refused.status_code, "Mein Kommentar zur Wirkung" in refused.get_data(as_text=True)) == (422, True)
    assert sign_in(one).submit(path, **answers(), comment="Mein Kommentar zur Wirkung").status_code == 303
    assert "Mein Kommentar" not in sign_in(two).get(path).get_data(as_text=True)
    assert sign_in(two).submit(path, **answers(5)).status_code == 303
    assert "Mein Kommentar" in sign_in(two).get(path).get_data(as_text=True)
    assert sign_in(one).submit(path, **answers(4)).status_code == 303
    rows = db.session.scalars(select(Assessment).order_by(Assessment.id)).all()
    assert [row.points for row in rows] == [80.0, 100.0]
    assert {row.strategy_version for row in rows} == {strategy().version}
    for roles in ((), ("moderator",), ("admin",)):
        assert sign_in(factories.person(*roles)).get(path).status_code == 403
