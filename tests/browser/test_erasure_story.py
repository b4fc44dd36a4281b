"""Leaving the forum and coming back, and leaving for good, as somebody at a screen does it."""

from datetime import timedelta

from playwright.sync_api import expect

from forum.accounts.models import Erasure, Person
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.privacy import erasing
from tests import factories
from tests.browser.conftest import Visits
from tests.chromium import NEEDS_CHROMIUM
from tests.factories import PASSWORD

pytestmark = NEEDS_CHROMIUM


def test_somebody_leaves_stays_and_leaves_for_good(visits: Visits) -> None:
    """P-06: read what happens, choose, confirm; come back by signing in; in the end only the words are there."""
    with visits.site.forum():
        person = factories.person()
        thread = factories.thread(text="Ein Satz, der bleibt.", author=person)
        email, number, path, handle = person.email, person.id, thread.url, person.handle
        page = visits("/konto", person)
    page.get_by_role("link", name="Konto löschen").click()
    expect(page.get_by_role("heading", name="Das bleibt, aber ohne Ihren Namen")).to_be_visible()

    def leave() -> None:
        page.get_by_label("Meine Texte bleiben ohne meinen Namen stehen.").check()
        page.get_by_label("Passwort").fill(PASSWORD)
        page.get_by_role("button", name="Konto löschen").click()
        expect(page.get_by_role("heading", name="Ihr Konto wird gelöscht")).to_be_visible()

    leave()
    page.goto(f"{visits.site.url}/anmelden")
    page.get_by_label("E-Mail-Adresse").fill(email)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    expect(page.get_by_text("Ihr Konto wird nicht gelöscht")).to_be_visible()
    page.goto(f"{visits.site.url}/konto/loeschen")
    leave()
    with visits.site.forum():
        with transaction():
            db.session.get_one(Erasure, number).due_at = now() - timedelta(minutes=1)
        erasing.carry_out_due()
        assert db.session.get_one(Person, number).handle == ""
    page.goto(f"{visits.site.url}{path}")
    expect(page.get_by_text("Ein Satz, der bleibt.")).to_be_visible()
    expect(page.get_by_text("Gelöschtes Konto").first).to_be_visible()
    expect(page.get_by_text(handle)).to_have_count(0)
