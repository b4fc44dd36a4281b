"""Signing in by a sign-in service, as somebody at a screen does it: a new account, back in, linked, and out again."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from forum.accounts.models import Person, ProviderIdentity, Standing
from forum.core.db import db, transaction
from tests import factories
from tests.accounts import oidc
from tests.accounts.oidc import Service
from tests.browser.conftest import sign_in_by_form
from tests.browser.places import OVERFLOW
from tests.chromium import NEEDS_CHROMIUM, violations
from tests.factories import PASSWORD
from tests.serving import Server

pytestmark = NEEDS_CHROMIUM


@pytest.fixture
def service() -> Iterator[Service]:
    with oidc.service() as running:
        yield running


@pytest.fixture
def site(tmp_path: Path, service: Service) -> Iterator[Server]:
    """The forum as operators run it who have chosen a service."""
    running = Server(
        tmp_path,
        FORUM_OIDC_FILE=service.settings(tmp_path),
        TEST_OIDC_SECRET="what only the service and the forum know",
    )
    try:
        running.start()
        yield running
    finally:
        running.close()


def at_the_service(page: Page, subject: str) -> None:
    """Sign in on the page of the service."""
    page.locator("input[name=sub]").fill(subject)
    page.locator("form button[type=submit], form input[type=submit]").first.click()


def is_well_made(page: Page) -> None:
    """See that a page has no barrier that a program finds, and nothing sticks out on a telephone."""
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate(OVERFLOW) == []
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.parametrize("scripts", [True, False])
def test_somebody_comes_by_a_service(browser: Browser, site: Server, service: Service, scripts: bool) -> None:
    """I-01, I-06, E-42, E-46: with scripts nobody presses anything on the way back, without them once."""
    service.knows("nutzerin-1", acr="STORK-QAA-Level-3", wohnhaft_braunschweig=True)
    context = browser.new_context(
        locale="de-DE", reduced_motion="reduce", service_workers="block", java_script_enabled=scripts
    )
    page = context.new_page()

    def come_by_service() -> None:
        page.goto(f"{site.url}/anmelden")
        page.get_by_role("button", name="Mit BundID anmelden").click()
        page.wait_for_url(f"{service.issuer}/**")
        at_the_service(page, "nutzerin-1")
        if not scripts:
            page.get_by_role("button", name="Weiter ins Forum").click()

    come_by_service()
    expect(page.get_by_role("heading", name="Ihr Konto im Forum")).to_be_visible()
    if scripts:
        is_well_made(page)
    page.get_by_role("main").get_by_label("E-Mail-Adresse").fill("neu@example.org")
    page.get_by_label("Name im Forum").fill("Neuling")
    page.get_by_label(re.compile("mindestens 16")).check()
    page.get_by_role("button", name="Konto anlegen").click()
    page.wait_for_url("**/registrieren/mail")
    with site.forum(), transaction():
        db.session.scalars(select(Person)).one().standing = Standing.ACTIVE
    come_by_service()
    expect(page.get_by_role("button", name="Abmelden")).to_be_visible()
    assert len(context.cookies(site.url)) == 1
    page.goto(f"{site.url}/konto/zweiter-faktor")
    expect(page.get_by_text("in Braunschweig wohnhaft: ja")).to_be_visible()
    if scripts:
        is_well_made(page)
    page.get_by_role("button", name="Abmelden").click()
    page.wait_for_url(f"{service.issuer}/oauth2/end_session**")
    context.close()


def test_somebody_links_a_service_and_meets_it_away(browser: Browser, site: Server, service: Service) -> None:
    """I-03, I-10: linking takes the password; while the service is away its page says so and other ways are open."""
    with site.forum():
        email = factories.person().email
    page = browser.new_context(locale="de-DE", reduced_motion="reduce", service_workers="block").new_page()
    page.goto(f"{site.url}/anmelden")
    sign_in_by_form(page, email, PASSWORD)
    page.goto(f"{site.url}/konto/zweiter-faktor")
    page.get_by_role("link", name="BundID verbinden").click()
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Weiter zu BundID").click()
    page.wait_for_url(f"{service.issuer}/**")
    at_the_service(page, "nutzer-2")
    expect(page.get_by_text("BundID ist mit Ihrem Konto verbunden.")).to_be_visible()
    with site.forum():
        assert db.session.scalars(select(ProviderIdentity)).one().level == ""
    page.get_by_role("button", name="Abmelden").click()
    service.stop()
    # The forum remembers for seconds that the service was there; a new process does not.
    site.stop()
    site.start()
    page.goto(f"{site.url}/anmelden")
    is_well_made(page)
    page.get_by_role("button", name="Mit BundID anmelden").click()
    expect(page.get_by_text("BundID antwortet gerade nicht.")).to_be_visible()
    is_well_made(page)
    page.get_by_role("link", name="Zur Anmeldung").click()
    sign_in_by_form(page, email, PASSWORD)
    page.context.close()
