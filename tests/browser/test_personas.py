"""Those for whom the forum is made, each with an ordinary day: what they find first, and how far they come.

A new citizen and a moderator have theirs in ``test_idea_story`` and ``test_moderation_story``. With ``FORUM_PICTURES`` set
to a folder the pages of each are pictured there.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from forum.accounts import commands as accounts
from forum.accounts.models import Person
from forum.accounts.shortcuts import USUAL
from forum.core.clock import frozen_at, now
from forum.core.db import db, transaction
from forum.ideas import commands as ideas
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea
from forum.meetings.commands import PlannedItem
from tests import factories
from tests.browser.conftest import Visits, press_until
from tests.chromium import NEEDS_CHROMIUM, PHONE, looked_at
from tests.meetings.rooms import connected
from tests.serving import Server

pytestmark = NEEDS_CHROMIUM

THINGS = (
    *("Bänke", "Trinkbrunnen", "Fahrradbügel", "Laternen", "Schattensegel", "Ladesäulen", "Beete", "Wegweiser"),
    *("Mülleimer", "Spielgeräte", "Sensoren", "Mitfahrbänke", "Bücherschränke", "Hochbeete", "Rampen", "Zebrastreifen"),
    *("Schaukeln", "Paketkästen", "Leihräder", "Wetterhäuschen"),
)
PLACES = (
    *("am Hagenmarkt", "an der Oker", "im Bürgerpark", "am Ringgleis", "in Gliesmarode", "in Stöckheim", "in Lehndorf"),
    *("am Nussberg", "in der Weststadt", "am Madamenweg"),
)

# What a thumb must hit in the room and cannot: buttons below 44 pixels.
SMALL = """() => [...document.querySelectorAll('#room button')].filter((one) => one.offsetParent)
  .filter((one) => one.getBoundingClientRect().height < 43.5).map((one) => one.textContent.trim())"""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A forum of its own: what waits there is counted, and what is live there stands on its start page."""
    running = Server(tmp_path_factory.mktemp("town"))
    try:
        running.start()
        yield running
    finally:
        running.close()


@pytest.fixture
def visits(browser: Browser, town: Server) -> Iterator[Visits]:
    """Hand out pages of that forum, and fail a test of which the browser complained."""
    opened = Visits(browser, town)
    yield opened
    opened.close()
    assert opened.complaints == []


def waiting(many: int) -> None:
    """Let so many ideas wait, the first half of them longer than the office may take for its first answer."""
    writers = [factories.person().id for _ in range(10)]
    titles = [f"{thing} {place}" for thing, place in product(THINGS, PLACES)][:many]
    for number, title in enumerate(titles):
        days = 60 - 50 * number / many
        with frozen_at(now() - timedelta(days=days)), transaction():
            author = db.session.get_one(Person, writers[number % len(writers)])
            text = f"Ich wünsche mir {title}, weil dort viele Menschen vorbeikommen und etwas davon haben."
            draft = ideas.save_draft(author, ideas.Content(title=title, text=text, goals=("mitnehmen",)))
            ideas.submit(author, draft)


def test_the_office_with_two_hundred_waiting_ideas(visits: Visits) -> None:
    """N-25, N-33, T-36: what is late comes first, a page of them is taken at once by keys, and what is left is counted."""
    with visits.site.forum():
        waiting(200)
        late = sum(
            one.is_overdue for one in db.session.scalars(select(Idea).where(Idea.state == IdeaState.EINGEREICHT))
        )
        staff = factories.person("staff").id
        with transaction():
            who = db.session.get_one(Person, staff)
            accounts.choose_shortcuts(who, who, on=True, keys=USUAL)
        page = visits("/", db.session.get_one(Person, staff))
    assert late >= 100
    page.get_by_role("link", name="Stabsstelle").click()
    views = page.get_by_role("navigation", name="Ansichten der Liste")
    views.get_by_role("link", name="Überfällig").click()
    expect(page.get_by_text(f"{late} Ideen", exact=True)).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(51)
    looked_at(page, "office-1-late")
    page.get_by_label("Alle auf dieser Seite").check()
    expect(page.get_by_text("50 markiert")).to_be_visible()
    page.keyboard.press("m")
    expect(page.locator("#pick-act")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="50 Ideen")).to_be_visible()
    press_until(page, "Für die markierten Ideen ausführen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Erledigt: 50 Ideen")
    looked_at(page, "office-2-taken")
    page.get_by_role("link", name="Zurück zur Liste").click()
    views.get_by_role("link", name="Meine").click()
    expect(page.get_by_text("50 Ideen", exact=True)).to_be_visible()
    page.locator("tr[data-row] a").first.click()
    looked_at(page, "office-3-file")
    visits.go(page, "/stabsstelle/lage")
    looked_at(page, "office-4-overview")


