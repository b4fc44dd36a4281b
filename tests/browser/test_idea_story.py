"""From a new account to an idea that others support, discuss and find."""

from itertools import count

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visits, press_until, sign_in_by_form, until_shown
from tests.chromium import NEEDS_CHROMIUM

pytestmark = NEEDS_CHROMIUM

PASSWORD = "vier Enten auf der Oker"
_numbers = count(1)


def register(visits: Visits, page: Page) -> str:
    """Open an account, follow the link of the mail, and return the address."""
    number = next(_numbers)
    email = f"neu{number}@beispiel.example"
    visits.go(page, "/registrieren")
    page.get_by_label("E-Mail-Adresse").fill(email)
    page.get_by_label("Name im Forum").fill(f"Neuling_{number}")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_label("Ich bin mindestens 16 Jahre alt").check()
    page.get_by_role("button", name="Konto anlegen").click()
    page.get_by_role("link", name="Postausgang der Vorführung ansehen").click()
    until_shown(page, email)
    mail = page.get_by_role("article").filter(has_text=email)
    mail.get_by_role("link").click()
    page.get_by_role("button", name="Adresse bestätigen und anmelden").click()
    expect(page.locator(".messages")).to_contain_text("Willkommen!")
    return email


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_idea_from_the_first_visit_to_the_search(visits: Visits, scripts: bool) -> None:
    """N-01, N-03, A-09, G-29, E-42: a newcomer writes, another person supports, a third one answers, everybody finds it."""
    author = visits(None, java_script_enabled=scripts)
    email = register(visits, author)
    title = f"Regenschirme leihen an der Stadthalle, Versuch {next(_numbers)}"
    visits.go(author, "/ideen/neu")
    author.get_by_label("Titel").fill(title)
    author.get_by_role("button", name="Entwurf speichern").click()
    expect(author.locator(".messages")).to_contain_text("Ihr Entwurf ist gespeichert")
    author.get_by_role("link", name=title).click()
    author.get_by_label("Beschreibung").fill("Bei Platzregen wird man **nass**. Ein Ständer mit Schirmen hilft allen.")
    author.get_by_role("button", name="Weiter zur Prüfung").click()
    expect(author.get_by_role("main").locator("strong", has_text="nass")).to_be_visible()
    author.get_by_role("button", name="Idee einreichen").click()
    expect(author.get_by_role("heading", level=1)).to_have_text(title)
    path = author.url.removeprefix(visits.site.url)

    supporter = visits(path, "moderator", java_script_enabled=scripts)
    supporter.get_by_role("button", name="Idee unterstützen").click()
    expect(supporter.get_by_text("Sie unterstützen diese Idee.", exact=True)).to_be_visible()

    third = visits(path, "chair", java_script_enabled=scripts)
    third.get_by_label("Ihr Beitrag").fill("Das gab es früher am Bahnhof.\n\n- Es war **gut** genutzt.")
    if not scripts:  # With scripts the preview renews itself.
        third.get_by_role("button", name="Vorschau").click()
    expect(third.locator(".preview strong")).to_have_text("gut")
    third.get_by_role("button", name="Beitrag veröffentlichen").click()
    expect(third.locator(".post__text", has_text="früher am Bahnhof")).to_be_visible()

    visitor = visits("/suche?q=Regenschirme", java_script_enabled=scripts)
    until_shown(visitor, title.split(",", maxsplit=1)[0])
    visitor.get_by_role("link", name=title).click()
    expect(visitor.get_by_text("1 von 50 Unterstützungen")).to_be_visible()
    expect(visitor.locator(".post__text", has_text="früher am Bahnhof")).to_be_visible()

    author.get_by_role("button", name="Abmelden").click()
    visits.go(author, "/anmelden")
    sign_in_by_form(author, email, PASSWORD)


def test_the_keyboard_is_enough_to_write_an_idea(visits: Visits) -> None:
    """A-03, A-10, A-14: from the skip link over a complaint to the submitted idea, without a mouse."""
    page = visits("/ideen", "citizen")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Zum Inhalt springen")).to_be_focused()
    page.keyboard.press("Enter")
    press_until(page, "Idee einreichen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Neue Idee")
    press_until(page, "Titel")
    page.keyboard.type("Sitzbänke mit Blick auf die Oker")
    press_until(page, "Weiter zur Prüfung")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    press_until(page, "Beschreibung –")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Beschreibung")).to_be_focused()
    page.keyboard.type("Am Ufer fehlen Bänke. Wer nicht lange stehen kann, braucht alle paar hundert Meter eine.")
    press_until(page, "Weiter zur Prüfung")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Stimmt alles?")
    press_until(page, "Idee einreichen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sitzbänke mit Blick auf die Oker")


def test_what_has_the_focus_can_be_seen(visits: Visits) -> None:
    """A-10: whatever takes the focus lies uncovered, on a phone and on a wide screen, and shows it."""
    for width in (360, 1280):
        page = visits("/ideen", viewport={"width": width, "height": 700})
        for _ in range(25):
            page.keyboard.press("Tab")
            assert page.evaluate(FOCUS_IS_SEEN), page.evaluate("document.activeElement.outerHTML")


FOCUS_IS_SEEN = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const rings = [style, getComputedStyle(one, '::after'), getComputedStyle(one.parentElement)];
  const ring = rings.some(part => part.outlineStyle !== 'none' || part.boxShadow !== 'none');
  return (one === top || one.contains(top) || top?.contains(one)) && ring;
}"""
