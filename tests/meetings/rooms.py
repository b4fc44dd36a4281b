"""Rooms in Chromium: opened for people, and followed."""

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from forum.accounts.models import Person
from tests.serving import Server


class Rooms:
    """Opens the room for people, each in a context of their own, and keeps what the browser complains of."""

    def __init__(self, browser: Browser, server: Server) -> None:
        self.browser = browser
        self.server = server
        self.complaints: list[str] = []
        self._contexts: list[BrowserContext] = []

    def __call__(self, path: str, who: Person | None = None, **options: Any) -> Page:
        usual = {"viewport": {"width": 320, "height": 568}, "locale": "de-DE", "service_workers": "block"}
        options = usual | options
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


def connected(page: Page) -> Page:
    """Wait until the page follows the meeting by its socket."""
    expect(page.locator("#live-connection")).to_have_text("Verbunden")
    return page
