"""Agenda, presence and big screen in Chromium (L-01, L-04, L-23, L-33, A-11, A-12)."""

from playwright.sync_api import Page, expect
from sqlalchemy import select

from forum.core.db import db
from forum.meetings.commands import PlannedItem
from forum.meetings.models import AgendaItem
from tests import factories
from tests.chromium import NEEDS_CHROMIUM, picture, violations
from tests.meetings.rooms import Rooms, connected
from tests.serving import Server

pytestmark = NEEDS_CHROMIUM

ITEMS = (
    PlannedItem("Begrüßung", minutes=5),
    PlannedItem("Verkehr", minutes=30, children=(PlannedItem("Fahrräder", minutes=20),)),
    PlannedItem("Verschiedenes"),
)


def numbers(page: Page) -> list[str]:
    """Return the agenda as it is read."""
    return [line.inner_text() for line in page.locator("#part-agenda .agenda__line").all()]


def test_the_agenda_is_arranged_with_buttons_and_by_dragging(server: Server, rooms: Rooms) -> None:
    """L-01, A-12: the same by keyboard and by pointer; the page shows the new numbers by itself."""
    with server.forum():
        of = factories.committee()
        chair = factories.member(of, "chair")
        path = factories.meeting(of, ITEMS).url
        page = connected(rooms(path, chair, viewport={"width": 1280, "height": 1200}))
        button = page.get_by_role("button", name="TOP 2 nach oben")
        button.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#part-agenda .agenda__line").first).to_contain_text("TOP 1 Verkehr")
        assert numbers(page) == ["TOP 1 Verkehr", "TOP 1.1 Fahrräder", "TOP 2 Begrüßung", "TOP 3 Verschiedenes"]
        last = page.locator("#part-agenda [data-item]", has_text="Verschiedenes")
        last.locator(".agenda__line").drag_to(
            page.locator("#part-agenda [data-item]", has_text="Verkehr").locator(".agenda__line").first,
            target_position={"x": 20, "y": 2},
        )
        expect(page.locator("#part-agenda .agenda__line").first).to_contain_text("TOP 1 Verschiedenes")
        picture(page, "agenda-wide")
        assert violations(page) == []


def test_the_present_item_and_the_own_button_fit_on_a_phone(server: Server, rooms: Rooms) -> None:
    """L-33, A-11: at 320 × 568 nothing sticks out, and what one taps is 44 pixels high."""
    with server.forum():
        of = factories.committee()
        chair, ada = factories.member(of, "chair"), factories.member(of)
        number = factories.meeting(of, ITEMS).id
        factories.act(chair, number, "session.start")
        page = connected(rooms(f"/sitzungen/{number}", ada))
        page.locator("#part-bar").get_by_role("button", name="Anwesend melden").click()
        expect(page.locator("#part-presence")).to_contain_text(ada.handle)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        for button in page.locator("#part-bar button, #part-me button, #part-presence button").all():
            box = button.bounding_box()
            assert box is not None
            assert box["height"] >= 44, button.inner_text()
        picture(page, "presence-phone")
        assert violations(page) == []


def test_the_big_screen_follows_the_chair_or_stays_where_one_browses(server: Server, rooms: Rooms) -> None:
    """L-04, L-23: an item that is called is there by itself; who browses stays, and comes back by one link."""
    with server.forum():
        of = factories.committee()
        chair = factories.member(of, "chair")
        number = factories.meeting(of, ITEMS).id
        ids = db.session.scalars(
            select(AgendaItem.id).where(AgendaItem.meeting_id == number).order_by(AgendaItem.place)
        ).all()
        factories.act(chair, number, "session.start")
        screen = connected(rooms(f"/sitzungen/{number}/leinwand", viewport={"width": 1280, "height": 720}))
        factories.act(chair, number, "item.open", item_id=ids[0])
        expect(screen.get_by_role("heading", level=1)).to_have_text("Begrüßung")
        screen.get_by_role("link", name="Nächster Punkt").click()
        connected(screen)
        expect(screen.get_by_role("heading", level=1)).to_have_text("Verkehr")
        factories.act(chair, number, "item.close", item_id=ids[0])
        expect(screen.get_by_role("heading", level=1)).to_have_text("Verkehr")
        screen.get_by_role("link", name="Dem Vorsitz folgen").click()
        connected(screen)
        factories.act(chair, number, "item.open", item_id=ids[3])
        expect(screen.get_by_role("heading", level=1)).to_have_text("Verschiedenes")
        assert screen.get_by_role("button", name="Ganzer Bildschirm").is_visible()
        assert rooms.browser.contexts[-1].cookies() == []
        picture(screen, "big-screen")
        assert violations(screen) == []
