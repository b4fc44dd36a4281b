"""The tour for who is here for the first time (issue of the interface; P-04)."""

from forum.pages.tour import STOPS
from tests.factories import Visitor


def test_the_tour_leads_from_step_to_step_and_every_way_is_there(client: Visitor) -> None:
    """Each step names the next one, where it happens and how to leave; none sets a cookie."""
    assert 'href="/rundgang"' in client.get("/").text
    for place, stop in enumerate(STOPS, start=1):
        answer = client.get(f"/rundgang/{place}" if place > 1 else "/rundgang")
        page = answer.text
        assert "Set-Cookie" not in answer.headers
        assert f"Schritt {place} von {len(STOPS)}" in page
        assert f">{stop.way}<" in page
        assert (f'href="/rundgang/{place + 1}"' in page) is (place < len(STOPS))
        assert "Rundgang überspringen" in page
        assert page.count('aria-current="step"') == 1


def test_there_are_no_other_steps(client: Visitor) -> None:
    for odd in ("0", str(len(STOPS) + 1), "-1", "x"):
        assert client.get(f"/rundgang/{odd}").status_code == 404


def test_every_way_of_the_tour_is_open_to_visitors(client: Visitor) -> None:
    """Nobody is sent to a page that turns them away."""
    with client.application.test_request_context():
        ways = [client.application.url_for(stop.endpoint, _external=False) for stop in STOPS]
    assert {client.get(way).status_code for way in ways} == {200}
