"""The demo on a real server, and a browser whose every request and complaint is watched.

The demo's data stay from test to test: stories make their own people and ideas, and read-only tests look at the rest.
"""

import fcntl
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core import worker
from forum.core.db import db, transaction
from forum.demo import build as demo
from forum.discussions import commands as discussions
from forum.discussions.models import Post, Thread
from forum.moderation import commands as moderation
from forum.moderation import targets
from tests import factories
from tests.accounts.oidc import settings_of_one_away
from tests.browser.dumping import dump
from tests.chromium import launch
from tests.serving import Server

# Who of the demo's people stands for a role.
ROLES = {
    "citizen": "Lindenblatt",
    "moderator": "Wachsam",
    "staff": "Buero-Smart-City",
    "second staff": "Leitung-Smart-City",
    "board": "Dezernat-Bauen",
    "chair": "Taktgeber",
    "admin": "Schraubenzieher",
    "second admin": "Zweitschluessel",
    "officer": "Aktenwacht",
}
# A failed page is told to the console too; whoever opened it looks at its status.
STATUS_NOTE = "Failed to load resource: the server responded with a status of"


# What was in the demo before anybody came, beside its data.
DUMP = "dump.json"


class Demo(Server):
    """A server of the demo that knows what was in it before anybody came."""

    built: dict[str, list[str]]


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Demo]:
    """The forum, filled by the demo's own builder and served by gunicorn."""
    base = tmp_path_factory.getbasetemp()
    built = base if worker_id == "master" else base.parent
    folder = tmp_path_factory.mktemp("site") / "demo"
    shutil.copytree(_built_once(built / "built"), folder)
    # A sign-in service that is away, so that its pages are walked like all others (I-10).
    services = settings_of_one_away(folder)
    running = Demo(folder, FORUM_OIDC_FILE=services)
    running.app.config["OIDC_FILE"] = services
    running.built = json.loads((folder / DUMP).read_text())
    try:
        running.start()
        yield running
    finally:
        running.close()


