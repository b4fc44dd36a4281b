"""The workbench: a table that begins high, a row that says enough on a phone, and keys (N-25, N-33, A-20)."""

import pytest
from playwright.sync_api import Page, expect

from forum.accounts import commands as accounts
from forum.accounts.models import Person
from forum.accounts.shortcuts import USUAL
from forum.core.db import db, transaction
from forum.ideas.models import Idea
from forum.office import commands as office
from tests import factories
from tests.browser.conftest import Visits, press_until
from tests.chromium import NEEDS_CHROMIUM

pytestmark = NEEDS_CHROMIUM

# Where the first row begins at most, in a window of 1280 by 800; the head of the site takes a good hundred of it.
HIGH = 440


def first_row(page: Page) -> float:
    """Return where the first row of the table begins."""
    box = page.locator("tr[data-row]").first.bounding_box()
    assert box is not None
    return box["y"]


@pytest.mark.parametrize("path", ["/stabsstelle", "/stabsstelle?frist=ueberfaellig"])
def test_the_table_begins_high_also_when_something_narrows_it(visits: Visits, path: str) -> None:
    """N-33: who looks sees rows; what narrows the list is said in one line, and who chooses goes on choosing."""
    page = visits(path, "staff", viewport={"width": 1280, "height": 800})
    assert first_row(page) < HIGH
    panel = page.locator("details.filter-panel")
    expect(panel.get_by_label("Stand")).to_be_hidden()
    if "?" in path:
        expect(panel.locator("summary")).to_contain_text("Überfällig")
    panel.locator("summary").click()
    panel.get_by_label("Stand").select_option(index=1)
    page.wait_for_url("**offen=1**")
    expect(panel.get_by_label("Stand")).to_be_visible()
    page.get_by_role("navigation", name="Ansichten der Liste").get_by_role("link", name="Alle", exact=True).click()
    expect(panel.get_by_label("Stand")).to_be_hidden()


def test_a_row_on_a_phone_says_state_waiting_and_who(visits: Visits) -> None:
    """A-20, N-33: at 320 px nothing of a row lies outside, and nothing that matters is missing."""
    with visits.site.forum():
        staff = factories.person("staff", handle="Amtswalterin")
        idea = factories.idea(title="Eine Zeile für das Telefon am Hagenmarkt", state="fachpruefung")
        ids = staff.id, idea.id
        with transaction():
            office.claim(db.session.get_one(Person, ids[0]), db.session.get_one(Idea, ids[1]))
        page = visits(f"/stabsstelle?q=%23{ids[1]}", staff, viewport={"width": 320, "height": 640})
    row = page.locator("tr[data-row]")
    expect(row).to_have_count(1)
    row.scroll_into_view_if_needed()
    expect(row.get_by_role("link", name="Eine Zeile für das Telefon")).to_be_in_viewport()
    beside = row.locator(".table__meta")
    expect(beside).to_be_in_viewport()
    for text in ("In fachlicher Prüfung", "seit heute", "Amtswalterin"):
        expect(beside).to_contain_text(text)
    wide = page.locator(".table-wrap").evaluate("box => box.scrollWidth - box.clientWidth")
    assert wide <= 0


def test_many_ideas_are_treated_by_keys_alone(visits: Visits) -> None:
    """T-36, N-25: from row to row, marked, and to one step for all; what a step needs shows with it."""
    with visits.site.forum():
        staff = factories.person("staff")
        for place in range(3):
            factories.idea(title=f"Zebrastreifen für Tastenmenschen Nummer {place}")
        number = staff.id
        with transaction():
            who = db.session.get_one(Person, number)
            accounts.choose_shortcuts(who, who, on=True, keys=USUAL)
        page = visits("/stabsstelle?q=Tastenmenschen", db.session.get_one(Person, number))
    for key in ("j", "x", "j", "j", "x", "m"):
        page.keyboard.press(key)
    expect(page.get_by_text("2 markiert")).to_be_visible()
    expect(page.locator("#pick-act")).to_be_focused()
    page.locator("#pick-act").select_option("schritt")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="2 Ideen")).to_be_visible()

    ground = page.get_by_label("Grund einer Ablehnung")
    expect(ground).to_be_hidden()
    page.get_by_label("Nächster Schritt").select_option("abgelehnt")
    expect(ground).to_be_visible()
    expect(page.locator("label[for=reason_key]")).to_have_text("Grund einer Ablehnung")
    page.get_by_label("Nächster Schritt").select_option("fachpruefung")
    expect(ground).to_be_hidden()
    page.get_by_label("Begründung").fill(factories.REASON)
    press_until(page, "Für die markierten Ideen ausführen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Erledigt: 2 Ideen")


def test_without_scripts_each_field_says_which_step_needs_it(visits: Visits) -> None:
    """A-05: nothing is called voluntary that a step cannot do without."""
    with visits.site.forum():
        number = factories.idea(state="eingereicht").id
    page = visits(f"/stabsstelle/sammeln?akt=schritt&idee={number}", "staff", java_script_enabled=False)
    for field, step in (
        ("Grund einer Ablehnung", "Abgelehnt"),
        ("Regel", "Unzulässig"),
        ("Fachbeirat", "Im Fachbeirat"),
    ):
        label = page.locator("label.kern-label", has_text=field).filter(has_text=f"nötig bei „{step}“")
        expect(label).to_be_visible()
