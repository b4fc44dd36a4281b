"""The number of unread messages keeps itself fresh, and disturbs nobody (T-18, A-05)."""

from playwright.sync_api import expect

from forum.accounts.models import Person
from forum.core import worker
from forum.core.db import db
from forum.discussions.models import Thread
from tests import factories
from tests.browser.conftest import Visits
from tests.chromium import NEEDS_CHROMIUM

pytestmark = NEEDS_CHROMIUM

LOOK_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"


def test_the_number_comes_without_moving_the_focus(visits: Visits) -> None:
    """T-18: hidden at first, there when the page is looked at again; who is typing keeps the focus and the text."""
    with visits.site.forum():
        reader = factories.person(handle="Glockenhoerer", mails=False)
        thread = factories.thread(reader)
        number, reader_id = thread.id, reader.id
        page = visits(thread.url, reader)
        badge = page.locator(".account [data-unread-badge]")
        expect(badge).to_be_hidden()
        field = page.get_by_role("main").get_by_role("textbox")
        field.fill("Ein angefangener Satz")
        factories.post(db.session.get_one(Thread, number))
        worker.run_until_idle()
        with page.expect_response("**/mitteilungen/zahl"):
            page.evaluate(LOOK_AGAIN)
        expect(badge).to_have_text("1 ungelesen")
        expect(field).to_be_focused()
        expect(field).to_have_value("Ein angefangener Satz")
        # Nothing near the number is a live region, so that no screen reader says it again and again.
        assert page.locator("[data-unread-badge]:is([aria-live], [role=status], [aria-live] *)").count() == 0
        # A message is opened by its button and is read from then on.
        visits.go(page, "/mitteilungen?ungelesen=1")
        page.get_by_role("button", name="Neuer Beitrag in Ihrem Gespräch").click()
        expect(page.locator(".post__text").last).to_be_visible()
        expect(page.locator(".account [data-unread-badge]")).to_be_hidden()
        assert db.session.get_one(Person, reader_id).mails is False


def test_a_level_is_chosen_by_keyboard(visits: Visits) -> None:
    """T-17, A-30: the choice opens, changes and is said in words, by keyboard alone."""
    with visits.site.forum():
        reader = factories.person(handle="Leisetreter")
        page = visits(factories.thread().url, reader)
    summary = page.locator("details.level summary")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("details.level summary")).to_contain_text("Mitteilungen: Stumm")
