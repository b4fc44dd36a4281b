"""What axe cannot see: growing threads, paging, addresses of posts, and pictures that keys and ears can use."""

import re
from threading import Event
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from forum.core.db import db, transaction
from forum.discussions import commands as discussions
from forum.discussions.models import Post, Thread
from tests import factories
from tests.browser.conftest import Visits, press_until
from tests.browser.test_reading_story import LOOK_AGAIN
from tests.chromium import NEEDS_CHROMIUM, violations

pytestmark = NEEDS_CHROMIUM

# Keeps what a script takes out of the main part, and what it adds outside of the log and of the place for news.
WATCH = """() => {
  window.seen = { removed: [], elsewhere: [], logged: 0 };
  const [log, news] = [document.querySelector("[role=log]"), document.querySelector("[data-arrivals]")];
  new MutationObserver((changes) => {
    for (const { target, addedNodes, removedNodes } of changes) {
      if (news.contains(target)) continue;
      window.seen.removed.push(...[...removedNodes].map((one) => one.nodeName));
      if (log.contains(target)) window.seen.logged += addedNodes.length;
      else window.seen.elsewhere.push(...[...addedNodes].map((one) => one.nodeName + " in " + target.nodeName));
    }
  }).observe(document.querySelector(".page"), { childList: true, subtree: true });
}"""
# Whether the middle of the focused element is seen, and not what lies above it.
IS_SEEN = """() => {
  const box = document.activeElement.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + Math.min(box.width, 40) / 2, box.top + box.height / 2);
  return box.top >= 0 && box.bottom <= innerHeight && document.activeElement.contains(top);
}"""


def test_what_is_new_is_added_to_a_log_and_nothing_is_written_anew(visits: Visits) -> None:
    """A-06: two arrivals only add nodes, all of them in the log; no moment in words stands where news are said."""
    with visits.site.forum():
        reader, thread = factories.person(), factories.thread()
        number = thread.id
        page = visits(thread.url, reader)
    log = page.locator("[role=log]")
    expect(log).to_have_attribute("aria-label", "Neue Beiträge")
    # What is added there is not read aloud by itself: the place for news has said it, and the focus goes there.
    expect(log).to_have_attribute("aria-live", "off")
    page.evaluate(WATCH)
    for turn in range(2):
        with visits.site.forum():
            late = factories.post(db.session.get_one(Thread, number), text=f"Das kam zuletzt, {turn}.").id
        with page.expect_response("**/neues/zahl*"):
            page.evaluate(LOOK_AGAIN)
        page.get_by_role("link", name="1 neuen Beitrag anzeigen").click()
        expect(page.locator(f"#beitrag-{late} .post__heading")).to_be_focused()
        expect(log.locator(f"#beitrag-{late}")).to_be_visible()
    assert page.evaluate("window.seen") == {"removed": [], "elsewhere": [], "logged": 2}
    assert page.locator("[role=status] time, [aria-live=polite] time, [aria-live=assertive] time").count() == 0
    assert violations(page) == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_long_list_ends_and_leads_on_by_a_link(visits: Visits, scripts: bool) -> None:
    """A-08: nothing comes by scrolling; from the last entry the keyboard reaches the next page, then the footer."""
    with visits.site.forum():
        thread = factories.thread()
        for _more_than_a_page in range(55):
            factories.post(thread)
        page = visits(f"{thread.url}?ansicht=flach", java_script_enabled=scripts)
    shown = page.locator("article.post").count()
    page.keyboard.press("End")
    page.wait_for_timeout(500)
    assert page.locator("article.post").count() == shown
    assert page.locator("[role=feed]").count() == 0
    follow = page.get_by_role("link", name="Nächste Seite")
    follow.focus()
    if scripts:
        press_until(page, "Impressum")
    page.get_by_role("link", name="Nächste Seite").click()
    expect(page.locator("article.post").first).to_be_visible()
    assert "seite=2" in page.url


