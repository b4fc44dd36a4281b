"""Nothing that somebody typed gets lost: two tabs, an ended sign-in, a text that is too long."""

import re

from playwright.sync_api import expect

from forum.accounts.models import Person
from forum.core.db import db, transaction
from tests import factories
from tests.browser.conftest import Visits
from tests.chromium import NEEDS_CHROMIUM

pytestmark = NEEDS_CHROMIUM


def test_two_tabs_change_the_same_post(visits: Visits) -> None:
    """T-13: the second tab sees both texts, and the first one stays in the history."""
    with visits.site.forum():
        author = factories.person(handle="Zweitakter")
        post_id = factories.post(factories.thread(), author, text="Der erste Stand.").id
        one = visits(f"/beitraege/{post_id}/bearbeiten", author)
    two = one.context.new_page()
    visits.go(two, f"/beitraege/{post_id}/bearbeiten")
    one.get_by_label("Ihr Beitrag").fill("Der Text aus dem ersten Fenster.")
    one.get_by_role("button", name="Speichern", exact=True).click()
    expect(one.locator(".post__text", has_text="aus dem ersten Fenster")).to_be_visible()
    two.get_by_label("Ihr Beitrag").fill("Der Text aus dem zweiten Fenster.")
    two.get_by_role("button", name="Speichern", exact=True).click()
    expect(two.get_by_role("region", name="So steht der Beitrag jetzt da")).to_contain_text("aus dem ersten Fenster")
    expect(two.get_by_label("Ihr Beitrag")).to_have_value("Der Text aus dem zweiten Fenster.")
    two.get_by_role("button", name="Speichern", exact=True).click()
    expect(two.locator(".post__text", has_text="aus dem zweiten Fenster")).to_be_visible()
    visits.go(two, f"/beitraege/{post_id}/verlauf")
    expect(two.get_by_role("main")).to_contain_text("aus dem ersten Fenster")
    expect(two.get_by_role("main")).to_contain_text("Der erste Stand.")


def test_the_sign_in_ends_while_somebody_writes(visits: Visits) -> None:
    """A-14: the text stands on the answer, and the way back leads over the sign-in to the same place."""
    with visits.site.forum():
        author, thread = factories.person(handle="Langschreiber"), factories.thread(title="Bänke am Ring")
        author_id, email = author.id, author.email
        page = visits(f"/themen/{thread.id}", author)
        text = "Ein langer Gedanke über Bänke, Bäume und Brunnen, der nicht verloren gehen darf."
        page.get_by_label("Ihr Beitrag").fill(text)
        with transaction():
            db.session.get_one(Person, author_id).epoch += 1  # As a changed password does: all sign-ins end.
    page.get_by_role("button", name="Beitrag veröffentlichen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bitte melden Sie sich an")
    kept = page.get_by_role("region", name="Ihr Text ist nicht verloren")
    expect(kept.get_by_role("textbox", name="Ihr Beitrag", exact=True)).to_have_value(text)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    kept.get_by_role("button", name=re.compile("Kopieren ?: Ihr Beitrag")).click()
    expect(page.get_by_role("status").filter(has_text="Kopiert")).to_have_count(1)
    assert page.evaluate("navigator.clipboard.readText()") == text
    page.get_by_role("main").get_by_role("link", name="Anmelden").click()
    page.get_by_role("main").get_by_label("E-Mail-Adresse").fill(email or "")
    page.get_by_label("Passwort", exact=True).fill(factories.PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Anmelden", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bänke am Ring")


def test_a_form_from_an_older_sign_in_gives_its_text_back(visits: Visits) -> None:
    """A-14: signed in anew in another tab, the old form's token no longer counts; its text is there all the same."""
    with visits.site.forum():
        author = factories.person(handle="Wiederkommer")
        page = visits(f"/themen/{factories.thread().id}", author)
        text = "Diesen Satz habe ich begonnen, bevor ich mich neu angemeldet habe."
        page.get_by_label("Ihr Beitrag").fill(text)
        page.context.clear_cookies()
        visits.sign_in(page.context, author)
    page.get_by_role("button", name="Beitrag veröffentlichen").click()
    expect(page.get_by_role("region", name="Ihr Text ist nicht verloren").get_by_role("textbox")).to_have_value(text)


def test_what_is_pasted_is_never_cut(visits: Visits) -> None:
    """A-14, E-17: the counter says how much is too much, and the form waits with a sentence at the field until it fits."""
    with visits.site.forum():
        author, space = factories.person(handle="Vielschreiber"), factories.space()
        page = visits(f"/raeume/{space.slug}/neu", author)
    title = page.get_by_label("Überschrift")
    title.evaluate("(field, text) => { field.focus(); document.execCommand('insertText', false, text); }", "Bank " * 25)
    expect(title).to_have_value("Bank " * 25)
    field = page.locator(".field", has=title)
    expect(field.get_by_role("status")).to_have_text("4 Zeichen zu viel")
    address = page.url
    page.get_by_label("Text", exact=True).fill("Wo hingen sie gut?")
    page.get_by_role("button", name="Thema veröffentlichen").click()
    expect(title).to_be_focused()
    expect(title).to_have_attribute("aria-invalid", "true")
    expect(title).to_have_accessible_description(re.compile("höchstens 120 Zeichen: 4 Zeichen zu viel"))
    assert page.url == address
    title.press("Backspace")
    title.fill("Hängesessel unter Kastanien")
    expect(title).not_to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="Thema veröffentlichen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hängesessel unter Kastanien")
