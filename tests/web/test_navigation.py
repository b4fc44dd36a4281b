"""The navigation shows where one is: each page of a desk marks the item of its desk."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from forum.accounts.models import Person
from forum.app.navigation import NAVIGATION, ROLE_NAVIGATION
from tests import factories
from tests.factories import Visitor

# Where the pages of a desk lie.
DESKS = {
    "/stabsstelle": "office.index",
    "/board": "board.index",
    "/moderation": "moderation.queue",
    "/verwaltung": "administration.index",
    "/behoerden": "authorities.index",
}
# Their public pages are looked for elsewhere: among the rooms, and in the footer.
ELSEWHERE = {"spaces", "terms", "transparency"}


@pytest.fixture
def database() -> str:
    """One database is enough: nothing here asks it."""
    return "sqlite"


def test_each_page_of_a_desk_marks_its_item(app: Flask) -> None:
    """A blueprint that is new, or moved, and named by no item, fails here."""
    wrong = set()
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()):
            continue
        desk = DESKS.get("/" + rule.rule.split("/")[1])
        blueprint = rule.endpoint.partition(".")[0]
        marked = [item.endpoint for item in (*NAVIGATION, *ROLE_NAVIGATION) if blueprint in item.under]
        if desk is not None and blueprint not in ELSEWHERE and marked != [desk]:
            wrong.add((blueprint, *marked))
    assert wrong == set()


@pytest.mark.parametrize(
    ("roles", "label"), [(["staff"], "Stabsstelle"), (["board"], "Board"), (["staff", "board"], "Board")]
)
def test_the_page_of_ratings_marks_one_item_for_everybody_who_rates(
    app: Flask, sign_in: Callable[[Person], Visitor], roles: list[str], label: str
) -> None:
    """Staff and Board rate ideas; whoever is in both finds the page at the Board."""
    html = sign_in(factories.person(*roles)).get("/bewertungen").get_data(as_text=True)
    assert re.findall(r'aria-current="page"[^>]*>\s*([^<]+?)\s*<', html.partition("<main")[0]) == [label]


def test_no_item_names_what_is_not_there(app: Flask) -> None:
    """A blueprint that went, or has another name, leaves no word behind; only ratings belong to two items."""
    named = [blueprint for item in (*NAVIGATION, *ROLE_NAVIGATION) for blueprint in item.under]
    assert {one for one in named if named.count(one) > 1} == {"assessments"}
    assert set(named) <= set(app.blueprints)
