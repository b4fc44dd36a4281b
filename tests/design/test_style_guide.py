"""The style guide in a real browser: no barrier that axe sees, at each width and theme (A-01, D-07)."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import NEEDS_CHROMIUM, launch, violations, without_ring
from tests.design.measuring import RESULTS, THEMES, WIDTHS, measure, served

PATHS = ["/gestaltung", "/gestaltung?als=gast", "/fehler", "/ausfall"]

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Serve the harness on a free port."""
    with served() as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start one Chromium for all tests of this file."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


class Opener:
    """Opens pages and keeps what the browser complains about, such as a breach of the policy."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.complaints: list[str] = []

    def __call__(self, address: str, width: int, theme: Any, **options: Any) -> Page:
        page = self.browser.new_page(
            viewport={"width": width, "height": 800}, color_scheme=theme, service_workers="block", **options
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))
        page.goto(address)
        page.evaluate("document.fonts.ready.then(() => true)")
        return page


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Opener]:
    """Hand out an opener, and fail a test whose pages made the browser complain."""
    opener = Opener(browser)
    yield opener
    for context in browser.contexts:
        context.close()
    assert opener.complaints == []


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_no_barrier(open_page: Opener, address: str, width: int, theme: str, path: str) -> None:
    page = open_page(address + path, width, theme)
    assert violations(page) == []


def test_the_guide_says_what_axe_finds_in_each_part(browser: Browser, address: str) -> None:
    """A-01, D-07: `python -m tests.design.measuring` writes the figures on the page anew when a part has changed."""
    found = measure(browser, address)
    assert found == json.loads(RESULTS.read_text("utf-8"))
    assert {part["violations"] for part in found["parts"].values()} == {0}
    assert min(part["passed"] for part in found["parts"].values()) > 0


@pytest.mark.parametrize("theme", THEMES)
def test_the_open_menu_has_no_barrier_and_closes_with_escape(open_page: Opener, address: str, theme: str) -> None:
    """A-30, and the keyboard gives the focus back to the button."""
    page = open_page(f"{address}/fehler", 320, theme)
    page.locator(".site-header__bar > .menu-button").focus()
    page.keyboard.press("Enter")
    assert page.locator(".site-nav").first.is_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert not page.locator(".site-nav").first.is_visible()
    assert page.evaluate("document.activeElement.className") == "menu-button"


def test_the_menu_works_without_scripts(open_page: Opener, address: str) -> None:
    """A-09: the browser opens it by itself."""
    page = open_page(f"{address}/fehler", 320, "light", java_script_enabled=False)
    page.locator(".site-header__bar > .menu-button").click()
    assert page.get_by_role("link", name="Vorhaben").is_visible()


def test_a_confirmation_keeps_the_focus_and_gives_it_back(open_page: Opener, address: str) -> None:
    """A-13: a native dialog, Escape closes it, the focus returns to the button that asked."""
    page = open_page(f"{address}/gestaltung", 1280, "light")
    page.locator("button[data-confirm]").click()
    assert page.get_by_role("dialog").is_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert page.locator("dialog").count() == 0
    assert page.evaluate("document.activeElement.hasAttribute('data-confirm')")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("size", ["100%", "200%"])
def test_nothing_scrolls_sideways_on_a_small_phone(open_page: Opener, address: str, path: str, size: str) -> None:
    """A-19: at 320 pixels, also with text at twice its size on a screen of 640."""
    page = open_page(address + path, 320 if size == "100%" else 640, "light")
    page.evaluate("size => document.documentElement.style.setProperty('font-size', size)", size)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_skip_link_comes_first_and_leads_to_the_content(open_page: Opener, address: str) -> None:
    """A-03."""
    page = open_page(f"{address}/fehler", 1280, "light")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhalt"


def test_the_error_summary_takes_the_focus(open_page: Opener, address: str) -> None:
    """A-14: and its links lead to the fields."""
    page = open_page(f"{address}/gestaltung", 1280, "light")
    assert page.evaluate("document.activeElement.classList.contains('error-summary')")
    page.locator(".error-summary a").first.click()
    assert page.evaluate("location.hash") == "#wrong-title"
    assert page.evaluate(
        "[...document.querySelectorAll('.error-summary a')].every(a => document.querySelector(a.hash))"
    )


def test_a_forced_theme_wins_over_the_system(open_page: Opener, address: str) -> None:
    """D-09."""
    light = open_page(f"{address}/fehler", 1280, "dark")
    forced = open_page(f"{address}/fehler?thema=light", 1280, "dark")
    background = "getComputedStyle(document.body).backgroundColor"
    assert light.evaluate(background) == "rgb(18, 24, 29)"
    assert forced.evaluate(background) == "rgb(246, 243, 237)"


def test_nothing_moves_for_people_who_asked_for_it(open_page: Opener, address: str) -> None:
    """D-03."""
    page = open_page(f"{address}/gestaltung", 1280, "light", reduced_motion="reduce")
    longest = """Math.max(...[...document.querySelectorAll('*')].flatMap(element => {
        const style = getComputedStyle(element);
        return `${style.transitionDuration},${style.animationDuration}`.split(',').map(parseFloat);
    }))"""
    assert page.evaluate(longest) < 0.001


@pytest.mark.parametrize("path", ["/fehler", "/fehler?als=gast"])
@pytest.mark.parametrize("width", [1088, 1280, 1920])
def test_the_header_keeps_its_parts_apart(open_page: Opener, address: str, width: int, path: str) -> None:
    """Two lines on a wide screen: brand, search and account, then the navigation."""
    page = open_page(address + path, width, "light")
    box = """selector => { const {top, bottom, left, right} = document.querySelector(selector)
        .getBoundingClientRect(); return {top, bottom, left, right}; }"""
    search, tools, menu = (page.evaluate(box, name) for name in (".site-search", ".site-tools", ".site-nav"))
    assert search["right"] <= tools["left"]
    assert abs(search["top"] + search["bottom"] - tools["top"] - tools["bottom"]) < 4
    assert max(search["bottom"], tools["bottom"]) <= menu["top"]


def test_paper_has_no_menus(open_page: Opener, address: str) -> None:
    """D-11."""
    page = open_page(f"{address}/gestaltung", 800, "dark")
    page.emulate_media(media="print")
    for part in (".site-header", ".site-footer", ".post__actions", ".pager", ".new-posts", ".filter-panel"):
        assert not page.locator(part).first.is_visible(), part
    assert page.locator(".post__text").first.is_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_targets_are_large_enough(open_page: Opener, address: str, width: int) -> None:
    """A-11: 24 pixels at least, unless the link stands inside a sentence."""
    page = open_page(f"{address}/gestaltung", width, "light")
    small = page.evaluate(
        """() => {
            const targets = "main button, main .kern-btn, header a, header button, footer a, summary";
            return [...document.querySelectorAll(targets)].filter(target => {
                const box = target.getBoundingClientRect();
                return target.checkVisibility() && box.height && (box.height < 24 || box.width < 24);
            }).map(target => target.outerHTML.slice(0, 120));
        }"""
    )
    assert small == []


@pytest.mark.parametrize("theme", THEMES)
def test_whatever_has_the_focus_shows_it(open_page: Opener, address: str, theme: str) -> None:
    """A-10, WCAG 2.4.7: also boxes that scroll, and the bar of tools, which KERN leaves bare."""
    page = open_page(f"{address}/gestaltung", 1280, theme)
    assert without_ring(page) == []
