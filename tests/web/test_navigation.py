"""The navigation shows where one is: each page of a desk marks the item of its desk."""

import pytest
from flask import Flask

from forum.app.navigation import NAVIGATION, ROLE_NAVIGATION

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


def test_no_item_names_what_is_not_there(app: Flask) -> None:
    """A blueprint that went, or has another name, leaves no word behind; none belongs to two items."""
    named = [blueprint for item in (*NAVIGATION, *ROLE_NAVIGATION) for blueprint in item.under]
    assert sorted(set(named)) == sorted(named)
    assert set(named) <= set(app.blueprints)
