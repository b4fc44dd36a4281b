"""Signing in with more than a password, as somebody at a screen does it: an app with codes, and a passkey."""

import re

from playwright.sync_api import Browser, Page, expect

from tests import factories
from tests.accounts.devices import code_of
from tests.browser.conftest import Visits
from tests.chromium import NEEDS_CHROMIUM
from tests.factories import PASSWORD

pytestmark = NEEDS_CHROMIUM


def enter(page: Page, address: str, email: str) -> None:
    """Do the first step of signing in."""
    page.goto(f"{address}/anmelden")
    page.get_by_role("main").get_by_label("E-Mail-Adresse").fill(email)
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Anmelden", exact=True).click()


def test_somebody_sets_an_app_up_and_signs_in_with_it(visits: Visits) -> None:
    """I-09: from the own account to the codes on paper, and in again by a code of the app and by one from paper."""
    with visits.site.forum():
        person = factories.person()
        email = person.email
        page = visits("/konto", person)
    page.get_by_role("link", name="Sicher anmelden").click()
    page.get_by_role("link", name="App einrichten").click()
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="App einrichten").click()
    expect(page.locator("svg.qr")).to_be_visible()
    secret = page.locator("main code").inner_text().replace(" ", "")
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="App verbinden").click()
    expect(page.get_by_role("heading", name="Ihre Ersatzcodes")).to_be_visible()
    spare = page.locator(".codes code").first.inner_text()
    page.get_by_role("link", name="Ich habe die Codes aufgehoben").click()
    expect(page.get_by_text("Eine App ist eingerichtet.")).to_be_visible()
    for code in (code_of(secret, steps=1), spare):
        page.get_by_role("button", name="Abmelden").click()
        enter(page, visits.site.url, email)
        expect(page.get_by_role("heading", name="Zweiter Schritt")).to_be_visible()
        page.get_by_label("Code").fill("000000")
        page.get_by_role("button", name="Code absenden").click()
        expect(page.locator(".error-summary")).to_be_focused()
        page.get_by_label("Code").fill(code)
        page.get_by_role("button", name="Code absenden").click()
        expect(page.get_by_role("button", name="Abmelden")).to_be_visible()


def test_somebody_adds_a_passkey_and_signs_in_with_it(visits: Visits, browser: Browser) -> None:
    """I-07: a device of Chromium's own holds the key; signing in takes one press and no password."""
    with visits.site.forum():
        person = factories.person()
        email, handle = person.email, person.handle
    # No browser hands a key out for a bare number, so the site is called by its machine's name.
    address = visits.site.url.replace("127.0.0.1", "localhost")
    page = browser.new_context(locale="de-DE", reduced_motion="reduce", service_workers="block").new_page()
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    device |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    number = devices.send("WebAuthn.addVirtualAuthenticator", {"options": device})["authenticatorId"]

    def keys() -> int:
        return len(devices.send("WebAuthn.getCredentials", {"authenticatorId": number})["credentials"])

    enter(page, address, email)
    expect(page.get_by_role("button", name="Abmelden")).to_be_visible()
    page.goto(f"{address}/konto/passkeys/neu")
    page.get_by_label("Name für diesen Passkey").fill("Mein Rechner")
    page.get_by_label("Passwort").fill("falsch falsch")
    page.get_by_role("button", name="Passkey anlegen").click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert keys() == 0, "no key is made that nobody will keep"
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Passkey anlegen").click()
    expect(page.get_by_role("heading", name="Ihre Ersatzcodes")).to_be_visible()
    assert keys() == 1
    page.get_by_role("link", name="Ich habe die Codes aufgehoben").click()
    expect(page.get_by_text("Mein Rechner", exact=True)).to_be_visible()
    page.get_by_role("button", name="Abmelden").click()
    page.goto(f"{address}/anmelden?weiter=/konto")
    page.get_by_role("button", name="Passkey benutzen").click()
    expect(page).to_have_url(re.compile(r"/konto$"))
    expect(page.get_by_text(handle).first).to_be_visible()
    page.get_by_role("button", name="Abmelden").click()
    # After the password the same key is the second step.
    enter(page, address, email)
    page.get_by_role("button", name="Passkey benutzen").click()
    expect(page.get_by_role("button", name="Abmelden")).to_be_visible()
    page.get_by_role("button", name="Abmelden").click()
    # A device that knows no key of the site says so, and every other way stays open.
    devices.send("WebAuthn.clearCredentials", {"authenticatorId": number})
    page.goto(f"{address}/anmelden")
    page.get_by_role("button", name="Passkey benutzen").click()
    expect(page.get_by_text("Das Gerät hat keinen Passkey geschickt.")).to_be_visible()
    # What is no fault of the device is not said to be one.
    page.context.set_offline(offline=True)
    page.get_by_role("button", name="Passkey benutzen").click()
    expect(page.get_by_text("Das Forum ist gerade nicht zu erreichen.")).to_be_visible()
    page.context.set_offline(offline=False)
    page.route("**/frage", lambda route: route.fulfill(status=429, json={"detail": "Bitte warten Sie einen Moment."}))
    page.get_by_role("button", name="Passkey benutzen").click()
    expect(page.locator("[data-passkey-state]")).to_have_text("Bitte warten Sie einen Moment.")
    page.context.close()
