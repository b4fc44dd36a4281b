"""No barrier that axe sees on any type of page: light and dark, German and English, wide and 320 px (A-01, A-19)."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visits
from tests.browser.places import OVERFLOW, PLACES, address, cookie
from tests.chromium import NEEDS_CHROMIUM, violations

pytestmark = NEEDS_CHROMIUM

WIDE: Any = {"width": 1280, "height": 900}
NARROW: Any = {"width": 320, "height": 568}
FRAME = """() => {
  const first = document.querySelector('a[href], button, input, select, textarea, [tabindex]');
  const footer = [...document.querySelectorAll('body > footer nav a')].map((link) => new URL(link.href).pathname);
  return [document.querySelectorAll('h1').length, document.documentElement.lang, first.className, footer];
}"""
# Where people find help and contact, at the same place of every page.
FOOTER = [
    "/hilfe",
    "/regeln",
    "/nutzungsbedingungen",
    "/transparenz",
    "/leichte-sprache",
    "/barrierefreiheit",
    "/barrierefreiheit/melden",
    "/datenschutz",
    "/kontakt",
    "/impressum",
    "/lizenzen",
]
# Style and layout follow a changed screen with the next picture.
PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("area", PLACES)
def test_no_page_has_a_barrier(visits: Visits, area: str, language: str) -> None:
    """A-01, A-03, A-14, A-16, A-19, A-30: every state of every page, for the one who sees it."""
    pages: dict[tuple[str | None, str], Page] = {}
    found = {}
    for place in PLACES[area]:
        path = address(visits.site, place, language)
        # Where only one browser may go on, it has a page of its own.
        browser = (place.role, path if place.held else "")
        if browser not in pages:
            pages[browser] = visits(None, cookie=cookie(visits.site, place, path))
        page = pages[browser]
        page.set_viewport_size(WIDE)
        page.emulate_media(color_scheme="light")
        visits.go(page, path, place.status)
        if place.then:
            place.then(page)
        page.evaluate("document.fonts.ready.then(() => true)")
        found |= {(place.name, state): them for state, them in _look(page, place.language or language) if them}
    assert not found, "\n".join(f"{name}, {state}: {line}" for (name, state), them in found.items() for line in them)


def _look(page: Page, language: str) -> list[tuple[str, list[str]]]:
    """Look at a page in both themes, and in German also on a small phone."""
    h1, lang, first, footer = page.evaluate(FRAME)
    wrong = [] if (h1, lang, first) == (1, language, "skip-link") else [f"{h1} h1, lang {lang}, first is {first}"]
    wrong += [] if footer == FOOTER else [f"the footer leads to {footer}"]
    seen = [("frame", wrong), ("light", violations(page))]
    if language == "de":
        page.set_viewport_size(NARROW)
        page.evaluate(PAINTED)
        seen += [("320 px", violations(page)), ("sideways", page.evaluate(OVERFLOW))]
        page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="dark")
    page.evaluate(PAINTED)
    return [*seen, ("dark", violations(page, colours_only=True))]