def _built_once(folder: Path) -> Path:
    """Return the folder with the data of the demo; the first process that asks builds them for all of a run."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            beside = folder.with_suffix(".begun")
            beside.mkdir()
            building = Demo(beside)
            with building.forum() as app:
                demo.build()
                (beside / DUMP).write_text(json.dumps(dump()))
                _moderate(person_of("citizen"), person_of("moderator"))
                worker.run_until_idle()
                app.extensions["search"].close()  # From here on a server's process is the only writer of the index.
            building.close()
            beside.rename(folder)
    return folder


def person_of(role: str) -> Person:
    """Return the person of the demo who stands for a role."""
    return db.session.scalars(select(Person).where(Person.handle == ROLES[role])).one()


def _moderate(author: Person, moderator: Person) -> None:
    """Add what the demo lacks: a changed post, and a post that was hidden, with its statement of reasons."""
    author_id, moderator_id = author.id, moderator.id
    thread = db.session.scalars(select(Thread).where(Thread.idea_id.is_(None)).order_by(Thread.id)).first()
    assert thread is not None
    changed, hidden = factories.post(thread, author).id, factories.post(thread, author).id
    with transaction():
        author, moderator = db.session.get_one(Person, author_id), db.session.get_one(Person, moderator_id)
        discussions.edit_post(author, db.session.get_one(Post, changed), text="Ein zweiter Gedanke.", version=1)
        case = moderation.open_case_for(moderator, targets.load(moderator, "post", hidden))
        moderation.hide(
            moderator, case, rule="werbung", facts="Das ist Werbung, wie die Regeln sie nicht erlauben.", version=1
        )


# Playwright keeps a running loop in its thread, so it must end before other packages' tests start their own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Start one Chromium for all tests of this package."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


class Visits:
    """Opens pages for people, each in a browser of their own, and watches all of them.

    A complaint is a request to a foreign host, a part of a page that does not load, a breach of the content security
    policy, or an error of a script.
    """

    def __init__(self, browser: Browser, site: Server, *, sockets: bool = True) -> None:
        self.site = site
        self.sockets = sockets
        self.complaints: list[str] = []
        self.requested: list[str] = []
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    def __call__(
        self,
        path: str | None = "/",
        who: Person | str | None = None,
        *,
        cookie: tuple[str, str] | None = None,
        **options: Any,
    ) -> Page:
        """Open a page as a visitor, as a role of the demo or as a person (both by cookie), or with a cookie."""
        usual = {"locale": "de-DE", "viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}
        # What is watched goes to the server; reading offline has tests of its own.
        options = usual | {"service_workers": "block"} | options
        context = self._browser.new_context(**options)
        self._contexts.append(context)
        if not self.sockets:
            # As behind a proxy that knows no WebSocket: each is closed before the server hears of it.
            context.route_web_socket("**/socket.io/**", lambda socket: socket.close())
        context.on("request", self._on_request)
        context.on("response", self._on_response)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        if who is not None:
            self.sign_in(context, who)
        if cookie is not None:
            self._give(context, cookie)
        page = context.new_page()
        if path is not None:
            self.go(page, path)
        return page

    def sign_in(self, context: BrowserContext, who: Person | str) -> None:
        """Give the browser a cookie with which this person, or the one of this role, is signed in."""
        with self.site.forum():
            person = person_of(who) if isinstance(who, str) else db.session.get_one(Person, who.id)
            cookie = self.site.cookie(person)
        self._give(context, cookie)

    def go(self, page: Page, path: str, status: int = 200) -> Page:
        """Open a path of the site and see that it answers as it should."""
        answer = page.goto(self.site.url + path)
        assert answer is not None
        assert answer.status == status, f"{path} answers {answer.status}"
        return page

    def close(self) -> None:
        """Close everything."""
        for context in self._contexts:
            context.close()

    def _give(self, context: BrowserContext, cookie: tuple[str, str]) -> None:
        context.add_cookies([{"name": cookie[0], "value": cookie[1], "url": self.site.url}])

    def _on_request(self, request: Request) -> None:
        self.requested.append(request.url)
        own = (self.site.url + "/", self.site.url.replace("http:", "ws:") + "/", "data:")
        if not request.url.startswith(own):
            self.complaints.append(f"foreign request: {request.url}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 500 or (response.status >= 400 and response.request.resource_type != "document"):
            self.complaints.append(f"{response.status} of {response.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(STATUS_NOTE):
            self.complaints.append(message.text)


@pytest.fixture
def visits(browser: Browser, demo_site: Server) -> Iterator[Visits]:
    """Hand out pages of the demo, and fail a test of which the browser complained."""
    opened = Visits(browser, demo_site)
    yield opened
    opened.close()
    assert opened.complaints == []


def sign_in_by_form(page: Page, email: str, password: str) -> None:
    """Sign in on the page as people do; ends on the page that follows."""
    page.get_by_role("main").get_by_label("E-Mail-Adresse").fill(email)
    page.get_by_label("Passwort", exact=True).fill(password)
    page.get_by_role("main").get_by_role("button", name="Anmelden", exact=True).click()
    expect(page.get_by_role("button", name="Abmelden")).to_be_visible()


def press_until(page: Page, name: str, key: str = "Tab") -> None:
    """Press a key until the element with this name has the focus, as people without a mouse do."""
    told = "() => (document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()"
    for _ in range(150):
        page.keyboard.press(key)
        if page.evaluate(told).startswith(name):
            return
    pytest.fail(f"the keyboard does not reach {name}")


def until_shown(page: Page, text: str) -> None:
    """Load the page again until the worker's part is done and the text is there."""
    shown = page.get_by_role("main").get_by_text(text).first
    for _ in range(60):
        if shown.is_visible():
            return
        page.reload()
    expect(shown).to_be_visible()
