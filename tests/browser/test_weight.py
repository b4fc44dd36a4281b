"""What a visit costs on a telephone: what goes over the line at the first view, and at the next one (D-14)."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visits
from tests.chromium import NEEDS_CHROMIUM

pytestmark = NEEDS_CHROMIUM
# Bytes with their heads, without the fonts.
FIRST, NEXT = 150_000, 30_000


@contextmanager
def weighed(page: Page) -> Iterator[dict[str, float]]:
    """Collect what goes over the line until the page is quiet, by address; it is closed with the page."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    asked: dict[str, str] = {}
    loads: dict[str, float] = {}
    line.on("Network.requestWillBeSent", lambda told: asked.update({told["requestId"]: told["request"]["url"]}))
    line.on(
        "Network.loadingFinished",
        lambda told: loads.update({asked[told["requestId"]]: told["encodedDataLength"]}),
    )
    yield loads
    page.wait_for_load_state("networkidle")
    line.detach()


def besides_fonts(loads: dict[str, float]) -> float:
    """Return how many bytes there were besides fonts, which are the same for all pages and may come later."""
    return sum(size for url, size in loads.items() if ".woff" not in url)


@pytest.mark.parametrize(
    "path", ["/", "/ideen", "/ideen/1", "/themen/1", "/sitzungen/1", "/zahlen", "/suche?q=Fahrrad"]
)
def test_a_page_is_light(visits: Visits, path: str) -> None:
    """D-14: at most 150 KB at the first visit of anybody, and 30 KB when files are there already."""
    page = visits(None)
    for most in (FIRST, NEXT):
        with weighed(page) as loads:
            visits.go(page, path)
        assert 0 < besides_fonts(loads) <= most, sorted(loads.items(), key=lambda one: -one[1])[:8]
        # What is there already is in the list with nothing.
        assert (sum(size for url, size in loads.items() if ".css" in url) > 10_000) is (most == FIRST)