def test_the_address_of_a_post_leads_to_it_once_although_pictures_come_late(visits: Visits) -> None:
    """A-29: the focus is on its heading, which nothing covers; a picture above that loads late moves nothing."""
    with visits.site.forum():
        thread = factories.thread()
        posts = [factories.post(thread, text="Ein Absatz.\n\n" * 8).id for _ in range(12)]
        page = visits(None)
    held: list[Route] = []
    released = Event()

    def hold(route: Route) -> None:
        if released.is_set():  # The page goes on asking for pictures of posts that come into sight.
            route.continue_()
        else:
            held.append(route)

    page.route("**/*.svg*", hold)
    page.goto(f"{visits.site.url}/beitraege/{posts[8]}", wait_until="commit")
    page.wait_for_function("() => document.querySelectorAll('article.post').length > 8")
    released.set()
    for route in held:
        route.continue_()
    page.wait_for_load_state("load")
    heading = page.locator(f"#beitrag-{posts[8]} .post__heading")
    expect(heading).to_be_focused()
    assert page.evaluate(IS_SEEN)
    before = page.evaluate("scrollY")
    page.wait_for_timeout(700)
    assert page.evaluate("scrollY") == before
    # Whoever goes on from there is not called back.
    page.keyboard.press("Tab")
    page.wait_for_timeout(300)
    expect(heading).not_to_be_focused()


def test_the_map_follows_the_keyboard_and_says_where_the_point_is(visits: Visits) -> None:
    """A-31: arrow keys set the point, the field says it in figures, the district is said and ticked in the list."""
    page = visits("/ideen/neu")
    press_until(page, "Punkt auf der Karte")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    field = page.locator("[name=point]")
    expect(field).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".citymap-frame")).to_be_focused()
    page.keyboard.press("ArrowUp")
    first = field.input_value()
    assert re.fullmatch(r"52\.\d+, 10\.\d+", first)
    page.keyboard.press("Shift+ArrowLeft")
    assert field.input_value() != first
    said = page.locator("[data-point-said]")
    expect(said).to_have_text(re.compile("Punkt im Stadtbezirk .+"))
    name = (said.text_content() or "").removeprefix("Punkt im Stadtbezirk ")
    press_until(page, "Stadtbezirke")
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox", name=name)).to_be_checked()
    assert violations(page) == []


def tree_of(page: Page) -> str:
    """Return what a screen reader finds in the main part of the page."""
    return page.get_by_role("main").aria_snapshot()


def test_the_time_line_is_reached_by_keys_and_stands_in_a_table(visits: Visits) -> None:
    """A-31: the picture scrolls by keys, and each project of it is a row below with its days in words."""
    page = visits("/vorhaben?ansicht=zeitleiste", viewport={"width": 320, "height": 568})
    frame = page.get_by_role("region", name="Zeitleiste, seitlich verschiebbar")
    frame.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.spans__frame').scrollLeft > 0")
    drawn = [one.text_content() or "" for one in page.locator(".spans__name").all()]
    table = page.get_by_role("table", name="Zeitleiste als Tabelle")
    assert drawn
    for name in drawn:
        expect(table.get_by_role("rowheader").filter(has_text=name.removesuffix("…")[:20]).first).to_be_visible()


def test_what_changed_is_said_in_words(visits: Visits) -> None:
    """A-31: a difference does not rest on colour and strokes; views of one thing are links for the keyboard."""
    with visits.site.forum():
        author = factories.person()
        number, author_id = factories.post(factories.thread(), author, text="Drei rote Bänke.").id, author.id
        with transaction():
            post = db.session.scalars(select(Post).where(Post.id == number)).one()
            actor: Any = db.session.get_one(type(author), author_id)
            discussions.edit_post(actor, post, text="Drei grüne Bänke.", version=post.version)
        page = visits(f"/beitraege/{number}/verlauf")
    tree = tree_of(page)
    assert "[gestrichen: rote" in tree
    assert "[eingefügt: grüne" in tree
    visits.go(page, "/vorhaben")
    views = page.get_by_role("navigation", name="Ansicht der Vorhaben")
    assert views.get_by_role("link").count() > 1
    assert page.locator("[role=tab], [role=tablist]").count() == 0
