"""Searching in the browser: titles while one types, and the story of somebody who finds, narrows and keeps a search."""

import re
import time
from datetime import timedelta

from playwright.sync_api import expect
from sqlalchemy import update

from forum.core import worker
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.worker import JobRun
from forum.meetings.models import Minutes, MinutesState, Paragraph
from tests import factories
from tests.browser.conftest import Visits
from tests.chromium import NEEDS_CHROMIUM, violations

pytestmark = NEEDS_CHROMIUM

MOST_SECONDS = 60


def let_the_worker_rebuild() -> None:
    """Let the server's worker, the only writer, take in what was written and do its nightly rebuild now (Q-13)."""
    began = now()
    with transaction():
        db.session.execute(
            update(JobRun).where(JobRun.name == "search.rebuild").values(due_at=began - timedelta(seconds=1))
        )
    until = time.monotonic() + MOST_SECONDS
    while time.monotonic() < until:
        db.session.rollback()
        finished = db.session.get_one(JobRun, "search.rebuild", populate_existing=True).finished_at
        if finished is not None and finished > began and not worker.waiting("search.index"):
            return
        time.sleep(0.2)
    raise AssertionError("the worker did not rebuild the index")


def test_titles_are_found_by_keyboard_while_one_types(visits: Visits) -> None:
    """Q-36, A-10: a combobox that marks nothing by itself; Enter opens what an arrow marked, Escape closes."""
    with visits.site.forum():
        factories.thread(title="Kaleidoskop am Bohlweg")
        target = factories.thread(title="Kaleidoskop am Kohlmarkt").url
        let_the_worker_rebuild()
        page = visits("/", None)
    field = page.get_by_role("combobox", name="Forum durchsuchen")
    titles = page.get_by_role("listbox", name="Vorschläge")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.focus()
    page.keyboard.type("ka")
    page.wait_for_timeout(400)
    expect(titles).to_be_hidden()
    page.keyboard.type("leidoskop")
    expect(titles.get_by_role("option")).to_have_count(2)
    expect(page.get_by_role("status").filter(has_text="2 Vorschläge")).to_have_count(1)
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(field).to_be_focused()
    assert field.get_attribute("aria-activedescendant") is None
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(titles).to_be_hidden()
    expect(field).to_have_value("kaleidoskop")
    page.keyboard.type(" am kohl")
    expect(titles.get_by_role("option")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    marked = titles.locator("[aria-selected=true]")
    expect(marked).to_contain_text("Kohlmarkt")
    assert field.get_attribute("aria-activedescendant") == marked.get_attribute("id")
    assert violations(page) == []
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(re.escape(target)))


def test_the_page_of_hits_offers_titles_too(visits: Visits) -> None:
    """Q-36: whoever asks again gets the same help as in the header; what was chosen before stays until a title is opened."""
    with visits.site.forum():
        target = factories.thread(title="Pirol im Querumer Forst").url
        let_the_worker_rebuild()
        page = visits("/suche?q=pirol", None, viewport={"width": 320, "height": 700})
    field = page.get_by_role("combobox", name="Suchbegriffe")
    field.fill("pirol im")
    option = page.get_by_role("listbox", name="Vorschläge").get_by_role("option")
    expect(option).to_have_count(1)
    expect(option).to_be_in_viewport(ratio=1)
    assert violations(page) == []
    option.click()
    page.wait_for_url(re.compile(re.escape(target)))


def test_enter_searches_as_without_scripts(visits: Visits) -> None:
    """Q-36, Q-38: nobody is led to a title that they did not choose."""
    with visits.site.forum():
        factories.thread(title="Nachtigall im Bürgerpark")
        let_the_worker_rebuild()
        page = visits("/", None)
    page.get_by_role("combobox", name="Forum durchsuchen").fill("nachtigall")
    expect(page.get_by_role("listbox", name="Vorschläge").get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/suche?q=nachtigall")
    expect(page.get_by_role("main").get_by_role("status").filter(has_text="Treffer")).to_be_visible()


def test_somebody_finds_narrows_and_keeps_a_search(visits: Visits) -> None:
    """Q-02, Q-04, Q-07, Q-08, Q-30, Q-32, Q-37: in their own words, with mistakes, and by choosing."""
    with visits.site.forum():
        factories.idea(title="Eine Fahrradstraße an der Wabe", text="Sie führt an der Schule vorbei und ist sicher.")
        factories.idea(title="Lichter an der Wabe", text="Bürger*innen sehen nachts mehr, wo sie gehen wollen.")
        for number in range(3):
            factories.thread(title=f"Sanierung an der Wabe {number}", text="Der Spielplatz und die Sanierung.")
        factories.thread(title="Geld für die Spielplatzsanierung", text="Reicht es?")
        meeting = factories.meeting(title="Sitzung über Wege").id
        with transaction():
            db.session.add(
                Minutes(meeting_id=meeting, state=MinutesState.PUBLISHED, seal="", seal_seq=0, drafted_at=now())
            )
            db.session.flush()
            words = "Das Gremium empfiehlt, den Gehweg nicht barrierefrei zu nennen."
            db.session.add(Paragraph(meeting_id=meeting, place=1, audience="public", source=words, html=words))
        let_the_worker_rebuild()
        page = visits("/suche", factories.person())

    def search(text: str) -> None:
        page.get_by_role("combobox", name="Suchbegriffe").fill(text)
        page.get_by_role("main").get_by_role("button", name="Suchen", exact=True).click()
        page.wait_for_load_state()

    search("Fahrradstrasse Wabe")
    expect(page.get_by_role("link", name="Eine Fahrradstraße an der Wabe")).to_be_visible()
    expect(page.locator("mark", has_text="Fahrradstraße").first).to_be_visible()
    search("Fahradstraße")
    page.get_by_text("Meinten Sie:").get_by_role("link").first.click()
    expect(page.get_by_role("link", name="Eine Fahrradstraße an der Wabe")).to_be_visible()
    search("Buergerinnen Wabe")
    expect(page.get_by_role("link", name="Lichter an der Wabe")).to_be_visible()
    search('"nicht barrierefrei"')
    expect(page.get_by_role("link", name="Niederschrift: Sitzung über Wege")).to_be_visible()
    search("Spielplatz")
    expect(page.get_by_role("link", name="Geld für die Spielplatzsanierung").first).to_be_visible()
    assert violations(page) == []
    page.get_by_role("navigation", name="Treffer eingrenzen").get_by_role("link", name=re.compile("^Beiträge")).click()
    expect(page.get_by_role("listitem").filter(has_text="Art: Beiträge")).to_be_visible()
    page.get_by_text("Suche speichern").first.click()
    page.get_by_label("Mitteilung").select_option("weekly")
    page.get_by_role("button", name="Suche speichern").click()
    expect(page.get_by_role("link", name="„Spielplatz“, Art: Beiträge")).to_be_visible()
    assert violations(page) == []
