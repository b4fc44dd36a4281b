"""No barrier that axe sees on any type of page: light and dark, German and English, wide and 320 px (A-01, A-19)."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import request
from playwright.sync_api import Page

from tests.browser.conftest import Visits
from tests.browser.places import CUT, OVERFLOW, PLACES, SPACED, Place, address, cookie
from tests.chromium import COLOURS, NEEDS_CHROMIUM, violations, without_ring

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
    """A-01, A-03, A-10, A-14, A-16, A-19, A-30: every state of every page, for the one who sees it."""
    pages: dict[tuple[str | None, str], Page] = {}
    found = {}
    for place, path in _places(visits, area, language):
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
        look = _look if language == "de" else _look_at_words
        found |= {(place.name, state): them for state, them in look(page, place.language or language) if them}
    assert not found, "\n".join(f"{name}, {state}: {line}" for (name, state), them in found.items() for line in them)


def _places(visits: Visits, area: str, language: str) -> Iterator[tuple[Place, str]]:
    """Yield every state of the pages in German; in English one state of each page, since its parts are the same."""
    seen = set()
    for place in PLACES[area]:
        path = address(visits.site, place, language)
        with visits.site.app.test_request_context(path):
            endpoint = request.endpoint
        if language == "de" or place.language or endpoint not in seen:
            seen.add(endpoint)
            yield place, path


def _look(page: Page, language: str) -> list[tuple[str, list[str]]]:
    """Look at a page on a desk in the light theme, and on a small phone in the dark one."""
    seen = [("frame", _frame(page, language)), ("light", violations(page))]
    page.set_viewport_size(NARROW)
    page.emulate_media(color_scheme="dark")
    page.evaluate(PAINTED)
    seen += [("320 px, dark", violations(page)), ("sideways", page.evaluate(OVERFLOW))]
    page.evaluate(SPACED)
    seen += [("spaced", page.evaluate(OVERFLOW) + page.evaluate(CUT))]
    # This comes last, for some parts answer to the focus.
    return [*seen, ("focus", without_ring(page))]


def _look_at_words(page: Page, language: str) -> list[tuple[str, list[str]]]:
    """Look for what another language can change: all but colours."""
    return [("frame", _frame(page, language)), ("light", violations(page, without=COLOURS))]


def _frame(page: Page, language: str) -> list[str]:
    h1, lang, first, footer = page.evaluate(FRAME)
    wrong = [] if (h1, lang, first) == (1, language, "skip-link") else [f"{h1} h1, lang {lang}, first is {first}"]
    return wrong + ([] if footer == FOOTER else [f"the footer leads to {footer}"])
