"""What a visit leaves behind and whom it calls: nothing and nobody (P-03, P-04)."""

from urllib.parse import urlsplit

from tests.browser.conftest import Visits
from tests.browser.places import PLACES, address
from tests.chromium import NEEDS_CHROMIUM

pytestmark = NEEDS_CHROMIUM

STORED = "() => [document.cookie, localStorage.length, sessionStorage.length]"


def test_a_visitors_walk_leaves_nothing_behind(visits: Visits) -> None:
    """P-03, P-04: all public pages, their forms with errors and their language; no cookie, no storage, no foreign host."""
    page = visits(None)
    for places in PLACES.values():
        for place in places:
            if place.role is None:
                visits.go(page, address(visits, place), place.status)
                if place.then:
                    place.then(page)
                assert page.evaluate(STORED) == ["", 0, 0], place.name
    visits.go(page, "/?sprache=en")
    assert page.context.cookies() == []
    assert {urlsplit(url).netloc for url in visits.requested} == {urlsplit(visits.site.url).netloc}
