"""From the office's harvest list to the register of decisions and the project's page."""

from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.conftest import Visits
from tests.chromium import NEEDS_CHROMIUM

pytestmark = NEEDS_CHROMIUM

TITLE = "Nistkästen mit Zählwerk an allen Schulen"
REASON = "Die Idee hat genug Unterstützung, jetzt prüft sie das Amt für Umwelt fachlich und nennt die Kosten."
TEXT = "Die Stadt hängt an allen Schulen Nistkästen mit Zählwerk auf und veröffentlicht die Zahlen."


def assess(page: Page) -> None:
    """Answer every criterion with its last choice but one, and save."""
    for choices in page.locator("fieldset").all():
        radios = choices.get_by_role("radio")
        (radios.first if radios.count() == 2 else radios.nth(4)).check()
    page.get_by_role("button", name="Bewertung speichern").click()


def list_project(staff: Page) -> None:
    """Put the idea on the list of projects, and its first milestone on the page of milestones."""
    staff.get_by_label("Was geschieht?").fill("Das Amt bestellt hundert Kästen und hängt sie mit den Kindern auf.")
    goal = staff.get_by_role("group", name="Ziel 1", exact=True)
    goal.get_by_label("vereinbar").fill("Die Kästen nehmen niemandem Platz und kosten die Schulen nichts.")
    goal.get_by_label("Was trägt es dazu bei?").fill("Die Zahlen sind offene Daten, mit denen Schulen arbeiten.")
    staff.get_by_role("button", name="Auf die Liste setzen").click()
    staff.get_by_role("link", name="Meilensteine").click()
    first = staff.get_by_role("group", name="Meilenstein 1")
    first.get_by_label("Meilenstein").fill("Kästen sind bestellt")
    staff.get_by_label("Was ändert sich und warum?").fill("Die Schritte nach dem Beschluss.")
    staff.get_by_role("button", name="Speichern").click()
    staff.get_by_role("link", name="Zum Vorhaben").click()


def test_an_idea_becomes_a_decision_and_a_project(visits: Visits) -> None:
    """N-22, G-07, G-09: harvest list, step, assessments, dossier, decision, register, project."""
    with visits.site.forum():
        idea_id = factories.idea(state="quorum_erreicht", title=TITLE).id
    staff = visits("/stabsstelle?q=Nistkästen", "staff")
    expect(staff.get_by_role("link", name=TITLE)).to_be_visible()
    visits.go(staff, f"/ideen/{idea_id}")
    staff.get_by_text("Nächsten Schritt gehen").click()
    staff.get_by_label("Nächster Schritt").select_option(label="In fachlicher Prüfung")
    staff.get_by_label("Öffentliche Begründung").fill(REASON)
    staff.get_by_role("button", name="Schritt veröffentlichen").click()
    expect(staff.get_by_role("status").first).to_contain_text("öffentlichen Verlauf")
    expect(staff.get_by_role("region", name="Verlauf")).to_contain_text(REASON)

    staff.get_by_role("link", name="Bewertung", exact=True).click()
    assess(staff)
    board = visits(f"/ideen/{idea_id}/bewertung", "board")
    assess(board)
    visits.go(staff, f"/ideen/{idea_id}/vorlage")
    staff.get_by_label("Warum dient die Idee diesen Zielen?").fill("Kinder lernen an offenen Daten aus ihrem Viertel.")
    staff.get_by_label("Öffentliche Begründung des Schritts").fill(REASON)
    staff.get_by_role("button", name="Vorlage einfrieren").click()
    expect(staff.get_by_role("heading", level=1)).to_have_text(TITLE)

    visits.go(board, "/board")
    board.get_by_role("article").filter(has_text=TITLE).get_by_role("link", name="Beschluss fassen").click()
    board.get_by_role("radio", name="ungeändert beschlossen").check()
    board.get_by_role("radio", name="einstimmig").check()
    for label, votes in (("Ja-Stimmen", "5"), ("Nein-Stimmen", "0"), ("Enthaltungen", "1")):
        board.get_by_label(label).fill(votes)
    board.get_by_label("Wortlaut des Beschlusses").fill(TEXT)
    board.get_by_role("button", name="Beschluss veröffentlichen").click()
    board.get_by_role("dialog").get_by_role("button", name="Beschluss veröffentlichen").click()
    expect(board.get_by_role("main")).to_contain_text(TEXT)

    visitor = visits("/beschluesse")
    visitor.get_by_role("link", name=TITLE).click()
    expect(visitor.get_by_role("table", name="Ergebnis der Abstimmung")).to_contain_text("5")

    visits.go(staff, f"/ideen/{idea_id}/vorhaben")
    list_project(staff)
    expect(staff.get_by_role("heading", level=1)).to_have_text(TITLE)
    project = staff.url.removeprefix(visits.site.url)

    visits.go(visitor, "/vorhaben")
    visitor.get_by_role("link", name=TITLE).click()
    assert visitor.url.endswith(project)
    expect(visitor.get_by_role("table", name="Meilensteine")).to_contain_text("Kästen sind bestellt")
    visitor.get_by_role("region", name="Auf einen Blick").get_by_role("link", name="SCB-").click()
    expect(visitor.get_by_role("main")).to_contain_text(TEXT)
