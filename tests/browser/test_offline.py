"""The forum as an app: reading again without a connection, and nothing of a person left on the device (P-04)."""

import pytest
from playwright.sync_api import Page, expect

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.discussions.models import SpaceKind
from forum.ideas import commands as ideas
from forum.ideas.models import Idea
from tests import factories
from tests.browser.conftest import Visits
from tests.chromium import NEEDS_CHROMIUM

pytestmark = NEEDS_CHROMIUM

KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const one of await (await caches.open(name)).keys()) found.push(new URL(one.url).pathname);
  return found.filter((path) => !path.startsWith("/static/")).sort();
}"""
WORKERS = "async () => (await navigator.serviceWorker.getRegistrations()).length"
NOTHING_KEPT = "async () => (await caches.keys()).length === 0"


def reads(visits: Visits, who: Person) -> Page:
    """Return the page of a person whose worker is at work."""
    page = visits("/konto", who, service_workers="allow")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    return page


def wait_for_page(page: Page, path: str) -> None:
    page.wait_for_function("async (path) => Boolean(await caches.match(location.origin + path))", arg=path)


def test_what_was_opened_is_read_without_a_connection(visits: Visits) -> None:
    """What everybody may read is there again, what was never opened says so, and both say that they are not the newest."""
    with visits.site.forum():
        idea = factories.idea(title="Bänke am Bachlauf zum Nachlesen")
        reader, path = factories.person(), idea.url
        page = reads(visits, reader)
    visits.go(page, path)
    wait_for_page(page, path)
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bänke am Bachlauf")
    expect(page.locator("[data-offline-note]")).to_contain_text("ohne Verbindung")
    assert "Fira" in page.evaluate("() => getComputedStyle(document.body).fontFamily")
    page.goto(visits.site.url + "/strategie")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ohne Verbindung")
    page.context.set_offline(False)
    # What a page asks for beside its text is not there, which the browser notes; all else stands.
    visits.complaints = [one for one in visits.complaints if "ERR_INTERNET_DISCONNECTED" not in one]
    visits.go(page, "/strategie")
    expect(page.locator("[data-offline-note]")).to_be_empty()


def test_nothing_of_a_person_is_kept_and_nothing_after_signing_out(visits: Visits) -> None:
    """P-04: no page of the account, no closed room, no search; what is kept is what a stranger would see."""
    with visits.site.forum():
        reader = factories.person("staff")
        idea, room = factories.idea(), factories.space(SpaceKind.STAFF)
        handle, path, closed = reader.handle or "", idea.url, room.url
        page = reads(visits, reader)
    for address in ("/konto", "/mitteilungen", closed, "/stabsstelle", "/suche?q=Zaunkönig"):
        visits.go(page, address)
    visits.go(page, path)
    wait_for_page(page, path)
    assert page.evaluate(KEPT) == sorted(["/ohne-verbindung", path])
    # The worker asked for the closed room as a stranger, for whom there is none.
    assert [one.rpartition("/")[0] for one in visits.complaints] == [f"404 of {visits.site.url}/raeume"]
    visits.complaints = []
    body = page.evaluate("async (path) => (await caches.match(location.origin + path)).text()", path)
    assert handle not in body
    assert "Registrieren" in body
    page.get_by_role("button", name="Abmelden").click()
    page.wait_for_load_state()
    page.wait_for_function(NOTHING_KEPT)
    assert page.evaluate(WORKERS) == 0


def test_a_session_that_ended_elsewhere_leaves_nothing(visits: Visits) -> None:
    """I-12, P-04: the next page that is not for somebody signed in takes everything away."""
    with visits.site.forum():
        page = reads(visits, factories.person())
    page.context.clear_cookies()
    visits.go(page, "/ideen")
    page.wait_for_function(NOTHING_KEPT)
    assert page.evaluate(WORKERS) == 0


def test_a_file_that_is_opened_takes_nothing_away_and_a_page_that_is_gone_does(visits: Visits) -> None:
    """P-04: only pages say who reads them; what was taken down is not read on from the device either."""
    with visits.site.forum():
        idea = factories.idea()
        reader, path, number = factories.person(), idea.url, idea.id
        page = reads(visits, reader)
    visits.go(page, path)
    wait_for_page(page, path)
    visits.go(page, "/raeume.atom")
    visits.go(page, "/konto")
    assert path in page.evaluate(KEPT)
    assert page.evaluate(WORKERS) == 1
    with visits.site.forum(), transaction():
        ideas.hide_idea(factories._inside("moderator"), db.session.get_one(Idea, number), ground="Regel 2")
    page.goto(visits.site.url + path)
    page.wait_for_function("async (path) => !(await caches.match(location.origin + path))", arg=path)
    visits.complaints = [one for one in visits.complaints if f"of {visits.site.url}{path}" not in one]


@pytest.mark.parametrize("path", ["/", "/ideen", "/ohne-verbindung"])
def test_visitors_get_no_worker(visits: Visits, path: str) -> None:
    """P-04."""
    page = visits(path, service_workers="allow")
    page.wait_for_load_state("networkidle")
    assert page.evaluate(WORKERS) == 0
    assert page.evaluate(NOTHING_KEPT)


def test_the_forum_can_be_put_among_the_apps(visits: Visits) -> None:
    """The browser itself reads the manifest without a fault, and the picture in it is there."""
    page = visits("/", service_workers="allow")
    found = page.context.new_cdp_session(page).send("Page.getAppManifest")
    assert found["errors"] == []
    told = page.request.get(visits.site.url + "/app.webmanifest").json()
    assert (told["start_url"], told["display"], told["lang"]) == ("/", "standalone", "de")
    assert page.request.get(visits.site.url + told["icons"][0]["src"]).ok