def test_a_chair_with_a_phone_and_somebody_who_follows_from_outside(visits: Visits) -> None:
    """L-05, L-32, L-33, L-48: a session is led with a thumb; a visitor finds it on the start page, follows and asks."""
    with visits.site.forum():
        of = factories.committee(title="Fachbeirat für Daumen")
        chair, (ada, ben) = factories.member(of, "chair"), (factories.member(of), factories.member(of))
        items = (PlannedItem("Bänke an der Oker"), PlannedItem("Verschiedenes"))
        meeting = factories.meeting(of, items, title="Sitzung im Park")
        path = meeting.url
        speaker = ada.handle
        desk = connected(visits(path, chair, viewport=PHONE))
        members = [connected(visits(path, one, viewport=PHONE)) for one in (ada, ben)]
    desk.get_by_role("button", name="Sitzung eröffnen").click()
    for member in members:
        member.get_by_role("button", name="Anwesend melden").click()
    desk.get_by_role("button", name="TOP 1 aufrufen").click()
    visitor = visits("/")
    live = (
        visitor.get_by_role("region", name="Jetzt live").get_by_role("article").filter(has_text="Fachbeirat für Daumen")
    )
    expect(live).to_contain_text("Sie können ohne Konto mitlesen")
    looked_at(visitor, "observer-1-start")
    live.get_by_role("link", name="Sitzung im Park").click()
    connected(visitor)
    expect(visitor.locator("#part-bar")).to_contain_text("TOP 1: Bänke an der Oker")
    members[0].get_by_role("button", name="Zu Wort melden").click()
    desk.get_by_role("button", name=f"{speaker} das Wort geben").click()
    expect(visitor.locator("#part-now")).to_contain_text(f"Es spricht: {speaker}")
    looked_at(desk, "chair-1-speaking", PHONE)
    desk.get_by_role("button", name=f"Rede von {speaker} beenden").click()
    desk.get_by_label("Text der Empfehlung").fill("Zwölf Bänke an der Oker.")
    desk.get_by_role("button", name="Empfehlung einbringen").click()
    desk.get_by_role("button", name="Über Antrag 1 abstimmen").click()
    looked_at(desk, "chair-2-vote", PHONE)
    # What one leads with is one press away from the bar that stays in sight.
    desk.locator("#part-bar").get_by_role("link", name="Sitzung leiten").click()
    expect(desk.locator("#desk-title")).to_be_in_viewport()
    for member in members:
        member.get_by_role("radio", name="Ja").check()
        member.get_by_role("button", name="Stimme abgeben").click()
        expect(member.locator("#part-poll")).to_contain_text("Sie haben abgestimmt.")
    looked_at(visitor, "observer-2-vote")
    desk.get_by_role("button", name="Abstimmung schließen").click()
    expect(visitor.locator("#part-results")).to_contain_text("angenommen")
    assert desk.evaluate(SMALL) == []
    looked_at(visitor, "observer-3-result")
    assert visitor.context.cookies() == []


def test_somebody_who_does_not_see_the_page(visits: Visits) -> None:
    """A-03, A-05, A-10, A-27, A-28: by landmarks, headings and keys alone to an idea, its support, and an own post."""
    with visits.site.forum():
        made = factories.idea(
            title="Ansagen an der Ampel am Klinikum", text="Die Ampel schweigt, und niemand weiß warum."
        )
        title, path = made.title, made.url
        person = factories.person(handle="Ohrenmensch")
        factories.post(made.thread, text="Am Rathaus gibt es das schon.")
        page = visits("/ideen", person)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # To the content, past the head of the site.
    expect(page.locator("#inhalt")).to_be_focused()
    press_until(page, title)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{path}")
    told = page.get_by_role("main").aria_snapshot()
    assert told.index(f'heading "{title}" [level=1]') < told.index("Unterstützung")
    assert "Am Rathaus gibt es das schon." in told
    press_until(page, "Idee unterstützen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Sie unterstützen diese Idee")).to_have_count(1)
    press_until(page, "Ihr Beitrag")
    page.keyboard.type("An meiner Ecke wäre es auch gut.")
    press_until(page, "Beitrag veröffentlichen")
    page.keyboard.press("Enter")
    own = page.get_by_role("article").filter(has_text="An meiner Ecke").get_by_role("heading").first
    expect(own).to_be_focused()
    expect(own).to_contain_text("Ohrenmensch")
    looked_at(page, "blind-1-idea")
