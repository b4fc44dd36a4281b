"""The room in Chromium: members and an observer in one session (L-33, L-48, L-85 to L-89)."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db
from forum.meetings.models import Motion, Poll
from tests import factories
from tests.chromium import NEEDS_CHROMIUM, launch, violations
from tests.serving import Server

PICTURES = os.environ.get("FORUM_PICTURES")

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start one Chromium for all tests of this file."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


class Rooms:
    """Opens the room for people, each in a context of their own, and keeps what the browser complains of."""

    def __init__(self, browser: Browser, server: Server) -> None:
        self.browser = browser
        self.server = server
        self.complaints: list[str] = []
        self._contexts: list[BrowserContext] = []

    def __call__(self, path: str, who: Person | None = None, **options: Any) -> Page:
        options = {"viewport": {"width": 320, "height": 568}, "locale": "de-DE", **options}
        context = self.browser.new_context(**options)
        self._contexts.append(context)
        if who is not None:
            name, value = self.server.cookie(who)
            context.add_cookies([{"name": name, "value": value, "url": self.server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(self.server.url + path)
        return page

    def close(self) -> None:
        """Close everything."""
        for context in self._contexts:
            context.close()


@pytest.fixture
def rooms(browser: Browser, server: Server) -> Iterator[Rooms]:
    """Hand out rooms, and fail a test whose pages threw an error."""
    opened = Rooms(browser, server)
    yield opened
    opened.close()
    assert opened.complaints == []


def picture(page: Page, name: str) -> None:
    """Keep a picture where somebody wants to look at them."""
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def connected(page: Page) -> Page:
    """Wait until the page follows the meeting by its socket."""
    expect(page.locator("#live-connection")).to_have_text("Verbunden")
    return page


def test_a_session_on_three_screens(server: Server, rooms: Rooms) -> None:
    """Two members and an observer go through contribution, vote and adoption; nobody reloads a page."""
    with server.forum():
        meeting, chair, (ada, ben) = factories.running_meeting()
        number, path = meeting.id, meeting.url
        one, two, observer = (connected(rooms(path, who)) for who in (ada, ben, None))
        desk = connected(rooms(path, chair, viewport={"width": 1280, "height": 900}))
        assert rooms.browser.contexts[2].cookies() == []
        one.get_by_role("button", name="Zu Wort melden").click()
        desk.get_by_role("button", name=f"{ada.handle} das Wort geben").click()
        expect(observer.locator("#part-now")).to_contain_text(f"Es spricht: {ada.handle}")
        expect(one.locator("#live-now")).to_have_text("Sie haben das Wort.")
        two.get_by_label("Ihr Beitrag").fill("Wir haben 300 Räder gezählt.")
        two.get_by_role("button", name="Beitrag veröffentlichen").click()
        expect(observer.locator("#part-contributions")).to_contain_text("300 Räder")
        expect(two.get_by_label("Ihr Beitrag")).to_have_value("")
        desk.get_by_label("Text der Empfehlung").fill("Mehr überdachte Fahrradbügel an Haltestellen.")
        desk.get_by_role("button", name="Empfehlung einbringen").click()
        desk.get_by_role("button", name="Über Antrag 1 abstimmen").click()
        expect(one.locator("#live-now")).to_contain_text("Abstimmung geöffnet: Mehr überdachte")
        picture(one, "ballot-phone")
        picture(desk, "desk-wide")
        one.get_by_role("radio", name="Ja").check()
        one.get_by_role("button", name="Stimme abgeben").click()
        expect(one.locator("#part-poll")).to_contain_text("Sie haben abgestimmt.")
        two.get_by_role("radio", name="Nein").check()
        # A foreign event and a lost connection leave the half-filled ballot alone (L-87).
        two.context.set_offline(offline=True)
        factories.act(ada, number, "contribution.add", text="Währenddessen geschieht etwas.")
        two.context.set_offline(offline=False)
        expect(two.locator("#part-contributions")).to_contain_text("Währenddessen")
        expect(two.get_by_role("radio", name="Nein")).to_be_checked()
        two.get_by_role("button", name="Stimme abgeben").click()
        expect(observer.locator("#part-tally")).to_contain_text("2 von 2 Stimmen abgegeben")
        desk.get_by_role("button", name="Abstimmung schließen").click()
        expect(observer.locator("#part-results")).to_contain_text("abgelehnt")
        picture(observer, "observer-phone")
        db.session.rollback()
        poll = db.session.scalars(select(Poll).where(Poll.meeting_id == number)).one()
        assert (poll.yes, poll.no, poll.verdict) == (1, 1, "rejected")


def test_typing_and_focus_survive_a_hundred_foreign_events(server: Server, rooms: Rooms) -> None:
    """L-86, L-87: text, choice and focus stay where they are while everything around them changes."""
    with server.forum():
        meeting, chair, (ada, ben) = factories.running_meeting()
        number = meeting.id
        page = connected(rooms(meeting.url, ada))
        factories.act(chair, number, "poll.open", question="Sind Sie dafür?")
        page.get_by_role("radio", name="Enthaltung").check()
        field = page.get_by_label("Ihr Beitrag")
        field.click()
        field.press_sequentially("Ein halber Sa")
        for turn in range(100):
            factories.act(ben, number, "contribution.add", text=f"Fremder Beitrag {turn}")
        expect(page.locator("#part-contributions")).to_contain_text("Fremder Beitrag 99", timeout=15_000)
        expect(field).to_have_value("Ein halber Sa")
        expect(field).to_be_focused()
        expect(page.get_by_role("radio", name="Enthaltung")).to_be_checked()
        field.press_sequentially("tz")
        expect(field).to_have_value("Ein halber Satz")


def test_the_page_goes_on_after_the_server_was_killed(server: Server, rooms: Rooms) -> None:
    """L-56: nobody has to do anything."""
    with server.forum():
        meeting, _chair, (ada, ben) = factories.running_meeting()
        number = meeting.id
        page = connected(rooms(meeting.url, ada))
        server.kill()
        expect(page.locator("#live-connection")).to_contain_text("unterbrochen")
        factories.act(ben, number, "contribution.add", text="In der Zwischenzeit geschrieben.")
        server.start()
        connected(page)
        expect(page.locator("#part-contributions")).to_contain_text("In der Zwischenzeit")
        page.get_by_role("button", name="Zu Wort melden").click()
        expect(page.locator("#part-speakers")).to_contain_text(ada.handle)


def test_signing_out_in_one_tab_ends_the_socket_of_the_other(server: Server, rooms: Rooms) -> None:
    """L-63: the other tab becomes an observer by itself."""
    with server.forum():
        meeting, _chair, (ada, _ben) = factories.running_meeting()
        page = connected(rooms(meeting.url, ada))
        expect(page.get_by_role("button", name="Zu Wort melden")).to_be_visible()
        other = page.context.new_page()
        other.set_viewport_size({"width": 1280, "height": 800})
        other.goto(f"{server.url}/sitzungen")
        other.get_by_role("button", name="Abmelden").click()
        expect(other.get_by_role("link", name="Anmelden")).to_be_visible()
        expect(page.locator("#part-me")).to_be_hidden(timeout=10_000)
        connected(page)


def test_everything_works_without_a_socket_and_without_scripts(server: Server, rooms: Rooms) -> None:
    """L-48, L-89: by polling where sockets are blocked, by plain forms where scripts are."""
    with server.forum():
        meeting, chair, (ada, ben) = factories.running_meeting()
        number, path = meeting.id, meeting.url
        plain = rooms(path, ada, java_script_enabled=False)
        plain.get_by_role("button", name="Zu Wort melden").click()
        expect(plain.locator("#part-speakers")).to_contain_text(ada.handle)
        watching = rooms(path, java_script_enabled=False)
        assert watching.locator("noscript meta[http-equiv=refresh]").count() or "refresh" in watching.content()
        blocked = rooms("/sitzungen", ben)
        blocked.route_web_socket("**/socket.io/**", lambda socket: socket.close())
        blocked.goto(server.url + path)
        factories.act(chair, number, "poll.open", question="Sind Sie dafür?")
        blocked.get_by_role("radio", name="Ja").check(timeout=15_000)
        blocked.get_by_role("button", name="Stimme abgeben").click()
        expect(blocked.locator("#part-poll")).to_contain_text("Sie haben abgestimmt.", timeout=15_000)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_barrier_in_the_room(server: Server, rooms: Rooms, theme: Any) -> None:
    """L-32, A-01: with an open ballot, for member, desk, observer, on the screen, in lists and forms."""
    with server.forum():
        meeting, chair, (ada, _ben) = factories.running_meeting()
        number, path, of = meeting.id, meeting.url, meeting.committee
        factories.act(ada, number, "speech.request")
        factories.act(ada, number, "contribution.add", text="Wir haben **gezählt**.")
        factories.act(chair, number, "motion.add", text="Mehr Bügel an Haltestellen.", reasons="Es fehlen 300.")
        motion_id = db.session.scalars(select(Motion.id).where(Motion.meeting_id == number)).one()
        factories.act(chair, number, "poll.open", motion_id=motion_id)
        slug, staff = of.slug, factories.person("staff")
        visits = [
            (path, ada),
            (path, chair),
            (path, None),
            (f"{path}/leinwand", None),
            (f"{path}/niederschrift", None),
        ]
        visits += [
            (f"{path}/verlauf", None),
            ("/sitzungen", None),
            ("/gremien", None),
            (f"/gremien/{slug}", staff),
        ]
        visits += [(f"/gremien/{slug}/sitzung-planen", chair), (f"/gremien/{slug}/berufen", staff)]
        visits += [("/gremien/vorschlagen", ada)]
        found = {}
        for address, who in visits:
            page = rooms(address, who, color_scheme=theme)
            picture(page, f"{address.strip('/').replace('/', '-')}-{who.handle if who else 'visitor'}-{theme}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
            found[address, who.handle if who else None] = violations(page)
        assert {key: value for key, value in found.items() if value} == {}
