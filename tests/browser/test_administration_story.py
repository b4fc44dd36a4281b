"""Two people of the administration give a role, one of them reads an address, and those who may know it learn of it."""

from playwright.sync_api import expect

from forum.accounts.models import Person
from forum.core.db import db
from tests import factories
from tests.browser.conftest import Visits
from tests.chromium import NEEDS_CHROMIUM

pytestmark = NEEDS_CHROMIUM

WHY = "Vertretung in der Moderation bis zum Sommer"
ASKED = "Rückfrage zu einem Brief an das Büro"


def test_two_people_give_a_role_and_a_look_at_an_address_is_known(visits: Visits) -> None:
    """I-16, P-14: proposed, confirmed by another, and seen by the person and the data protection officer."""
    with visits.site.forum():
        person = factories.person(handle="Sommervertretung")
        number, email = person.id, person.email
        own = visits("/konto", person)
    first = visits("/verwaltung", "admin")
    first.get_by_role("main").get_by_role("link", name="Leute").click()
    first.get_by_label("Name im Forum").fill("sommervertr")
    first.get_by_role("main").get_by_role("button", name="Suchen").click()
    first.get_by_role("link", name="Sommervertretung").click()
    expect(first.get_by_role("main")).not_to_contain_text(email)
    first.get_by_role("link", name="Rolle geben").click()
    first.get_by_label("Rolle").select_option("moderator")
    first.get_by_label("Warum").fill(WHY)
    first.get_by_role("button", name="Vorschlagen").click()
    waiting = first.get_by_role("listitem").filter(has_text=WHY)
    expect(waiting).to_contain_text("soll diese Rolle bekommen")
    expect(waiting.get_by_role("button", name="Bestätigen")).to_have_count(0)

    second = visits("/verwaltung/rollen", "second admin")
    waiting = second.get_by_role("listitem").filter(has_text="Sommervertretung soll")
    waiting.get_by_role("button", name="Bestätigen").click()
    expect(second.get_by_text("Die Rolle ist vergeben.")).to_be_visible()
    # Another role is another sign-in (I-12).
    own.reload()
    expect(own.get_by_role("main").get_by_label("Passwort")).to_be_visible()
    with visits.site.forum():
        own = visits("/konto", db.session.get_one(Person, number))
    expect(own.get_by_role("main")).to_contain_text("Moderation")

    first.goto(f"{visits.site.url}/verwaltung/leute/{number}/adresse")
    first.get_by_label("Warum brauchen Sie die Adresse?").fill(ASKED)
    first.get_by_role("button", name="Adresse zeigen").click()
    expect(first.get_by_role("main")).to_contain_text(email)
    own.goto(f"{visits.site.url}/konto/zugriffe")
    expect(own.get_by_role("main")).to_contain_text(ASKED)
    officer = visits("/verwaltung/zugriffe", "officer")
    row = officer.get_by_role("row").filter(has_text=ASKED)
    expect(row).to_contain_text("Schraubenzieher")
    expect(row).to_contain_text("Sommervertretung")
    with visits.site.forum():
        assert "moderator" in db.session.get_one(Person, number).words
