"""What a visit leaves behind and whom it calls: nothing and nobody (P-03, P-04)."""

import re
from urllib.parse import unquote_plus, urlsplit

from playwright.sync_api import Request, expect

from tests.browser.conftest import Visits
from tests.browser.places import PLACES, address
from tests.chromium import NEEDS_CHROMIUM

pytestmark = NEEDS_CHROMIUM

STORED = "() => [document.cookie, localStorage.length, sessionStorage.length]"


def test_a_visitors_walk_leaves_nothing_behind(visits: Visits) -> None:
    """P-03, P-04: all public pages, their forms with errors and their language; no cookie, no storage, no foreign host.

    Only on the way through a sign-in service does a visitor have a cookie: it is the beginning of signing in (P-04).
    """
    page = visits(None)
    for places in PLACES.values():
        for place in places:
            if place.role is None and not place.held:
                visits.go(page, address(visits.site, place), place.status)
                if place.then:
                    place.then(page)
                assert page.evaluate(STORED) == ["", 0, 0], place.name
    visits.go(page, "/?sprache=en")
    assert page.context.cookies() == []
    assert {urlsplit(url).netloc for url in visits.requested} == {urlsplit(visits.site.url).netloc}


def test_what_a_visitor_types_stays_in_the_window_until_it_is_sent(visits: Visits) -> None:
    """N-02, P-04: the text leaves with the form alone, the title only to the search for twins, and nothing is kept."""
    title, text = "Trinkbrunnen am Schlossplatz", "Im Sommer fehlt dort Wasser, und niemand will etwas kaufen müssen."
    page = visits("/ideen/neu")
    sent: list[tuple[str, str]] = []
    page.on("request", lambda request: sent.append((unquote_plus(request.url), _body(request))))
    page.get_by_label("Titel").press_sequentially(title)
    page.locator("#text").press_sequentially(text)
    page.locator("#text").press("Control+b")
    page.locator("#aehnlich").wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    # Long enough for a draft to be saved, were there one to save.
    page.wait_for_timeout(6_000)
    told = {urlsplit(address).path for address, body in sent if _words_of(title, address + body)}
    assert told == {"/ideen/aehnlich"}
    assert [address for address, body in sent if _words_of(text, address + body)] == []
    assert [address for address, body in sent if body] == []
    assert page.evaluate(STORED) == ["", 0, 0]
    assert page.evaluate("async () => (await indexedDB.databases()).length + (await caches.keys()).length") == 0
    expect(page.locator("#text")).to_have_value(re.compile(re.escape(text)))
    page.get_by_role("button", name="Weiter zur Anmeldung").click()
    # The same watch sees the text once it is sent, so it would have seen it before.
    assert [urlsplit(address).path for address, body in sent if _words_of(text, body)] == ["/ideen/neu"]


def _body(request: Request) -> str:
    return unquote_plus((request.post_data_buffer or b"").decode(errors="replace"))


def _words_of(text: str, sent: str) -> list[str]:
    """Return which words of a text stand in what was sent, from the longest on; short ones stand everywhere."""
    return [word for word in re.findall(r"\w{7,}", text) if word in sent]
