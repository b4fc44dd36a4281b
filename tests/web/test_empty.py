"""Lists that hold nothing say what to do next, with a link (issue 9)."""

import re
from collections.abc import Callable

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.discussions.models import Space
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]

# Each list as somebody finds it who begins, and where it leads.
OF_MINE = {
    "/entwuerfe": "/raeume",
    "/mitteilungen": "/ideen",
    "/mitteilungen?ungelesen=1": "/mitteilungen",
    "/merkliste": "/ideen",
    "/konto/meldungen": "/regeln",
    "/suche?q=Quastenflosser": "/ideen",
    "/suche?q=Quastenflosser&art=idee": "/suche?q=Quastenflosser",
}
OF_THE_OFFICE = {
    "/stabsstelle?sortierung=neu": "/stabsstelle/idee-aufnehmen",
    "/stabsstelle?frist=bald": "/stabsstelle?sortierung=neu",
    "/stabsstelle/sammeln?akt=schritt": "/stabsstelle",
}


def way_on(client: Visitor, path: str) -> str:
    """Return where the empty list of a page leads."""
    page = client.get(path).get_data(as_text=True)
    (empty,) = re.findall(r'<div class="empty">(.*?)</div>', page, re.DOTALL)
    (address,) = re.findall(r'<a class="kern-btn[^"]*" href="([^"]+)"', empty) or [""]
    return str(address)


def test_an_empty_list_leads_on(sign_in: SignIn) -> None:
    client = sign_in(factories.person())
    assert {path: way_on(client, path) for path in OF_MINE} == OF_MINE


def test_an_empty_workbench_leads_on(sign_in: SignIn) -> None:
    client = sign_in(factories.person("staff"))
    assert {path: way_on(client, path) for path in OF_THE_OFFICE} == OF_THE_OFFICE


def test_an_empty_room_asks_only_those_to_begin_whom_it_lets(sign_in: SignIn) -> None:
    space = factories.space()
    number, path = space.id, f"/raeume/{space.slug}"
    client = sign_in(factories.person())
    assert way_on(client, path) == f"{path}/neu"
    assert way_on(sign_in(factories.person("moderator")), f"{path}/ordnen?akt=schliessen") == path
    with transaction():
        db.session.get_one(Space, number).archived_at = now()
    assert way_on(client, path) == "/raeume"
    assert "Machen Sie den Anfang" not in client.get(path).text
